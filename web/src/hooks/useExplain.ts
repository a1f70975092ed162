// What the node answers to "why did it (not) trade at this bar?".
import { useQuery } from "@tanstack/react-query";
import { get } from "../api/client";
import type { DecisionView } from "../api/types";

export function useExplain(instrument: string | null, time: string | null) {
  const asked = new URLSearchParams({ instrument: instrument ?? "", time: time ?? "" });
  return useQuery({
    queryKey: ["explain", instrument, time],
    queryFn: () => get<DecisionView>(`/explain?${asked}`),
    enabled: instrument !== null && time !== null,
    // The journal does not change what it once said of a bar.
    staleTime: Infinity,
    retry: false,
  });
}
