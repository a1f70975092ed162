import { describe, expect, test } from "vitest";
import type { FillView, OrderView } from "../api/types";
import { equityCurves, rising, tail, tradeMarks } from "./points";

const at = (time: number) => ({ time });
const fill = (time: string, side: "buy" | "sell", realised_pnl: number, order = "o"): FillView => ({
  id: time, order, instrument: "EURUSD", time, side, quantity: 1, price: 1, fee: 0, realised_pnl,
});
const HOURS = [at(3600), at(7200), at(10800)];

test("times rise strictly; of equal times the last counts", () => {
  const points = [{ time: 1, v: 1 }, { time: 1, v: 2 }, { time: 0, v: 3 }, { time: 2, v: 4 }];
  expect(rising(points)).toEqual([{ time: 1, v: 2 }, { time: 2, v: 4 }]);
});

test("drawdown is drawn downwards, and none is not minus none", () => {
  const { drawdown } = equityCurves([
    { time: "1970-01-01T00:00:01Z", equity: 10, drawdown: 0 },
    { time: "1970-01-01T00:00:02Z", equity: 9, drawdown: 0.1 },
  ]);
  expect(drawdown.map((point) => point.value)).toEqual([0, -10]);
});

describe("tail", () => {
  test("draws from the last shown point on", () => {
    expect(tail([at(1), at(2)], [at(1), at(2), at(3)], 5)).toEqual([at(2), at(3)]);
    expect(tail([at(1), at(2)], [at(2), at(3)], 5)).toEqual([at(2), at(3)]);
  });

  test("starts anew for another series or after much was missed", () => {
    expect(tail([], [at(1)], 5)).toBeNull();
    expect(tail([at(9)], [at(1), at(2)], 5)).toBeNull();
    expect(tail([at(1)], [at(1), at(2), at(3)], 2)).toBeNull();
  });
});

describe("tradeMarks", () => {
  test("a trade stands at the bar in which it happened: the first that closes at or after it", () => {
    const marks = tradeMarks([fill("1970-01-01T01:00:01Z", "buy", 0), fill("1970-01-01T01:00:00Z", "sell", 5)], [], "EURUSD", HOURS);
    expect(marks).toEqual([
      { time: 3600, side: "sell", entry: false },
      { time: 7200, side: "buy", entry: true },
    ]);
  });

  test("the order's purpose decides what is an entry, also for an exit without profit", () => {
    const orders = [{ id: "o", purpose: "stop_loss" } as OrderView];
    expect(tradeMarks([fill("1970-01-01T02:00:00Z", "sell", 0)], orders, "EURUSD", HOURS)[0]?.entry).toBe(false);
  });

  test("trades before the first shown bar, and of other instruments, are left out", () => {
    const early = fill("1970-01-01T00:10:00Z", "buy", 0);
    expect(tradeMarks([early, { ...fill("1970-01-01T02:00:00Z", "buy", 0), instrument: "X" }], [], "EURUSD", HOURS)).toEqual([]);
  });
});
