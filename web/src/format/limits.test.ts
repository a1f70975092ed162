import { expect, test } from "vitest";
import { limitValue, nearness, usedFraction } from "./limits";

test("each unit is said in its own way", () => {
  expect(limitValue(0.0512, "of equity", "USD")).toBe("5.12%");
  expect(limitValue(300, "s", "USD")).toBe("5 min");
  expect(limitValue(1500, "money", "USD")).toBe("1,500.00 USD");
  expect(limitValue(4, "trades", "USD")).toBe("4");
  expect(limitValue(1.5, "times", "USD")).toBe("1.50 times");
});

test("the used part stays on the bar", () => {
  expect(usedFraction({ used: 0.3, limit: 0.2 })).toBe(1);
  expect(usedFraction({ used: -0.1, limit: 0.2 })).toBe(0);
  expect(usedFraction({ used: 0, limit: 0 })).toBe(0);
  expect(usedFraction({ used: 1, limit: 0 })).toBe(1);
});

test("near begins at three quarters, full where no room is left", () => {
  expect(nearness({ used: 0.74, limit: 1 })).toBe("clear");
  expect(nearness({ used: 0.75, limit: 1 })).toBe("near");
  expect(nearness({ used: 1, limit: 1 })).toBe("full");
});
