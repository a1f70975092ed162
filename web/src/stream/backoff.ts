// How long to wait before the next attempt to reconnect.

const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/**
 * Wait before attempt number `attempt` (0 is the first), in milliseconds: doubles from 0.5 s to 15 s at most, half of it
 * random, so that many open pages don't all come back in the same instant. `random` is in [0, 1).
 */
export function backoff(attempt: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 30));
  return full / 2 + (full / 2) * random;
}
