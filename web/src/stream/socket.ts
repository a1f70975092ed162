// One WebSocket that comes back by itself: opens, reads messages, and waits with back-off when the line is lost.
import { backoff } from "./backoff";

export type Connection = "connecting" | "open" | "lost";

export interface SocketEvents {
  onMessage: (message: unknown) => void;
  /** `retryAt`: when the next attempt starts (milliseconds since the epoch), null unless the line is lost. */
  onConnection: (connection: Connection, retryAt: number | null) => void;
}

/** What the socket needs of its surroundings; tests hand in their own. */
export interface Surroundings {
  open: (url: string) => WebSocket;
  now: () => number;
  random: () => number;
}

const BROWSER: Surroundings = {
  open: (url) => new WebSocket(url),
  now: () => Date.now(),
  random: () => Math.random(),
};

export interface Kept {
  stop: () => void;
  /** Give up the present line and open a new one. */
  again: () => void;
}

/** Keep a stream of JSON messages from `url` alive until it is stopped. */
export function keepSocket(url: string, events: SocketEvents, around: Surroundings = BROWSER): Kept {
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;
  let ended = false;

  const lost = () => {
    if (ended) return;
    const wait = backoff(attempt++, around.random());
    events.onConnection("lost", around.now() + wait);
    timer = setTimeout(connect, wait);
  };

  const connect = () => {
    events.onConnection("connecting", null);
    const mine = around.open(url);
    socket = mine;
    mine.onopen = () => {
      attempt = 0;
      events.onConnection("open", null);
    };
    mine.onmessage = (event: MessageEvent) => {
      const message = parse(event.data);
      if (message !== undefined) events.onMessage(message);
    };
    mine.onclose = () => {
      if (socket === mine) lost();
    };
  };

  connect();
  return {
    stop: () => {
      ended = true;
      clearTimeout(timer);
      socket?.close();
    },
    again: () => socket?.close(),
  };
}

function parse(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}
