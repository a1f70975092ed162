// Bars, equity and fills as the chart library wants them: rising times in whole seconds, one point a time.
import type { Bar, EquityPoint, FillView, OrderView } from "../api/types";
import { epochSeconds } from "../format/times";

/** The points whose times rise strictly; of equal times the last counts. */
export function rising<T extends { time: number }>(points: readonly T[]): T[] {
  const out: T[] = [];
  for (const point of points) {
    const last = out.at(-1);
    if (last && point.time < last.time) continue;
    if (last && point.time === last.time) out[out.length - 1] = point;
    else out.push(point);
  }
  return out;
}

export interface Candle {
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

export function candles(bars: readonly Bar[]): Candle[] {
  return rising(bars.map((bar) => ({ ...bar, time: epochSeconds(bar.time) })));
}

/** Equity in account currency and drawdown in percent below the peak (so it is drawn downwards). */
export function equityCurves(points: readonly EquityPoint[]): {
  equity: { time: number; value: number }[];
  drawdown: { time: number; value: number }[];
} {
  const timed = rising(points.map((point) => ({ ...point, time: epochSeconds(point.time) })));
  return {
    equity: timed.map(({ time, equity }) => ({ time, value: equity })),
    drawdown: timed.map(({ time, drawdown }) => ({ time, value: drawdown === 0 ? 0 : -Math.abs(drawdown) * 100 })),
  };
}

/**
 * What has to be drawn anew when `next` follows `shown`: the points from the last shown one on, or null for everything
 * (another instrument, or more than `most` points at once).
 */
export function tail<T extends { time: number }>(shown: readonly T[], next: readonly T[], most: number): T[] | null {
  const last = shown.at(-1);
  if (!last) return null;
  const index = next.findLastIndex((point) => point.time === last.time);
  if (index < 0 || next.length - index > most) return null;
  return next.slice(index);
}

export interface TradeMark {
  time: number;
  side: "buy" | "sell";
  entry: boolean;
}

/** Trades of one instrument at the bar in which they happened: the first bar that closes at or after the fill. */
export function tradeMarks(
  fills: readonly FillView[],
  orders: readonly OrderView[],
  instrument: string,
  bars: readonly { time: number }[],
): TradeMark[] {
  const purposes = new Map(orders.map((order) => [order.id, order.purpose]));
  const marks: TradeMark[] = [];
  for (const fill of fills) {
    if (fill.instrument !== instrument) continue;
    const at = barOf(epochSeconds(fill.time), bars);
    if (at === null) continue;
    const purpose = purposes.get(fill.order);
    marks.push({ time: at, side: fill.side, entry: purpose ? purpose === "entry" : fill.realised_pnl === 0 });
  }
  return marks.sort((a, b) => a.time - b.time);
}

function barOf(seconds: number, bars: readonly { time: number }[]): number | null {
  const first = bars[0];
  const last = bars.at(-1);
  if (!first || !last || seconds < first.time) return null;
  let low = 0;
  let high = bars.length - 1;
  if (seconds > last.time) return last.time;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bars[middle]?.time ?? 0) >= seconds) high = middle;
    else low = middle + 1;
  }
  return bars[low]?.time ?? null;
}
