// Cancels one working order.
import { remove } from "../api/client";
import type { OrderView } from "../api/types";
import { orderType } from "../format/words";
import { settleOrder, useAct } from "./useAct";

export function CancelOrder({ order }: { order: OrderView }) {
  const cancel = useAct(() => remove<OrderView>(`/orders/${encodeURIComponent(order.id)}`), settleOrder);
  const what = `${order.side} ${orderType(order.type)} ${order.instrument}`;
  return (
    <button
      type="button"
      className="button small"
      disabled={cancel.isPending}
      aria-label={`Cancel order ${order.id}: ${what}`}
      title={cancel.error?.message ?? "Cancel this order"}
      onClick={() => cancel.mutate()}
    >
      {cancel.error ? "Retry" : "Cancel"}
    </button>
  );
}
