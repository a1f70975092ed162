// Trading control: the kill switch with pause beside it, or after a kill who did it, why, and the way back.
import { useEffect, useRef } from "react";
import { KillSwitch } from "../actions/KillSwitch";
import { Pause } from "../actions/Pause";
import { Rearm } from "../actions/Rearm";
import type { RiskView } from "../api/types";
import { useDesk } from "../hooks/desk";

function Killed({ risk }: { risk: RiskView | undefined }) {
  const notice = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The button that had the focus is gone: whoever works by keyboard goes on from here.
    if (document.activeElement === document.body) notice.current?.focus();
  }, []);
  return (
    <div ref={notice} tabIndex={-1} className="killed" role="alert" data-testid="killed-notice">
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
    <section id="control" tabIndex={-1} className={`control control-${state ?? "unknown"}`} aria-label="Trading control">
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
