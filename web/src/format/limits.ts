// A risk limit's numbers in its own unit.
import type { LimitView } from "../api/types";
import { count, money, percent, ratio } from "./numbers";
import { span } from "./times";

const WHOLE = new Set(["trades", "orders", "count"]);

/** One value of a limit with its unit: "of equity" is a fraction, "s" a span, "money" the account's currency. */
export function limitValue(value: number, unit: string, currency: string): string {
  if (unit === "of equity" || unit === "fraction") return percent(value);
  if (unit === "s" || unit === "seconds") return span(value * 1000);
  if (unit === "money") return `${money(value)} ${currency}`;
  if (unit === "0 to 1") return ratio(value, 2);
  if (WHOLE.has(unit)) return count(value);
  return `${ratio(value, 2)} ${unit}`;
}

/** How much of a limit is used, 0 to 1; a limit of nothing is used up. */
export function usedFraction(limit: Pick<LimitView, "used" | "limit">): number {
  if (!(limit.limit > 0)) return limit.used > 0 ? 1 : 0;
  return Math.min(1, Math.max(0, limit.used / limit.limit));
}

/** How near a limit is: used up, near (three quarters and more), or clear. */
export function nearness(limit: Pick<LimitView, "used" | "limit">): "full" | "near" | "clear" {
  const used = usedFraction(limit);
  if (used >= 1) return "full";
  return used >= 0.75 ? "near" : "clear";
}
