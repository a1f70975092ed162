import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DeskStore } from "./store";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const status = (seq: number) => ({ kind: "status", seq, data: { state: "running" } });

test("many messages of one instant are shown together", () => {
  const store = new DeskStore();
  const seen = vi.fn();
  store.subscribe(seen);
  for (let seq = 1; seq <= 500; seq++) store.heard(status(seq), 0);
  expect(seen).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  expect(seen).toHaveBeenCalledOnce();
  expect(store.getDesk().seq).toBe(500);
});

test("a missing message is told once a batch", () => {
  const store = new DeskStore();
  store.onGap = vi.fn();
  for (const seq of [1, 3, 6]) store.heard(status(seq), 0);
  vi.advanceTimersByTime(100);
  expect(store.onGap).toHaveBeenCalledOnce();
});

test("a stream that says nothing while the journal grows is taken for dead", () => {
  const store = new DeskStore();
  store.onSilence = vi.fn();
  store.heard(status(1), 1_000);
  for (const [events, at] of [[10, 2_000], [20, 7_000]] as const) store.polled(events, at);
  expect(store.onSilence).not.toHaveBeenCalled();
  store.polled(30, 12_000);
  expect(store.onSilence).toHaveBeenCalledOnce();
});

test("a quiet market is no dead stream, and the node counts as heard", () => {
  const store = new DeskStore();
  store.onSilence = vi.fn();
  for (let at = 1_000; at < 100_000; at += 5_000) store.polled(10, at);
  expect(store.onSilence).not.toHaveBeenCalled();
  expect(store.getLine().heardAt).toBe(96_000);
});
