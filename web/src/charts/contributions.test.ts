import { describe, expect, test } from "vitest";
import type { ContributionView } from "../api/types";
import { contributionChart, place, reachOf } from "./contributions";

const part = (source: string, contribution: number) => ({ source, contribution }) as ContributionView;

describe("contributionChart", () => {
  test("the contributions sum to score - 0.5 and leave no residual", () => {
    const chart = contributionChart({ score: 0.66, contributions: [part("a", 0.1), part("b", 0.08), part("c", -0.02)] });
    expect(chart.total).toBeCloseTo(0.16, 12);
    expect(chart.residual).toBeCloseTo(0, 12);
  });

  test("a decision that does not add up shows by how much", () => {
    expect(contributionChart({ score: 0.7, contributions: [part("a", 0.1)] }).residual).toBeCloseTo(0.1, 12);
  });

  test("the largest comes first, whatever its sign", () => {
    const chart = contributionChart({ score: 0.4, contributions: [part("a", 0.05), part("b", -0.15)] });
    expect(chart.bars.map((bar) => bar.source)).toEqual(["b", "a"]);
  });

  test("bars leave the middle to their own side and stay on the axis", () => {
    const chart = contributionChart({ score: 0.05, contributions: [part("a", -0.5), part("b", 0.05)] });
    for (const bar of chart.bars) {
      expect(bar.contribution < 0 ? bar.to : bar.from).toBe(0.5);
      expect(bar.from).toBeGreaterThanOrEqual(0);
      expect(bar.to).toBeLessThanOrEqual(1);
    }
    expect(chart.reach).toBe(0.5);
  });

  test("no source, no bar", () => {
    expect(contributionChart({ score: 0.5, contributions: [] }).bars).toEqual([]);
  });
});

test("0.5 is the middle of every axis, and equal steps are equally wide", () => {
  for (const reach of [0.1, 0.25, 0.5]) {
    expect(place(0.5, reach)).toBe(0.5);
    expect(place(0.55, reach) - 0.5).toBeCloseTo(0.5 - place(0.45, reach), 12);
  }
});

test("the axis shows all bands and grows in whole steps", () => {
  expect(reachOf([0.01], 0.25)).toBe(0.25);
  expect(reachOf([0.26], 0.25)).toBeCloseTo(0.3, 12);
  expect(reachOf([0.9], 0.25)).toBe(0.5);
});
