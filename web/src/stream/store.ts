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

/** Holds the desk. At a fast replay many messages arrive in one instant; they are shown together, ten times a second. */
export class DeskStore {
  private desk: Desk = EMPTY_DESK;
  private line: Line = { connection: "connecting", retryAt: null, heardAt: null };
  private waiting: Message[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private listeners = new Set<() => void>();
  /** Called when messages were lost, so that someone fetches what happened in between. */
  onGap: () => void = () => {};

  getDesk = (): Desk => this.desk;
  getLine = (): Line => this.line;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  setLine(connection: Connection, retryAt: number | null): void {
    this.line = { ...this.line, connection, retryAt };
    this.tell();
  }

  heard(message: Message, now: number): void {
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
