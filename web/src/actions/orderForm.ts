// The order ticket's text fields as an order request, or what is missing in words.
import type { OrderRequest } from "../api/types";

export interface OrderForm {
  side: "buy" | "sell";
  type: NonNullable<OrderRequest["type"]>;
  quantity: string;
  price: string;
  trigger: string;
  stop: string;
  target: string;
}

export const EMPTY_FORM: OrderForm = {
  side: "buy",
  type: "market",
  quantity: "",
  price: "",
  trigger: "",
  stop: "",
  target: "",
};

export const needsPrice = (type: OrderForm["type"]) => type === "limit" || type === "stop_limit";
export const needsTrigger = (type: OrderForm["type"]) => type === "stop" || type === "stop_limit";

/** A positive number from what a person typed (1,000.5 too), null if the field is empty, NaN if it is no such number. */
export function typedNumber(text: string): number | null {
  const plain = text.trim().replaceAll(/[,\s](?=\d{3}(?:\D|$))/g, "");
  if (plain === "") return null;
  const value = /^\d*\.?\d+(?:e[+-]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
  return value > 0 && Number.isFinite(value) ? value : NaN;
}

/** The request, or every reason why there is none yet. The node checks everything again. */
export function toRequest(form: OrderForm, instrument: string): { request: OrderRequest } | { missing: string[] } {
  const missing: string[] = [];
  const read = (name: string, text: string, needed: boolean): number | null => {
    const value = typedNumber(text);
    if (Number.isNaN(value)) missing.push(`${name} "${text}" is not a number above 0`);
    else if (value === null && needed) missing.push(`${name} is missing`);
    return value;
  };
  const quantity = read("Quantity", form.quantity, true);
  const price = needsPrice(form.type) ? read("Limit price", form.price, true) : null;
  const trigger = needsTrigger(form.type) ? read("Trigger price", form.trigger, true) : null;
  const stop_loss = read("Stop loss", form.stop, false);
  const take_profit = read("Take profit", form.target, false);
  if (missing.length > 0 || quantity === null) return { missing };
  const request = { instrument, side: form.side, type: form.type, quantity, price, trigger, stop_loss, take_profit };
  return { request };
}
