// Each risk limit with the room left.
import type { LimitView } from "../api/types";
import { limitValue, nearness, usedFraction } from "../format/limits";
import { useDesk } from "../hooks/desk";
import { Empty } from "../ui/Empty";
import { Panel } from "../ui/Panel";

const NEARNESS_WORDS = { full: "no room", near: "near", clear: "" } as const;

function Limit({ limit, currency }: { limit: LimitView; currency: string }) {
  const near = nearness(limit);
  const say = (value: number) => limitValue(value, limit.unit, currency);
  return (
    <li className={`limit limit-${near}`} data-rule={limit.rule} data-binding={limit.binding} title={`Setting: ${limit.setting}`}>
      <span className="limit-title">
        {limit.title}
        {near !== "clear" && <b className="limit-word">{NEARNESS_WORDS[near]}</b>}
        {limit.binding && <b className="limit-first">binds first</b>}
      </span>
      <span className="limit-numbers">
        <span className="num">{say(limit.used)}</span> <span className="dim">of</span>{" "}
        <span className="num">{say(limit.limit)}</span>
      </span>
      <meter className="hidden" min={0} max={1} value={usedFraction(limit)} aria-label={`${limit.title}: used`} />
      <span className="meter" aria-hidden="true">
        <i style={{ width: `${usedFraction(limit) * 100}%` }} />
      </span>
      <span className="limit-hint">
        <code>{limit.setting}</code>
        <span>
          room <span className="num">{say(limit.room)}</span>
        </span>
      </span>
    </li>
  );
}

export function Risk() {
  const risk = useDesk((desk) => desk.risk);
  const currency = useDesk((desk) => desk.account?.currency) ?? "";
  return (
    <Panel title="Risk limits" testId="risk-panel" aside={<span className="aside">{risk?.profile}</span>}>
      {risk && risk.limits.length > 0 ? (
        <ul className="limits">
          {risk.limits.map((limit) => (
            <Limit key={limit.rule} limit={limit} currency={currency} />
          ))}
        </ul>
      ) : (
        <Empty>{risk ? "No limit is set: see [risk] in tradewind.toml." : "Waiting for the limits."}</Empty>
      )}
    </Panel>
  );
}
