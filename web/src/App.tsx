// Who we are to the server, the fetching rules, and the one store below all panels.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { onUnauthorised } from "./api/client";
import { ApiError } from "./api/errors";
import { DeskProvider } from "./hooks/desk";
import { useStream } from "./hooks/useStream";
import { Desk } from "./panels/Desk";
import { TokenNeeded } from "./panels/TokenNeeded";
import { DeskStore } from "./stream/store";

const MOST_TRIES = 3;

/** Only what may get better by itself is tried again: a lost line or a busy server, never a refusal. */
function again(failures: number, error: Error): boolean {
  const passing = error instanceof ApiError && (error.status === 0 || error.status >= 500);
  return passing && failures < MOST_TRIES;
}

const queries = new QueryClient({ defaultOptions: { queries: { retry: again, refetchOnWindowFocus: false } } });
const store = new DeskStore();

function Connected() {
  useStream(store);
  return <Desk />;
}

export function App() {
  const [locked, setLocked] = useState(false);
  useEffect(() => onUnauthorised(() => setLocked(true)), []);
  useEffect(() => {
    // The token came by the address; the cookie has it now, so it leaves the address bar and the history.
    if (location.search.includes("token=")) history.replaceState(null, "", location.pathname);
  }, []);
  if (locked) return <TokenNeeded />;
  return (
    <QueryClientProvider client={queries}>
      <DeskProvider store={store}>
        <Connected />
      </DeskProvider>
    </QueryClientProvider>
  );
}
