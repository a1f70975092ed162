import { expect, test } from "vitest";
import { judge } from "./useFreshness";
import { decimalsOf } from "./useInstruments";

test("a lost line is stale at once, a silent running node after 15 s, a paused one not", () => {
  expect(judge("lost", 0, true)).toBe("stale");
  expect(judge("open", 14_000, true)).toBe("fresh");
  expect(judge("open", 16_000, true)).toBe("stale");
  expect(judge("open", 16_000, false)).toBe("fresh");
  expect(judge("connecting", null, false)).toBe("connecting");
});

test("decimals of an increment", () => {
  expect([0.00001, 0.25, 1, 0.5, 10, 0.001].map(decimalsOf)).toEqual([5, 2, 0, 1, 0, 3]);
  expect([0, NaN, -1].map(decimalsOf)).toEqual([undefined, undefined, undefined]);
});
