// Trading control: the kill switch with pause beside it, or after a kill who did it, why, and the way back.
import { KillSwitch } from "../actions/KillSwitch";
import { Pause } from "../actions/Pause";
import { Rearm } from "../actions/Rearm";
import type { RiskView } from "../api/types";
import { useDesk } from "../hooks/desk";

function Killed({ risk }: { risk: RiskView | undefined }) {
  return (
    <div className="killed" role="alert" data-testid="killed-notice">
      <p>
        <b>■ Killed.</b> No order leaves this node.
      </p>
      <p className="killed-why">
        {risk?.state_by ? `By ${risk.state_by}` : "By an unknown hand"}
        {risk?.state_reason ? `: ${risk.state_reason}` : ""}
      </p>
    </div>
  );
}

function pausedLine(risk: RiskView | undefined): string {
  const who = risk?.state_by ? ` by ${risk.state_by}` : "";
  return `Paused${who}: no new entries; positions keep their stops and exits.`;
}

export function Control() {
  const state = useDesk((desk) => desk.status?.state);
  const risk = useDesk((desk) => desk.risk);
  return (
    <section className={`control control-${state ?? "unknown"}`} aria-label="Trading control">
      {state === "killed" ? (
        <>
          <Killed risk={risk} />
          <Rearm />
        </>
      ) : (
        <>
          <KillSwitch />
          <Pause state={state} />
          {state === "paused" && <p className="control-note">{pausedLine(risk)}</p>}
        </>
      )}
    </section>
  );
}
