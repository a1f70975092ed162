// Open positions.
import type { PositionView } from "../api/types";
import { positionKey } from "../api/positions";
import { price, quantity, signedMoney, signedPercent } from "../format/numbers";
import { shortMinute } from "../format/times";
import { useDesk } from "../hooks/desk";
import { Empty } from "../ui/Empty";
import { Panel } from "../ui/Panel";
import { Signed } from "../ui/Signed";

function Row({ position }: { position: PositionView }) {
  const long = position.quantity > 0;
  const moved = (position.last_price / position.average_price - 1) * (long ? 1 : -1);
  return (
    <tr>
      <th scope="row">{position.instrument}</th>
      <td>
        <span className={`tag ${long ? "tag-buy" : "tag-sell"}`}>{long ? "Long" : "Short"}</span>
      </td>
      <td className="num">{quantity(Math.abs(position.quantity))}</td>
      <td className="num">{price(position.average_price)}</td>
      <td className="num">{price(position.last_price)}</td>
      <td>
        <Signed value={position.unrealised_pnl} text={signedMoney(position.unrealised_pnl)} />
      </td>
      <td>
        <Signed value={moved} text={signedPercent(moved)} />
      </td>
      <td className="num">{price(position.stop)}</td>
      <td className="num">{price(position.target)}</td>
      <td className="num dim">{shortMinute(position.opened)}</td>
    </tr>
  );
}

export function Positions() {
  const positions = useDesk((desk) => desk.positions);
  const currency = useDesk((desk) => desk.account?.currency) ?? "";
  return (
    <Panel title="Positions" aside={<span className="aside">{positions?.length ?? 0} open</span>}>
      <div className="table-box" tabIndex={0} role="region" aria-label="Positions table">
        <table data-testid="positions-table">
          <thead>
            <tr>
              <th scope="col">Instrument</th>
              <th scope="col">Side</th>
              <th scope="col" className="num">Units</th>
              <th scope="col" className="num">Average price</th>
              <th scope="col" className="num">Last price</th>
              <th scope="col" className="num">P&L {currency}</th>
              <th scope="col" className="num">Move</th>
              <th scope="col" className="num">Stop</th>
              <th scope="col" className="num">Target</th>
              <th scope="col" className="num">Opened UTC</th>
            </tr>
          </thead>
          <tbody>
            {positions?.map((position) => (
              <Row key={positionKey(position)} position={position} />
            ))}
          </tbody>
        </table>
        {!positions?.length && <Empty>{positions ? "Flat: no position is open." : "Waiting for the positions."}</Empty>}
      </div>
    </Panel>
  );
}
