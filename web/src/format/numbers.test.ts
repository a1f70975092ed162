import { expect, test } from "vitest";
import { MISSING, money, percent, price, priceDigits, quantity, signedMoney, signedPercent, signedRatio, volume } from "./numbers";

test("money has two decimals, groups, and a true minus sign", () => {
  expect(money(1234567.891)).toBe("1,234,567.89");
  expect(money(-12.5)).toBe("\u221212.50");
});

test("what rounds to zero has no sign", () => {
  expect(signedMoney(-0.001)).toBe("0.00");
  expect(signedMoney(0.001)).toBe("0.00");
  expect(signedPercent(-0.000001)).toBe("0.00%");
  expect(signedRatio(0)).toBe("0.000");
  expect(quantity(-0)).toBe("0");
});

test("a sign is always said", () => {
  expect(signedMoney(3)).toBe("+3.00");
  expect(signedPercent(-0.0123)).toBe("\u22121.23%");
  expect(signedRatio(0.0214)).toBe("+0.021");
});

test("what is not there is a dash, never 0 and never NaN", () => {
  for (const nothing of [null, undefined, NaN, Infinity]) {
    for (const format of [money, signedMoney, percent, signedPercent, price, quantity, signedRatio]) {
      expect(format(nothing)).toBe(MISSING);
    }
  }
});

test("a price is as fine as its size", () => {
  expect(price(1.0842)).toBe("1.08420");
  expect(price(43_251.5)).toBe("43,251.50");
  expect(price(0.00001234)).toBe("0.00001");
  expect(price(187.432, 3)).toBe("187.432");
  expect([priceDigits(0), priceDigits(150), priceDigits(NaN)]).toEqual([2, 3, 2]);
});

test("volume is short", () => {
  expect([volume(0), volume(950), volume(193_305_103.354)]).toEqual(["0", "950", "193.3M"]);
});

test("units have no trailing zeros", () => {
  expect([quantity(20_000), quantity(0.015), quantity(-3)]).toEqual(["20,000", "0.015", "\u22123"]);
});
