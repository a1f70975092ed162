// Columns of features as the chart draws them: lines on the prices, lines in panes of their own, and signs at bars.
import type { FeatureColumns } from "../api/types";

export interface OverlayLine {
  name: string;
  /** 0 is the pane of the prices. */
  pane: number;
  points: { time: number; value?: number }[];
}

export interface OverlaySign {
  time: number;
  up: boolean;
  name: string;
}

export interface Overlays {
  lines: OverlayLine[];
  signs: OverlaySign[];
}

export const NO_OVERLAYS: Overlays = { lines: [], signs: [] };

/** Outputs of one feature share a pane: the panes are told apart by the longest name of `features` that a column begins with. */
export function overlaysOf(found: FeatureColumns | undefined, features: readonly string[]): Overlays {
  if (!found) return NO_OVERLAYS;
  const lines: OverlayLine[] = [];
  const signs: OverlaySign[] = [];
  const panes: string[] = [];
  for (const [name, values] of Object.entries(found.columns)) {
    const draw = found.draw[name];
    if (draw === "marker") {
      values.forEach((value, i) => {
        if (value) signs.push({ time: found.time[i] ?? 0, up: value > 0, name });
      });
    } else if (draw === "overlay" || draw === "pane") {
      const owner = ownerOf(name, features);
      if (draw === "pane" && !panes.includes(owner)) panes.push(owner);
      // A point without a value is a gap in the line.
      const points = found.time.map((time, i) => {
        const value = values[i];
        return value === null || value === undefined ? { time } : { time, value };
      });
      lines.push({ name, pane: draw === "pane" ? panes.indexOf(owner) + 1 : 0, points });
    }
  }
  signs.sort((a, b) => a.time - b.time);
  return { lines, signs };
}

function ownerOf(column: string, features: readonly string[]): string {
  const fitting = features.filter((name) => column === name || column.startsWith(`${name}_`));
  return fitting.sort((a, b) => b.length - a.length)[0] ?? column;
}
