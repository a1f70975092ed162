// The newest fills.
import { money, price, quantity, signedMoney } from "../format/numbers";
import { shortMinute } from "../format/times";
import { useDesk } from "../hooks/desk";
import { Empty } from "../ui/Empty";
import { Panel } from "../ui/Panel";
import { Signed } from "../ui/Signed";

const SHOWN = 60;

export function Fills() {
  const fills = useDesk((desk) => desk.fills);
  const currency = useDesk((desk) => desk.account?.currency) ?? "";
  return (
    <Panel title="Fills" aside={<span className="aside">newest {Math.min(SHOWN, fills?.length ?? 0)}</span>}>
      <div className="table-box table-tall" tabIndex={0} role="region" aria-label="Fills table">
        <table data-testid="fills-table">
          <thead>
            <tr>
              <th scope="col">Instrument</th>
              <th scope="col">Side</th>
              <th scope="col" className="num">Units</th>
              <th scope="col" className="num">Price</th>
              <th scope="col" className="num">Fee {currency}</th>
              <th scope="col" className="num">Realised {currency}</th>
              <th scope="col" className="num">Time UTC</th>
            </tr>
          </thead>
          <tbody>
            {fills?.slice(0, SHOWN).map((fill) => (
              <tr key={fill.id} data-fill={fill.id}>
                <th scope="row">{fill.instrument}</th>
                <td>
                  <span className={`tag tag-${fill.side}`}>{fill.side === "buy" ? "Buy" : "Sell"}</span>
                </td>
                <td className="num">{quantity(fill.quantity)}</td>
                <td className="num">{price(fill.price)}</td>
                <td className="num">{money(fill.fee)}</td>
                <td>
                  <Signed value={fill.realised_pnl} text={signedMoney(fill.realised_pnl)} />
                </td>
                <td className="num dim">{shortMinute(fill.time)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {!fills?.length && <Empty>No fill yet: nothing was bought or sold.</Empty>}
      </div>
    </Panel>
  );
}
