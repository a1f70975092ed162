// Bars as the page holds them, from the columns of the API and the single bars of the stream.
import { isoOfSeconds } from "../format/times";
import type { Bar, BarColumns } from "./types";

/** The API's columns as a list of bars, oldest first; its times are whole seconds, ours are ISO-8601 like the stream's. */
export function toBars(columns: BarColumns): Bar[] {
  return columns.time.map((seconds, i) => ({
    time: isoOfSeconds(seconds),
    open: columns.open[i] ?? NaN,
    high: columns.high[i] ?? NaN,
    low: columns.low[i] ?? NaN,
    close: columns.close[i] ?? NaN,
    volume: columns.volume[i] ?? 0,
  }));
}

/** `bars` with `next` added at the end, or in place of the bar of the same time; at most `limit` bars stay. */
export function withBar(bars: readonly Bar[], next: Bar, limit: number): Bar[] {
  const last = bars.at(-1);
  if (!last || next.time > last.time) return [...bars, next].slice(-limit);
  const index = bars.findLastIndex((bar) => bar.time === next.time);
  return index < 0 ? [...bars] : bars.with(index, next);
}
