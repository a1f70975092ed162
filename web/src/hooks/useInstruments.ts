// What the node says of its instruments: how prices are written, and in which currency.
import { useQuery } from "@tanstack/react-query";
import { get } from "../api/client";
import type { Instrument } from "../api/types";

/** Decimals of an increment: 0.00001 is 5, 0.25 is 2, 1 is 0. */
export function decimalsOf(increment: number): number | undefined {
  if (!(increment > 0)) return undefined;
  for (let digits = 0; digits <= 10; digits++) {
    const scaled = increment * 10 ** digits;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-9 * Math.max(1, scaled) && Math.round(scaled) > 0) return digits;
  }
  return undefined;
}

export function useInstruments() {
  const { data } = useQuery({ queryKey: ["instruments"], queryFn: () => get<Instrument[]>("/instruments"), staleTime: Infinity });
  const find = (id: string | null) => data?.find((each) => each.id === id);
  return {
    digits: (id: string | null) => decimalsOf(Number(find(id)?.price_increment)),
    quote: (id: string | null) => find(id)?.quote_currency ?? "",
  };
}
