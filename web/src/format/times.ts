// Moments and spans as text. Moments are always UTC, as in the journal and in the API.
import { MISSING } from "./numbers";

function parse(iso: string | null | undefined): Date | null {
  if (!iso) return null;
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** 2024-03-08 14:30 */
export function minute(iso: string | null | undefined): string {
  const date = parse(iso);
  return date ? date.toISOString().slice(0, 16).replace("T", " ") : MISSING;
}

/** 03-08 14:30: for tables whose year is clear from the header. */
export function shortMinute(iso: string | null | undefined): string {
  return parse(iso) ? minute(iso).slice(5) : MISSING;
}

/** Seconds since the epoch, the time of the charts. */
export function epochSeconds(iso: string): number {
  return Math.floor(Date.parse(iso) / 1000);
}

/** A moment of the charts as the API takes it: 2024-03-08T14:30:00Z */
export function isoOfSeconds(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** A span in words: 850 ms, 4 s, 3 min, 2 h 05 min, 4 d 3 h. */
export function span(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const s = Math.floor(ms / 1000);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  const h = Math.floor(s / 3600);
  if (h < 24) return `${h} h ${String(Math.floor((s % 3600) / 60)).padStart(2, "0")} min`;
  return `${Math.floor(h / 24)} d ${h % 24} h`;
}

/** A countdown: 1:04:09 or 4:09; 0:00 when it is over. */
export function countdown(milliseconds: number): string {
  const s = Math.max(0, Math.ceil(milliseconds / 1000));
  const tail = `${String(Math.floor((s % 3600) / 60)).padStart(s >= 3600 ? 2 : 1, "0")}:${String(s % 60).padStart(2, "0")}`;
  return s >= 3600 ? `${Math.floor(s / 3600)}:${tail}` : tail;
}

/** What a person typed (UTC), as the API takes it; null if it is no moment. */
export function typedMoment(text: string): string | null {
  const match = /^\s*(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?)?\s*Z?\s*$/.exec(text);
  if (!match) return null;
  const iso = `${match[1]}T${match[2] ?? "00:00"}${match[3] ?? ":00"}Z`;
  const date = parse(iso);
  // 2024-02-30 would roll over into March: that is no moment either.
  return date && date.toISOString().startsWith(match[1] ?? "?") ? iso : null;
}
