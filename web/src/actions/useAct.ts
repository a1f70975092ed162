// One act of a person: sends it once, keeps why it failed, and puts the answer on the desk without waiting for the stream.
import { useMutation, type UseMutationResult } from "@tanstack/react-query";
import { useStore } from "../hooks/desk";
import { upsert, KEPT, type Desk } from "../stream/desk";
import type { DecisionView, OrderView, RiskView } from "../api/types";

/** What the node now looks like, given its answer to the act. */
type Settle<T> = (desk: Desk, answer: T) => Partial<Desk>;

export function useAct<T, V = void>(act: (input: V) => Promise<T>, settle: Settle<T>): UseMutationResult<T, Error, V> {
  const store = useStore();
  return useMutation({
    mutationFn: act,
    // An act is never repeated by itself: "no answer" does not mean "not done".
    retry: false,
    onSuccess: (answer) => {
      if (answer) store.put(settle(store.getDesk(), answer));
    },
  });
}

export const settleRisk: Settle<RiskView> = (desk, risk) => ({
  risk,
  status: desk.status && { ...desk.status, state: risk.state },
});

export const settleOrder: Settle<OrderView> = (desk, order) => ({ orders: upsert(desk.orders, order, KEPT.orders) });

export const settleDecision: Settle<DecisionView> = (desk, decision) => ({
  decisions: upsert(desk.decisions, decision, KEPT.decisions),
});
