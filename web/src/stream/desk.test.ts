import { describe, expect, test } from "vitest";
import type { AccountView, FillView, OrderView, PositionView, RiskView } from "../api/types";
import { EMPTY_DESK, hasGap, isMessage, reduce, type Desk } from "./desk";

const order = (id: string, status: OrderView["status"]) => ({ id, status }) as OrderView;
const position = (instrument: string, quantity: number, leg: PositionView["leg"] = null) => ({ instrument, quantity, leg }) as PositionView;
const account = (time: string, equity: number) => ({ time, equity, drawdown: 0 }) as AccountView;
const bar = (time: string, close: number) => ({ instrument: "EURUSD", time, open: 1, high: 1, low: 1, close, volume: 0 });

function after(desk: Desk, ...messages: [string, unknown][]): Desk {
  const first = (desk.seq ?? 0) + 1;
  return messages.reduce((state, [kind, data], i) => reduce(state, { kind, seq: first + i, data }), desk);
}

describe("reduce", () => {
  test("an order changes in place, a new one comes first", () => {
    const desk = after(EMPTY_DESK, ["order", order("a", "working")], ["order", order("b", "working")], ["order", order("a", "filled")]);
    expect(desk.orders?.map((each) => [each.id, each.status])).toEqual([["b", "working"], ["a", "filled"]]);
  });

  test("a fill that is told twice is one fill", () => {
    const fill = { id: "f1" } as FillView;
    expect(after(EMPTY_DESK, ["fill", fill], ["fill", fill]).fills).toHaveLength(1);
  });

  test("a position of zero units is no position", () => {
    const desk = after(EMPTY_DESK, ["position", position("EURUSD", 5)], ["position", position("GBPUSD", -1)], ["position", position("EURUSD", 0)]);
    expect(desk.positions?.map((each) => each.instrument)).toEqual(["GBPUSD"]);
    expect(after(EMPTY_DESK, ["position", position("EURUSD", 0)]).positions).toEqual([]);
  });

  test("two legs of one instrument are two positions", () => {
    const both = after(EMPTY_DESK, ["position", position("BTC", 5, "long")], ["position", position("BTC", -2, "short")]);
    expect(both.positions?.map((each) => each.quantity)).toEqual([5, -2]);
    expect(after(both, ["position", position("BTC", -3, "short")]).positions?.map((each) => each.quantity)).toEqual([5, -3]);
    expect(after(both, ["position", position("BTC", 0, "long")]).positions).toEqual([position("BTC", -2, "short")]);
  });

  test("all positions at once replace what was held", () => {
    const held = after(EMPTY_DESK, ["position", position("EURUSD", 5)]);
    expect(after(held, ["position", { positions: [position("GBPUSD", 2)] }]).positions).toEqual([position("GBPUSD", 2)]);
    expect(after(held, ["position", { positions: [] }]).positions).toEqual([]);
  });

  test("each account adds to the equity curve, which never runs backwards", () => {
    const desk = after(EMPTY_DESK, ["account", account("2024-01-02", 10)], ["account", account("2024-01-02", 11)], ["account", account("2024-01-01", 9)]);
    expect(desk.equity).toEqual([{ time: "2024-01-02", equity: 11, drawdown: 0 }]);
  });

  test("bars wait for the history: one bar is never shown as all there is", () => {
    expect(after(EMPTY_DESK, ["bar", bar("t1", 1)]).bars).toEqual({});
    const desk = after({ bars: { EURUSD: [bar("t1", 1)] } }, ["bar", bar("t2", 2)]);
    expect(desk.bars.EURUSD?.map((each) => each.close)).toEqual([1, 2]);
  });

  test("a kill shows in the state badge at once", () => {
    const running = after(EMPTY_DESK, ["status", { state: "running", run: "r" }]);
    const desk = after(running, ["risk", { state: "killed" } as RiskView]);
    expect(desk.status).toEqual({ state: "killed", run: "r" });
  });

  test("an old message changes nothing, a snapshot always counts", () => {
    const desk = after({ bars: {}, seq: 9 }, ["account", account("t", 5)]);
    expect(reduce(desk, { kind: "account", seq: 3, data: account("t", 1) })).toBe(desk);
    const fresh = reduce(desk, { kind: "snapshot", seq: 0, data: { account: account("t", 7) } });
    expect([fresh.account?.equity, fresh.seq]).toEqual([7, 0]);
  });

  test("a snapshot's working orders do not push out the history", () => {
    const desk = after(EMPTY_DESK, ["order", order("a", "filled")], ["order", order("b", "working")]);
    const data = { orders: [order("c", "working"), order("b", "working")] };
    const fresh = reduce(desk, { kind: "snapshot", seq: 9, data });
    expect(fresh.orders?.map((each) => each.id)).toEqual(["c", "b", "a"]);
  });

  test("an unknown kind is passed over, its number counts", () => {
    const desk = after(EMPTY_DESK, ["weather", {}]);
    expect(desk).toEqual({ bars: {}, seq: 1 });
  });
});

test("a gap is a number that is missing", () => {
  const message = (seq: number) => ({ kind: "bar", seq, data: {} });
  expect(hasGap({ bars: {}, seq: 4 }, message(5))).toBe(false);
  expect(hasGap({ bars: {}, seq: 4 }, message(6))).toBe(true);
  expect(hasGap({ bars: {} }, message(6))).toBe(false);
});

test("only what has a kind is a message", () => {
  expect(isMessage({ kind: "bar" })).toBe(true);
  for (const other of [null, 1, "bar", [], {}]) expect(isMessage(other)).toBe(false);
});
