// One Decision: what it says, why, what forbade it, and what became of it.
import { Approve } from "../actions/Approve";
import type { DecisionView, ViolationView } from "../api/types";
import { price, ratio } from "../format/numbers";
import { minute } from "../format/times";
import { LEVEL_WORDS, OUTCOME_WORDS } from "../format/words";
import { Contributions } from "./Contributions";

function Violation({ violation }: { violation: ViolationView }) {
  return (
    <li>
      <span>{violation.text}</span>
      <code>{violation.setting}</code>
    </li>
  );
}

const ARROWS: Record<DecisionView["level"], string> = {
  strong_buy: "▲▲",
  buy: "▲",
  hold: "◆",
  sell: "▼",
  strong_sell: "▼▼",
};

function Verdict({ decision }: { decision: DecisionView }) {
  return (
    <div className="verdict">
      <p className={`level level-${decision.level}`} data-testid="decision-level">
        <span aria-hidden="true">{ARROWS[decision.level]}</span> {LEVEL_WORDS[decision.level]}
      </p>
      <dl>
        <div>
          <dt>Score</dt>
          <dd className="num">{ratio(decision.score)}</dd>
        </div>
        <div>
          <dt>Confidence</dt>
          <dd className="num">{ratio(decision.confidence, 2)}</dd>
        </div>
        <div>
          <dt>Regime</dt>
          <dd>{decision.regime}</dd>
        </div>
        <div>
          <dt>Outcome</dt>
          <dd className={`outcome-${decision.outcome}`}>{OUTCOME_WORDS[decision.outcome]}</dd>
        </div>
      </dl>
    </div>
  );
}

export function DecisionDetail({ decision }: { decision: DecisionView }) {
  return (
    <article className="decision" aria-label={`Decision ${decision.id}`} data-decision={decision.id}>
      <p className="decision-head">
        <b>{decision.instrument}</b> at <span className="num">{price(decision.price)}</span>
        <span className="num dim">{minute(decision.time)} UTC</span>
      </p>
      <Verdict decision={decision} />
      {decision.outcome === "awaiting_approval" && <Approve decision={decision} />}
      <Contributions decision={decision} />
      {decision.violations.length > 0 && (
        <div className="vetoes" data-testid="vetoes">
          <h3>Vetoed by</h3>
          <ul>
            {decision.violations.map((violation) => (
              <Violation key={violation.rule} violation={violation} />
            ))}
          </ul>
        </div>
      )}
      <p className="decision-text">{decision.text}</p>
      {decision.decided_by && <p className="dim">Decided by {decision.decided_by}</p>}
    </article>
  );
}
