// The account in one row of figures.
import type { ReactNode } from "react";
import type { AccountView } from "../api/types";
import { MISSING, money, percent, signedMoney, signedPercent } from "../format/numbers";
import { useDesk } from "../hooks/desk";
import { Signed } from "../ui/Signed";

interface FigureProps {
  label: string;
  unit: string | undefined;
  testId?: string;
  note?: ReactNode;
  children: ReactNode;
}

function Figure({ label, unit, testId, note, children }: FigureProps) {
  return (
    <div className="figure">
      <dt>{label}</dt>
      <dd>
        <span className="figure-value" data-testid={testId}>
          {children}
        </span>{" "}
        <span className="unit">{unit}</span>
        <span className="figure-note">{note ?? "\u00a0"}</span>
      </dd>
    </div>
  );
}

function share(account: AccountView | undefined, value: number | undefined): string {
  return account && value !== undefined && account.equity > 0 ? percent(value / account.equity, 1) : MISSING;
}

export function Portfolio() {
  const account = useDesk((desk) => desk.account);
  const open = useDesk((desk) => desk.positions)?.length ?? 0;
  const unit = account?.currency;
  const gain = account && account.equity - account.starting_equity;
  return (
    <dl className="figures" aria-label="Portfolio">
      <Figure
        label="Equity"
        unit={unit}
        testId="equity-value"
        note={account && <Signed value={gain} text={`${signedPercent(gain! / account.starting_equity)} since start`} />}
      >
        {money(account?.equity)}
      </Figure>
      <Figure
        label="Day P&L"
        unit={unit}
        testId="day-pnl"
        note={account && `${signedPercent(account.day_pnl / (account.equity - account.day_pnl))} today`}
      >
        <Signed value={account?.day_pnl} text={signedMoney(account?.day_pnl)} />
      </Figure>
      <Figure label="Realised" unit={unit} testId="realised-pnl" note="since start">
        <Signed value={account?.realised_pnl} text={signedMoney(account?.realised_pnl)} />
      </Figure>
      <Figure label="Unrealised" unit={unit} note={`${open} open position${open === 1 ? "" : "s"}`}>
        <Signed value={account?.unrealised_pnl} text={signedMoney(account?.unrealised_pnl)} />
      </Figure>
      <Figure label="Drawdown" unit="of peak" note={account && `peak ${money(account.peak_equity)}`}>
        <span className="num">{percent(account?.drawdown)}</span>
      </Figure>
      <Figure label="Fees paid" unit={unit} note="since start">
        <span className="num">{money(account?.fees_paid)}</span>
      </Figure>
      <Figure label="Cash" unit={unit} note={`${share(account, account?.cash)} of equity`}>
        <span className="num">{money(account?.cash)}</span>
      </Figure>
      <Figure label="Margin used" unit={unit} note={`${share(account, account?.margin_used)} of equity`}>
        <span className="num">{money(account?.margin_used)}</span>
      </Figure>
    </dl>
  );
}
