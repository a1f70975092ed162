// Bars as the page holds them, from any of the shapes in which the API and the stream send them.
import type { Bar } from "./types";

type Columns = Record<"open" | "high" | "low" | "close" | "volume", number[]> & { time: string[] };

function isColumns(value: unknown): value is Columns {
  return typeof value === "object" && value !== null && Array.isArray((value as Columns).time);
}

function rows(columns: Columns): Bar[] {
  return columns.time.map((time, i) => ({
    time,
    open: columns.open[i] ?? NaN,
    high: columns.high[i] ?? NaN,
    low: columns.low[i] ?? NaN,
    close: columns.close[i] ?? NaN,
    volume: columns.volume?.[i] ?? 0,
  }));
}

/** A list of bars, oldest first: from a list, from columns of equal length, or from either under `bars`. */
export function toBars(answer: unknown): Bar[] {
  if (Array.isArray(answer)) return answer as Bar[];
  if (isColumns(answer)) return rows(answer);
  const inner = (answer as { bars?: unknown } | null)?.bars;
  return inner === undefined ? [] : toBars(inner);
}

/** `bars` with `next` added at the end, or in place of the bar of the same time; at most `limit` bars stay. */
export function withBar(bars: readonly Bar[], next: Bar, limit: number): Bar[] {
  const last = bars.at(-1);
  if (!last || next.time > last.time) return [...bars, next].slice(-limit);
  const index = bars.findLastIndex((bar) => bar.time === next.time);
  return index < 0 ? [...bars] : bars.with(index, next);
}
