// Which features the price chart shows, kept in this browser, and their values at the bars.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { get } from "../api/client";
import type { FeatureColumns, FeatureInfo } from "../api/types";
import { NO_OVERLAYS, overlaysOf, type Overlays } from "../charts/overlays";
import { KEPT } from "../stream/desk";

const PLACE = "tradewind.overlays";
export const MOST = 6;

function remembered(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PLACE) ?? "[]");
    return Array.isArray(kept) ? kept.filter((name): name is string => typeof name === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** bars: the number of bars shown; another one asks anew. */
export function useOverlays(instrument: string | null, bars: number) {
  const [chosen, setChosen] = useState<string[]>(remembered);
  useEffect(() => localStorage.setItem(PLACE, JSON.stringify(chosen)), [chosen]);

  const { data: offered } = useQuery({
    queryKey: ["features"],
    queryFn: () => get<FeatureInfo[]>("/features"),
    staleTime: Infinity,
  });
  const { data, error } = useQuery({
    queryKey: ["features", instrument, chosen, bars],
    queryFn: () =>
      get<FeatureColumns>(
        `/features/${encodeURIComponent(instrument ?? "")}?with=${encodeURIComponent(chosen.join(", "))}&limit=${KEPT.bars}`,
      ),
    enabled: instrument !== null && chosen.length > 0 && bars > 0,
    placeholderData: (before) => before,
  });
  const overlays: Overlays = useMemo(() => (chosen.length ? overlaysOf(data, chosen) : NO_OVERLAYS), [data, chosen]);
  const drawable = useMemo(() => (offered ?? []).filter(({ draw }) => draw !== "none"), [offered]);
  return {
    chosen,
    drawable,
    overlays,
    failed: error,
    add: (name: string) => setChosen((now) => (now.includes(name) || now.length >= MOST ? now : [...now, name])),
    drop: (name: string) => setChosen((now) => now.filter((each) => each !== name)),
  };
}
