// Pause: no new entries, open positions keep their stops and exits. Resume ends it.
import { post } from "../api/client";
import type { RiskView, TradingState } from "../api/types";
import { Reasons } from "../ui/Reasons";
import { settleRisk, useAct } from "./useAct";

export function Pause({ state }: { state: TradingState | undefined }) {
  const pause = useAct(() => post<RiskView>("/pause", { reason: "from the dashboard" }), settleRisk);
  const resume = useAct(() => post<RiskView>("/resume"), settleRisk);
  const paused = state === "paused";
  const act = paused ? resume : pause;
  return (
    <>
      <button
        type="button"
        className="button wide"
        data-testid={paused ? "resume-button" : "pause-button"}
        disabled={act.isPending || (state !== "running" && state !== "paused")}
        title={paused ? "New entries are allowed again" : "No new entries; positions and exits live on"}
        onClick={() => act.mutate()}
      >
        <span aria-hidden="true" className={paused ? "glyph-play" : "glyph-pause"} />
        {paused ? "Resume" : "Pause"}
      </button>
      <Reasons error={act.error} what={paused ? "Not resumed:" : "Not paused:"} />
    </>
  );
}
