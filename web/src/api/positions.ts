// What tells two open positions apart.
import type { PositionView } from "./types";

/** A hedging account may hold an instrument long and short at once: two positions. */
export function positionKey({ instrument, leg }: PositionView): string {
  return leg ? `${instrument} ${leg}` : instrument;
}
