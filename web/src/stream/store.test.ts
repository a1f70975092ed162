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
