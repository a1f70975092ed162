// The kill switch: one press asks, the second cancels every order, flattens every position and stops trading.
import { useState } from "react";
import { post } from "../api/client";
import type { RiskView } from "../api/types";
import { isOpen } from "../format/words";
import { useDesk } from "../hooks/desk";
import { ConfirmButton } from "../ui/ConfirmButton";
import { Dialog } from "../ui/Dialog";
import { Reasons } from "../ui/Reasons";
import { settleRisk, useAct } from "./useAct";

function plural(n: number, thing: string): string {
  return `${n} ${thing}${n === 1 ? "" : "s"}`;
}

function KillQuestion({ onClose }: { onClose: () => void }) {
  const [reason, setReason] = useState("");
  const orders = useDesk((desk) => desk.orders)?.filter(isOpen).length ?? 0;
  const positions = useDesk((desk) => desk.positions)?.length ?? 0;
  const kill = useAct((why: string) => post<RiskView>("/kill", { reason: why }), settleRisk);
  return (
    <Dialog title="Stop all trading?" onClose={onClose} className="dialog-grave">
      <p>
        This cancels <b>{plural(orders, "working order")}</b> and flattens <b>{plural(positions, "position")}</b> at the
        market. Nothing is traded until someone re-arms, not even after a restart.
      </p>
      <label className="field">
        <span>Reason (goes into the journal)</span>
        <input value={reason} onChange={(event) => setReason(event.target.value)} maxLength={200} autoComplete="off" />
      </label>
      <Reasons error={kill.error} what="The kill switch was not confirmed by the node:" />
      <div className="dialog-acts">
        <button type="button" className="button" onClick={onClose}>
          Keep trading <kbd>Esc</kbd>
        </button>
        <ConfirmButton
          className="button kill-now"
          testId="kill-confirm"
          busy={kill.isPending}
          onConfirm={() => kill.mutate(reason || "from the dashboard", { onSuccess: onClose })}
        >
          {kill.isPending ? "Stopping…" : "Kill: cancel and flatten"}
        </ConfirmButton>
      </div>
    </Dialog>
  );
}

export function KillSwitch() {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button
        type="button"
        className="kill"
        data-testid="kill-button"
        aria-haspopup="dialog"
        onClick={() => setAsking(true)}
      >
        <span className="kill-mark" aria-hidden="true" />
        <span className="kill-word">Kill switch</span>
        <span className="kill-what">cancel all, flatten, stop</span>
      </button>
      {asking && <KillQuestion onClose={() => setAsking(false)} />}
    </>
  );
}
