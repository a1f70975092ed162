import { describe, expect, it } from "vitest";
import type { FeatureColumns } from "../api/types";
import { NO_OVERLAYS, overlaysOf } from "./overlays";

const FOUND: FeatureColumns = {
  instrument: "AAPL.XNAS",
  timeframe: "1d",
  time: [10, 20, 30],
  columns: {
    ema_20: [null, 1, 2],
    rsi: [50, 60, null],
    macd_macd: [0, 1, 2],
    macd_signal: [0, 0, 1],
    cdl_doji_signal: [0, -100, 100],
    cdl_doji_strength: [0, 1, 1],
  },
  draw: {
    ema_20: "overlay",
    rsi: "pane",
    macd_macd: "pane",
    macd_signal: "pane",
    cdl_doji_signal: "marker",
    cdl_doji_strength: "none",
  },
};

describe("overlaysOf", () => {
  const made = overlaysOf(FOUND, ["ema_20", "rsi", "macd", "cdl_doji"]);

  it("puts outputs of one feature into one pane, and overlays on the prices", () => {
    expect(made.lines.map(({ name, pane }) => [name, pane])).toEqual([
      ["ema_20", 0],
      ["rsi", 1],
      ["macd_macd", 2],
      ["macd_signal", 2],
    ]);
  });

  it("leaves gaps where there is no value", () => {
    expect(made.lines[0]?.points).toEqual([{ time: 10 }, { time: 20, value: 1 }, { time: 30, value: 2 }]);
  });

  it("makes signs of signals that are not 0", () => {
    expect(made.signs).toEqual([
      { time: 20, up: false, name: "cdl_doji_signal" },
      { time: 30, up: true, name: "cdl_doji_signal" },
    ]);
  });

  it("draws nothing before there is an answer", () => {
    expect(overlaysOf(undefined, ["rsi"])).toBe(NO_OVERLAYS);
  });
});
