// How old what the page shows is, and whether it may still be trusted.
import { useDesk, useLine } from "./desk";
import { useNow } from "./useNow";

export type Freshness = "connecting" | "fresh" | "stale";

const STALE_AFTER_MS = 15_000;

/** Stale: the line is lost, or a running node has said nothing for 15 s. `ageMs` is null before the first word. */
export function useFreshness(): { freshness: Freshness; ageMs: number | null; retryInMs: number | null } {
  const line = useLine();
  const running = useDesk((desk) => desk.status?.state) === "running";
  const now = useNow(1000);
  const ageMs = line.heardAt === null ? null : Math.max(0, now - line.heardAt);
  const retryInMs = line.retryAt === null ? null : Math.max(0, line.retryAt - now);
  return { freshness: judge(line.connection, ageMs, running), ageMs, retryInMs };
}

/** The judgement apart from React, for its test. */
export function judge(connection: string, ageMs: number | null, running: boolean): Freshness {
  if (connection === "lost") return "stale";
  if (ageMs === null) return "connecting";
  // Paused or finished nodes are silent for good reason.
  return running && ageMs > STALE_AFTER_MS ? "stale" : connection === "open" ? "fresh" : "stale";
}
