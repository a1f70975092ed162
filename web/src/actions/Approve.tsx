// Approve or refuse a Decision that waits for a person.
import { post } from "../api/client";
import type { DecisionView } from "../api/types";
import { countdown } from "../format/times";
import { useDesk } from "../hooks/desk";
import { Reasons } from "../ui/Reasons";
import { settleDecision, useAct } from "./useAct";

export function Approve({ decision }: { decision: DecisionView }) {
  // The expiry is a moment of the node's clock, which a replay runs faster than the wall's.
  const clock = useDesk((desk) => desk.account?.time ?? desk.status?.time);
  const path = `/decisions/${encodeURIComponent(decision.id)}`;
  const approve = useAct(() => post<DecisionView>(`${path}/approve`), settleDecision);
  const refuse = useAct(() => post<DecisionView>(`${path}/refuse`), settleDecision);
  const left = decision.expires && clock ? Date.parse(decision.expires) - Date.parse(clock) : null;
  const busy = approve.isPending || refuse.isPending;
  return (
    <div className="approve" role="group" aria-label="This decision waits for you">
      <p>
        Waits for you
        {left !== null && (
          <>
            , expires in <b className="num">{countdown(left)}</b> <span className="unit">node time</span>
          </>
        )}
      </p>
      <button type="button" className="button" disabled={busy} data-testid="refuse-button" onClick={() => refuse.mutate()}>
        Refuse
      </button>
      <button
        type="button"
        className="button primary"
        disabled={busy}
        data-testid="approve-button"
        onClick={() => approve.mutate()}
      >
        Approve
      </button>
      <Reasons error={approve.error ?? refuse.error} what="Not done:" />
    </div>
  );
}
