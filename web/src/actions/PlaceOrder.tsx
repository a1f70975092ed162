// The order ticket: one order by hand, through the same risk rules as the strategy's.
import { useState, type FormEvent } from "react";
import { ApiError } from "../api/errors";
import { post } from "../api/client";
import type { OrderRequest, OrderView } from "../api/types";
import { ORDER_STATUS_WORDS } from "../format/words";
import { Panel } from "../ui/Panel";
import { Reasons } from "../ui/Reasons";
import { EMPTY_FORM, needsPrice, needsTrigger, toRequest, type OrderForm } from "./orderForm";
import { settleOrder, useAct } from "./useAct";

interface FieldProps {
  label: string;
  unit: string;
  value: string;
  optional?: boolean;
  onChange: (value: string) => void;
}

function Field({ label, unit, value, optional = false, onChange }: FieldProps) {
  return (
    <label className="field">
      <span>
        {label}
        {optional && <em> optional</em>}
      </span>
      <span className="field-box">
        <input
          inputMode="decimal"
          autoComplete="off"
          value={value}
          placeholder={optional ? "none" : ""}
          onChange={(event) => onChange(event.target.value)}
        />
        <span className="unit">{unit}</span>
      </span>
    </label>
  );
}

const TYPES: [OrderForm["type"], string][] = [
  ["market", "Market"],
  ["limit", "Limit"],
  ["stop", "Stop"],
  ["stop_limit", "Stop limit"],
];

function Sides({ side, onChange }: { side: OrderForm["side"]; onChange: (side: OrderForm["side"]) => void }) {
  return (
    <fieldset className="sides">
      <legend className="hidden">Side</legend>
      {(["buy", "sell"] as const).map((each) => (
        <label key={each} className={`side side-${each}`}>
          <input type="radio" name="side" value={each} checked={side === each} onChange={() => onChange(each)} />
          <span>{each === "buy" ? "Buy" : "Sell"}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** `quote`: the currency of the instrument's prices, or the word that stands for it. */
export function PlaceOrder({ instrument, quote }: { instrument: string; quote: string }) {
  const [form, setForm] = useState(EMPTY_FORM);
  const [missing, setMissing] = useState<string[]>([]);
  const place = useAct((request: OrderRequest) => post<OrderView>("/orders", request), settleOrder);
  const set = <K extends keyof OrderForm>(key: K, value: OrderForm[K]) => setForm({ ...form, [key]: value });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    place.reset();
    const read = toRequest(form, instrument);
    setMissing("missing" in read ? read.missing : []);
    if ("request" in read) place.mutate(read.request);
  };

  const error = missing.length > 0 ? new ApiError(0, missing) : place.error;
  return (
    <Panel title="Order ticket" aside={<span className="aside">{instrument}</span>} testId="order-ticket">
      <form className="ticket" onSubmit={submit} noValidate>
        <Sides side={form.side} onChange={(side) => set("side", side)} />
        <label className="field">
          <span>Type</span>
          <select value={form.type} onChange={(event) => set("type", event.target.value as OrderForm["type"])}>
            {TYPES.map(([value, word]) => (
              <option key={value} value={value}>
                {word}
              </option>
            ))}
          </select>
        </label>
        <Field label="Quantity" unit="units" value={form.quantity} onChange={(value) => set("quantity", value)} />
        {needsPrice(form.type) && (
          <Field label="Limit price" unit={quote} value={form.price} onChange={(value) => set("price", value)} />
        )}
        {needsTrigger(form.type) && (
          <Field label="Trigger price" unit={quote} value={form.trigger} onChange={(value) => set("trigger", value)} />
        )}
        <Field label="Stop loss" unit={quote} optional value={form.stop} onChange={(value) => set("stop", value)} />
        <Field label="Take profit" unit={quote} optional value={form.target} onChange={(value) => set("target", value)} />
        <button type="submit" className={`button wide submit-${form.side}`} disabled={place.isPending}>
          {place.isPending ? "Sending…" : `${form.side === "buy" ? "Buy" : "Sell"} ${form.quantity} ${instrument}`}
        </button>
        <Reasons error={error} what={missing.length > 0 ? "Not sent:" : "The node did not take the order:"} />
        {place.data && <OrderAnswer order={place.data} />}
      </form>
    </Panel>
  );
}

function OrderAnswer({ order }: { order: OrderView }) {
  if (order.status === "rejected") {
    return <Reasons error={new ApiError(0, [order.reason ?? "no reason given"])} what={`Order ${order.id} was rejected:`} />;
  }
  return (
    <p className="answer" role="status">
      Order {order.id}: {ORDER_STATUS_WORDS[order.status].toLowerCase()}
      {order.reason ? `. ${order.reason}` : ""}
    </p>
  );
}
