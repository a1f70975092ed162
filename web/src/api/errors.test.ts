import { describe, expect, test } from "vitest";
import { ApiError, reasonsOf } from "./errors";

describe("reasonsOf", () => {
  test("reads one line, wherever the server put it", () => {
    expect(reasonsOf({ error: "no such order" })).toEqual(["no such order"]);
    expect(reasonsOf({ detail: "no such order" })).toEqual(["no such order"]);
    expect(reasonsOf({ error: { message: "no such order" } })).toEqual(["no such order"]);
    expect(reasonsOf("Bad gateway")).toEqual(["Bad gateway"]);
  });

  test("keeps every violation, in order and without doubles", () => {
    const body = { error: "refused", violations: [{ text: "too big" }, { text: "too soon" }, { text: "too big" }] };
    expect(reasonsOf(body)).toEqual(["refused", "too big", "too soon"]);
  });

  test("several reasons in one line are several lines", () => {
    const body = { error: { code: "order", message: "Position 41%, limit 25%; Margin 120%, limit 100%", try: null } };
    expect(reasonsOf(body)).toEqual(["Position 41%, limit 25%", "Margin 120%, limit 100%"]);
  });

  test("names the field of a validation error", () => {
    const body = { detail: [{ loc: ["body", "quantity"], msg: "must be above 0" }] };
    expect(reasonsOf(body)).toEqual(["quantity: must be above 0"]);
  });

  test("says the next step, once", () => {
    expect(reasonsOf({ error: { what: "killed", try: "tradewind rearm" } })).toEqual(["killed", "Try: tradewind rearm"]);
    expect(reasonsOf({ error: "killed. Try: tradewind rearm", try: "tradewind rearm" })).toHaveLength(1);
  });

  test("an answer without a reason is still an answer", () => {
    expect(reasonsOf(null)).toEqual([]);
    expect(new ApiError(502, []).message).toContain("502");
  });
});
