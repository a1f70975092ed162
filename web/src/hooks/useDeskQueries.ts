// Everything that the desk shows, fetched once at the start and again whenever the stream may have missed something.
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { toBars } from "../api/bars";
import { get } from "../api/client";
import type { BarColumns, NodeStatus } from "../api/types";
import type { Desk } from "../stream/desk";
import { KEPT } from "../stream/desk";
import { useStore } from "./desk";

const PARTS: { key: Exclude<keyof Desk, "bars" | "seq">; path: string }[] = [
  { key: "account", path: "/account" },
  { key: "positions", path: "/positions" },
  { key: "orders", path: "/orders" },
  { key: "fills", path: "/fills" },
  { key: "decisions", path: "/decisions" },
  { key: "risk", path: "/risk" },
  { key: "equity", path: "/equity" },
];

const HEARTBEAT_MS = 5_000;

function usePart({ key, path }: (typeof PARTS)[number]): void {
  const store = useStore();
  const { data } = useQuery({ queryKey: ["desk", key], queryFn: () => get<never>(path) });
  useEffect(() => {
    if (data !== undefined) store.put({ [key]: data });
  }, [data, key, store]);
}

/** Asks the node how it is every few seconds: a quiet market must not look like a dead node, nor the other way round. */
function useHeartbeat(): void {
  const store = useStore();
  const { data, dataUpdatedAt } = useQuery({
    queryKey: ["desk", "status"],
    queryFn: () => get<NodeStatus>("/status"),
    refetchInterval: HEARTBEAT_MS,
  });
  useEffect(() => {
    if (!data) return;
    store.put({ status: data });
    store.polled(data.events, dataUpdatedAt);
  }, [data, dataUpdatedAt, store]);
}

/** Fetches every part; the list is constant, so the hooks below always run in the same order. */
export function useDeskQueries(): void {
  useHeartbeat();
  for (const part of PARTS) usePart(part);
}

/** The history of one instrument's bars, which the stream then continues. */
export function useBarsQuery(instrument: string | null): { failed: Error | null; loading: boolean } {
  const store = useStore();
  const { data, error, isLoading } = useQuery({
    queryKey: ["desk", "bars", instrument],
    queryFn: async () => toBars(await get<BarColumns>(`/bars/${encodeURIComponent(instrument ?? "")}?limit=${KEPT.bars}`)),
    enabled: instrument !== null,
  });
  useEffect(() => {
    if (data && instrument) store.putBars(instrument, data);
  }, [data, instrument, store]);
  return { failed: error, loading: isLoading };
}
