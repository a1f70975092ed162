// Numbers as text: fixed locale, tabular, with a true minus sign; missing values are an en dash.

export const MISSING = "–";
const MINUS = "\u2212";

function isNumber(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function grouped(value: number, digits: number): string {
  const text = Math.abs(value).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  // What rounds to zero has no sign.
  const zero = Number(text.replaceAll(",", "")) === 0;
  return value < 0 && !zero ? MINUS + text : text;
}

function withPlus(value: number, text: string): string {
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** Money, two decimals, no currency: the unit stands beside it. */
export function money(value: number | null | undefined): string {
  return isNumber(value) ? grouped(value, 2) : MISSING;
}

/** Money with its sign: +12.50, −3.00, 0.00. */
export function signedMoney(value: number | null | undefined): string {
  return isNumber(value) ? withPlus(value, grouped(value, 2)) : MISSING;
}

/** A fraction as percent: 0.0123 is 1.23%. */
export function percent(fraction: number | null | undefined, digits = 2): string {
  return isNumber(fraction) ? `${grouped(fraction * 100, digits)}%` : MISSING;
}

/** A fraction as percent with its sign. */
export function signedPercent(fraction: number | null | undefined, digits = 2): string {
  return isNumber(fraction) ? withPlus(fraction, `${grouped(fraction * 100, digits)}%`) : MISSING;
}

/** Number of decimals that a price of this size is shown with: five significant places and at least two decimals. */
export function priceDigits(price: number): number {
  if (!Number.isFinite(price) || price === 0) return 2;
  const whole = Math.floor(Math.log10(Math.abs(price))) + 1;
  return Math.min(8, Math.max(2, 6 - Math.max(1, whole)));
}

/** A price; `digits` from the instrument's increment where it is known. */
export function price(value: number | null | undefined, digits?: number): string {
  return isNumber(value) ? grouped(value, digits ?? priceDigits(value)) : MISSING;
}

/** Units, without trailing zeros. */
export function quantity(value: number | null | undefined): string {
  if (!isNumber(value)) return MISSING;
  const text = Math.abs(value).toLocaleString("en-US", { maximumFractionDigits: 8 });
  return value < 0 && text !== "0" ? MINUS + text : text;
}

/** Traded volume, four places at most: 1,315 is 1.315K, 193,305,103 is 193.3M. */
export function volume(value: number | null | undefined): string {
  if (!isNumber(value)) return MISSING;
  return value.toLocaleString("en-US", { notation: "compact", maximumSignificantDigits: 4 });
}

/** A number between 0 and 1 such as a score or a confidence: two or three decimals, never percent. */
export function ratio(value: number | null | undefined, digits = 3): string {
  return isNumber(value) ? grouped(value, digits) : MISSING;
}

/** A contribution to a score, with its sign. */
export function signedRatio(value: number | null | undefined, digits = 3): string {
  return isNumber(value) ? withPlus(value, grouped(value, digits)) : MISSING;
}

/** A count of things. */
export function count(value: number | null | undefined): string {
  return isNumber(value) ? grouped(value, 0) : MISSING;
}
