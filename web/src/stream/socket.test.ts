import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { keepSocket } from "./socket";

class Line {
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: () => void;
  closed = false;
  close() {
    if (this.closed) return;
    this.closed = true;
    this.onclose?.();
  }
}

function harness() {
  const lines: Line[] = [];
  const messages: unknown[] = [];
  const connections: string[] = [];
  const { stop, again } = keepSocket(
    "ws://node",
    { onMessage: (message) => messages.push(message), onConnection: (connection) => connections.push(connection) },
    {
      open: () => {
        const line = new Line();
        lines.push(line);
        return line as unknown as WebSocket;
      },
      now: () => Date.now(),
      random: () => 1,
    },
  );
  return { lines, messages, connections, stop, again };
}

describe("keepSocket", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("comes back after a loss, waiting longer each time until it is open again", () => {
    const { lines, connections, stop } = harness();
    lines[0]?.onclose?.();
    vi.advanceTimersByTime(499);
    expect(lines).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(lines).toHaveLength(2);
    lines[1]?.onclose?.();
    vi.advanceTimersByTime(999);
    expect(lines).toHaveLength(2);
    vi.advanceTimersByTime(1);
    lines[2]?.onopen?.();
    lines[2]?.onclose?.();
    vi.advanceTimersByTime(500);
    expect(lines).toHaveLength(4);
    expect(connections).toEqual([
      "connecting", "lost", "connecting", "lost", "connecting", "open", "lost", "connecting",
    ]);
    stop();
  });

  test("asked to, it gives up a line that seems alive and opens another", () => {
    const { lines, connections, again, stop } = harness();
    lines[0]?.onopen?.();
    again();
    expect(connections.at(-1)).toBe("lost");
    vi.advanceTimersByTime(500);
    expect(lines).toHaveLength(2);
    stop();
  });

  test("what is no JSON is not a message, and breaks nothing", () => {
    const { lines, messages, stop } = harness();
    lines[0]?.onmessage?.({ data: "<html>" });
    lines[0]?.onmessage?.({ data: '{"kind":"bar"}' });
    expect(messages).toEqual([{ kind: "bar" }]);
    stop();
  });

  test("once stopped it stays away", () => {
    const { lines, stop } = harness();
    lines[0]?.onopen?.();
    stop();
    vi.advanceTimersByTime(120_000);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.closed).toBe(true);
  });
});
