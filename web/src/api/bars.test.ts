import { describe, expect, test } from "vitest";
import { toBars, withBar } from "./bars";
import type { Bar } from "./types";

const bar = (time: string, close = 1): Bar => ({ time, open: 1, high: 1, low: 1, close, volume: 0 });

describe("bars", () => {
  test("columns become bars whose times are written as the stream writes them", () => {
    const columns = { instrument: "X", timeframe: "1h", time: [1704070800], open: [1], high: [1], low: [1], close: [2], volume: [0] };
    expect(toBars(columns)).toEqual([bar("2024-01-01T01:00:00Z", 2)]);
    expect(toBars({ ...columns, time: [] })).toEqual([]);
  });

  test("a newer bar is added, the same bar replaced, an older one put in its place, an unknown old one dropped", () => {
    const two = [bar("2024-01-01T01:00:00Z"), bar("2024-01-01T02:00:00Z")];
    expect(withBar(two, bar("2024-01-01T03:00:00Z"), 10)).toHaveLength(3);
    expect(withBar(two, bar("2024-01-01T02:00:00Z", 9), 10).at(-1)?.close).toBe(9);
    expect(withBar(two, bar("2024-01-01T01:00:00Z", 9), 10)[0]?.close).toBe(9);
    expect(withBar(two, bar("2024-01-01T01:30:00Z"), 10)).toEqual(two);
  });

  test("never keeps more than asked", () => {
    const two = [bar("2024-01-01T01:00:00Z"), bar("2024-01-01T02:00:00Z")];
    expect(withBar(two, bar("2024-01-01T03:00:00Z"), 2).map((each) => each.time)).toEqual([
      "2024-01-01T02:00:00Z",
      "2024-01-01T03:00:00Z",
    ]);
  });
});
