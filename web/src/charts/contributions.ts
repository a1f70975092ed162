// The arithmetic of the contribution chart: what each source adds to the score, and where the bars lie on the axis.
import type { ContributionView, DecisionView } from "../api/types";

/** The score without any signal: neither up nor down. */
export const BASELINE = 0.5;

/** Scores at which the level changes, ascending: strong sell, sell, buy, strong buy. */
export interface LevelBands {
  strongSell: number;
  sell: number;
  buy: number;
  strongBuy: number;
}

/** The platform's defaults (catalogue M9: 0.3, 0.4, 0.6, 0.7); the levels also need confidence. */
export const DEFAULT_BANDS: LevelBands = { strongSell: 0.3, sell: 0.4, buy: 0.6, strongBuy: 0.7 };

export interface ContributionBar {
  source: string;
  contribution: number;
  /** Ends of the bar on the axis, fractions of its width, from <= to. */
  from: number;
  to: number;
  detail: ContributionView;
}

export interface ContributionChart {
  bars: ContributionBar[];
  total: number;
  /** score - 0.5 - total: more than rounding means that the Decision is inconsistent, and the page says so. */
  residual: number;
  /** Half the width of the axis, in units of the score. */
  reach: number;
  totalFrom: number;
  totalTo: number;
}

/** Place of a score on an axis that reaches from 0.5 - reach to 0.5 + reach, as a fraction of its width. */
export function place(score: number, reach: number): number {
  return Math.min(1, Math.max(0, 0.5 + (score - BASELINE) / (2 * reach)));
}

/** The reach that shows every bar and all bands: at least `floor`, in steps of 0.05, at most 0.5 (the whole scale). */
export function reachOf(values: readonly number[], floor: number): number {
  const widest = Math.max(floor, ...values.map(Math.abs));
  return Math.min(0.5, Math.ceil(widest * 20 - 1e-9) / 20);
}

/** The chart of one Decision, largest contribution first. */
export function contributionChart(
  decision: Pick<DecisionView, "score" | "contributions">,
  bands: LevelBands = DEFAULT_BANDS,
): ContributionChart {
  const sorted = [...decision.contributions].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const total = sorted.reduce((sum, item) => sum + item.contribution, 0);
  const floor = Math.max(bands.strongBuy - BASELINE, BASELINE - bands.strongSell) + 0.05;
  const reach = reachOf([...sorted.map((item) => item.contribution), decision.score - BASELINE], floor);
  const ends = (value: number): [number, number] => {
    const at = place(BASELINE + value, reach);
    return value < 0 ? [at, 0.5] : [0.5, at];
  };
  const bars = sorted.map((detail) => {
    const [from, to] = ends(detail.contribution);
    return { source: detail.source, contribution: detail.contribution, from, to, detail };
  });
  const [totalFrom, totalTo] = ends(decision.score - BASELINE);
  return { bars, total, residual: decision.score - BASELINE - total, reach, totalFrom, totalTo };
}
