// Orders: those that stand, or all that were.
import { useState } from "react";
import { CancelOrder } from "../actions/CancelOrder";
import type { OrderView } from "../api/types";
import { price, quantity } from "../format/numbers";
import { shortMinute } from "../format/times";
import { isOpen, ORDER_STATUS_WORDS, orderType, PURPOSE_WORDS } from "../format/words";
import { useDesk } from "../hooks/desk";
import { Empty } from "../ui/Empty";
import { Panel } from "../ui/Panel";

function Row({ order }: { order: OrderView }) {
  return (
    <tr>
      <th scope="row">{order.instrument}</th>
      <td>
        <span className={`tag tag-${order.side}`}>{order.side === "buy" ? "Buy" : "Sell"}</span>
      </td>
      <td>{PURPOSE_WORDS[order.purpose]}</td>
      <td>{orderType(order.type)}</td>
      <td className="num">{quantity(order.quantity)}</td>
      <td className="num">{price(order.fill_price ?? order.price ?? order.trigger)}</td>
      <td className={`status-${order.status}`} title={order.reason ?? undefined}>
        {ORDER_STATUS_WORDS[order.status]}
        {order.reason && <span className="order-reason">{order.reason}</span>}
      </td>
      <td className="num dim">{shortMinute(order.filled ?? order.submitted)}</td>
      <td className="act">{isOpen(order) && <CancelOrder order={order} />}</td>
    </tr>
  );
}

const SHOWN = 60;

export function Orders() {
  const orders = useDesk((desk) => desk.orders);
  const [all, setAll] = useState(false);
  const open = orders?.filter(isOpen);
  const shown = (all ? orders : open)?.slice(0, SHOWN);
  return (
    <Panel
      title="Orders"
      aside={
        <span className="switch" role="group" aria-label="Which orders">
          <button type="button" aria-pressed={!all} onClick={() => setAll(false)}>
            Working <span className="num">{open?.length ?? 0}</span>
          </button>
          <button type="button" aria-pressed={all} onClick={() => setAll(true)} data-testid="orders-history">
            History <span className="num">{orders?.length ?? 0}</span>
          </button>
        </span>
      }
    >
      <div className="table-box table-tall" tabIndex={0} role="region" aria-label="Orders table">
        <table data-testid="orders-table">
          <thead>
            <tr>
              <th scope="col">Instrument</th>
              <th scope="col">Side</th>
              <th scope="col">Purpose</th>
              <th scope="col">Type</th>
              <th scope="col" className="num">Units</th>
              <th scope="col" className="num">Price</th>
              <th scope="col">Status</th>
              <th scope="col" className="num">Time UTC</th>
              <th scope="col">
                <span className="hidden">Cancel</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown?.map((order) => (
              <Row key={order.id} order={order} />
            ))}
          </tbody>
        </table>
        {!shown?.length && <Empty>{all ? "No order was sent yet." : "No order is working."}</Empty>}
      </div>
    </Panel>
  );
}
