// The desk as the page subscribes to it: stream messages in, one change notice per batch out.
import { EMPTY_DESK, hasGap, reduce, type Desk, type Message } from "./desk";
import type { Connection } from "./socket";

export interface Line {
  connection: Connection;
  retryAt: number | null;
  /** When the node was last heard, by this machine's clock (milliseconds); null before the first word. */
  heardAt: number | null;
}

const BATCH_MS = 100;
const SILENT_POLLS = 2;

/** Holds the desk. At a fast replay many messages arrive in one instant; they are shown together, ten times a second. */
export class DeskStore {
  private desk: Desk = EMPTY_DESK;
  private line: Line = { connection: "connecting", retryAt: null, heardAt: null };
  private waiting: Message[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private listeners = new Set<() => void>();
  /** Called when messages were lost, so that someone fetches what happened in between. */
  onGap: () => void = () => {};
  /** Called when the stream says nothing of what happens. */
  onSilence: () => void = () => {};
  private poll: { events: number; at: number } | null = null;
  private messageAt = 0;
  private silentPolls = 0;

  getDesk = (): Desk => this.desk;
  getLine = (): Line => this.line;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /**
   * The node answered a poll, so it is there. If its journal grew over two polls and the stream said nothing of it, the
   * stream is dead without having been closed.
   */
  polled(events: number, now: number): void {
    const silent = this.poll !== null && events > this.poll.events && this.messageAt < this.poll.at;
    this.silentPolls = silent ? this.silentPolls + 1 : 0;
    this.poll = { events, at: now };
    this.line = { ...this.line, heardAt: now };
    this.tell();
    if (this.silentPolls < SILENT_POLLS) return;
    this.silentPolls = 0;
    this.onSilence();
  }

  setLine(connection: Connection, retryAt: number | null): void {
    this.line = { ...this.line, connection, retryAt };
    this.tell();
  }

  heard(message: Message, now: number): void {
    this.messageAt = now;
    this.line = { ...this.line, heardAt: now };
    this.waiting.push(message);
    this.timer ??= setTimeout(() => this.flush(), BATCH_MS);
  }

  /** Take in what was fetched. Bars and equity too: an answer is the whole history up to its moment. */
  put(part: Partial<Desk>): void {
    this.desk = { ...this.desk, ...part };
    this.tell();
  }

  putBars(instrument: string, bars: Desk["bars"][string]): void {
    this.put({ bars: { ...this.desk.bars, [instrument]: bars } });
  }

  flush(): void {
    this.timer = undefined;
    let gap = false;
    for (const message of this.waiting) {
      gap ||= hasGap(this.desk, message);
      this.desk = reduce(this.desk, message);
    }
    this.waiting = [];
    this.tell();
    if (gap) this.onGap();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
