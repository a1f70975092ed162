import { describe, expect, test } from "vitest";
import { EMPTY_FORM, toRequest, typedNumber } from "./orderForm";

test("numbers as people type them", () => {
  expect(["1000", "1,000.5", "1 000", " .5 ", "20,000"].map(typedNumber)).toEqual([1000, 1000.5, 1000, 0.5, 20000]);
  expect(typedNumber("  ")).toBeNull();
  for (const wrong of ["abc", "-1", "0", "1.2.3", "1,5", "Infinity", "NaN", "1e999"]) expect(typedNumber(wrong)).toBeNaN();
});

describe("toRequest", () => {
  test("a market order needs only its quantity; fields of other types are not sent", () => {
    expect(toRequest({ ...EMPTY_FORM, quantity: "5", price: "x" }, "EURUSD")).toEqual({
      request: {
        instrument: "EURUSD", side: "buy", type: "market", quantity: 5, price: null, trigger: null, stop_loss: null, take_profit: null,
      },
    });
  });

  test("everything that is missing is said at once", () => {
    const read = toRequest({ ...EMPTY_FORM, type: "stop_limit", stop: "low" }, "EURUSD");
    expect(read).toEqual({
      missing: ["Quantity is missing", "Limit price is missing", "Trigger price is missing", 'Stop loss "low" is not a number above 0'],
    });
  });
});
