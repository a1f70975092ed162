// The equity and drawdown panel.
import { useMemo } from "react";
import { EquityChart } from "../charts/EquityChart";
import { equityCurves } from "../charts/points";
import { money, percent } from "../format/numbers";
import { useDesk } from "../hooks/desk";
import { Empty } from "../ui/Empty";
import { Panel } from "../ui/Panel";

const NONE: never[] = [];

export function Equity() {
  const points = useDesk((desk) => desk.equity) ?? NONE;
  const currency = useDesk((desk) => desk.account?.currency) ?? "";
  const { equity, drawdown } = useMemo(() => equityCurves(points), [points]);
  const worst = Math.min(0, ...drawdown.map((point) => point.value));
  return (
    <Panel
      title="Equity and drawdown"
      className="equity"
      aside={
        <span className="aside">
          {currency}, deepest shown <span className="num">{percent(-worst / 100)}</span>
        </span>
      }
    >
      <div className="chart-box equity-box">
        <EquityChart
          equity={equity}
          drawdown={drawdown}
          label={`Equity ${money(equity.at(-1)?.value)} ${currency} over ${equity.length} points, deepest drawdown ${percent(-worst / 100)}`}
        />
        {equity.length === 0 && <Empty>No equity yet: the first point comes with the first bar.</Empty>}
      </div>
    </Panel>
  );
}
