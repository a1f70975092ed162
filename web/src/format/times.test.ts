import { expect, test } from "vitest";
import { countdown, epochSeconds, isoOfSeconds, minute, shortMinute, span, typedMoment } from "./times";

test("moments are UTC whatever the offset they came with", () => {
  expect(minute("2024-03-08T14:30:00Z")).toBe("2024-03-08 14:30");
  expect(minute("2024-03-08T15:30:00+01:00")).toBe("2024-03-08 14:30");
  expect(shortMinute("2024-03-08T14:30:00Z")).toBe("03-08 14:30");
  expect([minute(null), minute("yesterday")]).toEqual(["–", "–"]);
});

test("the charts' seconds and the API's moments are one", () => {
  expect(isoOfSeconds(epochSeconds("2024-03-08T14:30:00Z"))).toBe("2024-03-08T14:30:00Z");
});

test("spans in words", () => {
  const words = [90, 4_000, 185_000, 7_500_000, 270_000_000].map(span);
  expect(words).toEqual(["90 ms", "4 s", "3 min", "2 h 05 min", "3 d 3 h"]);
});

test("a countdown ends at zero", () => {
  expect([countdown(249_000), countdown(3_849_000), countdown(-5)]).toEqual(["4:09", "1:04:09", "0:00"]);
});

test("only a real moment is taken from what was typed", () => {
  expect(typedMoment("2024-03-08 14:30")).toBe("2024-03-08T14:30:00Z");
  expect(typedMoment(" 2024-03-08T14:30:05Z ")).toBe("2024-03-08T14:30:05Z");
  expect(typedMoment("2024-03-08")).toBe("2024-03-08T00:00:00Z");
  for (const wrong of ["", "now", "2024-02-30", "2024-13-01 00:00", "08.03.2024", "2024-03-08 25:00"]) {
    expect(typedMoment(wrong)).toBeNull();
  }
});
