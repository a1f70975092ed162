// Lets a killed node trade again, in two steps.
import { useState } from "react";
import { post } from "../api/client";
import type { RiskView } from "../api/types";
import { useDesk } from "../hooks/desk";
import { ConfirmButton } from "../ui/ConfirmButton";
import { Dialog } from "../ui/Dialog";
import { Reasons } from "../ui/Reasons";
import { settleRisk, useAct } from "./useAct";

function RearmQuestion({ onClose }: { onClose: () => void }) {
  const risk = useDesk((desk) => desk.risk);
  const rearm = useAct(() => post<RiskView>("/rearm"), settleRisk);
  return (
    <Dialog title="Re-arm and trade again?" onClose={onClose}>
      <p>
        Killed by <b>{risk?.state_by ?? "unknown"}</b>
        {risk?.state_reason ? <>, reason: {risk.state_reason}</> : null}. The strategy may send orders again as soon as
        you re-arm.
      </p>
      <Reasons error={rearm.error} what="The node stays killed:" />
      <div className="dialog-acts">
        <button type="button" className="button" onClick={onClose}>
          Stay killed <kbd>Esc</kbd>
        </button>
        <ConfirmButton
          className="button primary"
          testId="rearm-confirm"
          busy={rearm.isPending}
          onConfirm={() => rearm.mutate(undefined, { onSuccess: onClose })}
        >
          {rearm.isPending ? "Re-arming…" : "Re-arm"}
        </ConfirmButton>
      </div>
    </Dialog>
  );
}

export function Rearm() {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button
        type="button"
        className="button wide"
        data-testid="rearm-button"
        aria-haspopup="dialog"
        onClick={() => setAsking(true)}
      >
        Re-arm…
      </button>
      {asking && <RearmQuestion onClose={() => setAsking(false)} />}
    </>
  );
}
