import { expect, test } from "vitest";
import { backoff } from "./backoff";

test("doubles from half a second, never above 15 s, never below half of the full wait", () => {
  expect(backoff(0, 0)).toBe(250);
  expect(backoff(0, 1)).toBe(500);
  expect(backoff(1, 1)).toBe(1000);
  expect(backoff(4, 1)).toBe(8000);
  for (const attempt of [5, 6, 50, 5000]) {
    expect(backoff(attempt, 0)).toBe(7500);
    expect(backoff(attempt, 0.999)).toBeLessThanOrEqual(15_000);
  }
});

test("pages that lost the line together come back apart", () => {
  expect(backoff(3, 0.1)).not.toBe(backoff(3, 0.9));
});
