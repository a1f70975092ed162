// What each source added to the score: bars to both sides of 0.5, the sum last, the levels' thresholds behind.
import { BASELINE, contributionChart, DEFAULT_BANDS, place, type ContributionBar } from "../charts/contributions";
import type { DecisionView } from "../api/types";
import { ratio, signedRatio } from "../format/numbers";

const ROUNDING = 1e-6;
const at = (fraction: number) => `${(fraction * 100).toFixed(3)}%`;

function Thresholds({ reach }: { reach: number }) {
  const marks: [number, string][] = [
    [DEFAULT_BANDS.strongSell, "strong sell"],
    [DEFAULT_BANDS.sell, "sell"],
    [DEFAULT_BANDS.buy, "buy"],
    [DEFAULT_BANDS.strongBuy, "strong buy"],
  ];
  return (
    <>
      {marks.map(([score, word]) => (
        <i key={word} className="threshold" style={{ left: at(place(score, reach)) }} />
      ))}
      <i className="baseline" style={{ left: "50%" }} />
    </>
  );
}

function Bar({ from, to, value, sum = false }: { from: number; to: number; value: number; sum?: boolean }) {
  const kind = value < 0 ? "down" : "up";
  return <i className={`bar bar-${kind}${sum ? " bar-sum" : ""}`} style={{ left: at(from), width: at(to - from) }} />;
}

function Source({ bar, reach }: { bar: ContributionBar; reach: number }) {
  const { detail } = bar;
  const says = detail.direction === "none" ? "no side" : `${detail.strength} ${detail.direction}`;
  const words = `${says} ${ratio(detail.confidence, 2)}`;
  return (
    <li>
      <span className="source">
        <b>{bar.source}</b>
        <small title="Strength, direction and confidence (0 to 1)">{words}</small>
      </span>
      <span className="track" aria-hidden="true">
        <Thresholds reach={reach} />
        <Bar from={bar.from} to={bar.to} value={bar.contribution} />
      </span>
      <span className="num value">
        {signedRatio(bar.contribution)}
        <small>weight {ratio(detail.weight, 2)}</small>
      </span>
    </li>
  );
}

function Axis({ reach }: { reach: number }) {
  const { strongSell, sell, buy, strongBuy } = DEFAULT_BANDS;
  return (
    <div className="axis" aria-hidden="true">
      <span />
      <span className="axis-scale">
        {[strongSell, sell, BASELINE, buy, strongBuy].map((score) => (
          <span key={score} className="num" style={{ left: at(place(score, reach)) }}>
            {score.toFixed(1)}
          </span>
        ))}
      </span>
      <span />
    </div>
  );
}

export function Contributions({ decision }: { decision: DecisionView }) {
  const chart = contributionChart(decision);
  const consistent = Math.abs(chart.residual) <= ROUNDING || decision.contributions.length === 0;
  return (
    <div className="contributions" data-testid="contribution-chart">
      <Axis reach={chart.reach} />
      <ul aria-label={`Contributions to the score of ${ratio(decision.score)}`}>
        {chart.bars.map((bar) => (
          <Source key={bar.source} bar={bar} reach={chart.reach} />
        ))}
        <li className="sum">
          <span className="source">
            <b>Score − 0.5</b>
            <small>sum of the above</small>
          </span>
          <span className="track" aria-hidden="true">
            <Thresholds reach={chart.reach} />
            <Bar from={chart.totalFrom} to={chart.totalTo} value={decision.score - BASELINE} sum />
          </span>
          <span className="num value">{signedRatio(decision.score - BASELINE)}</span>
        </li>
      </ul>
      <p className="axis-words" aria-hidden="true">
        <span>◀ sell below 0.4, strongly below 0.3</span>
        <span>buy above 0.6, strongly above 0.7 ▶</span>
      </p>
      {!consistent && (
        <p className="reasons" role="alert">
          The contributions miss the score by {signedRatio(chart.residual, 6)}: this decision is inconsistent.
        </p>
      )}
    </div>
  );
}
