// Connects the store to the node: the stream for what changes, one fetch of everything at the start and after a gap.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { isMessage } from "../stream/desk";
import { keepSocket } from "../stream/socket";
import type { DeskStore } from "../stream/store";

const AGAIN_MS = 2_000;

function streamUrl(): string {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${location.host}/api/v1/ws`;
}

export function useStream(store: DeskStore): void {
  const queries = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const fetchAgain = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void queries.invalidateQueries({ queryKey: ["desk"] });
      }, AGAIN_MS);
    };
    store.onGap = fetchAgain;
    let lost = false;
    const { stop, again } = keepSocket(streamUrl(), {
      onMessage: (message) => {
        if (isMessage(message)) store.heard(message, Date.now());
      },
      onConnection: (connection, retryAt) => {
        store.setLine(connection, retryAt);
        if (connection === "open" && lost) void queries.invalidateQueries({ queryKey: ["desk"] });
        lost = connection === "lost" || (lost && connection === "connecting");
        // A refused token also closes the socket: any request then tells a lost line from a missing token.
        if (connection === "lost") void queries.invalidateQueries({ queryKey: ["desk", "status"] });
      },
    });
    store.onSilence = again;
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [store, queries]);
}
