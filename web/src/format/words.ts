// The vocabulary of the API in plain words.
import type { DecisionView, OrderView, TradingState } from "../api/types";

export const LEVEL_WORDS: Record<DecisionView["level"], string> = {
  strong_buy: "Strong buy",
  buy: "Buy",
  hold: "Hold",
  sell: "Sell",
  strong_sell: "Strong sell",
};

export const OUTCOME_WORDS: Record<DecisionView["outcome"], string> = {
  ordered: "Ordered",
  awaiting_approval: "Awaiting approval",
  approved: "Approved",
  refused: "Refused",
  expired: "Expired",
  signal_only: "Signal only",
  vetoed: "Vetoed",
  hold: "No trade",
  exit: "Exit",
};

export const PURPOSE_WORDS: Record<OrderView["purpose"], string> = {
  entry: "Entry",
  stop_loss: "Stop loss",
  take_profit: "Take profit",
  exit: "Exit",
  flatten: "Flatten",
  liquidation: "Liquidation",
  time_exit: "Time is up",
  session_exit: "End of session",
  news_exit: "Before news",
  weekend_exit: "Before the weekend",
  expiry: "Expiry",
};

export const ORDER_STATUS_WORDS: Record<OrderView["status"], string> = {
  awaiting_approval: "Awaiting approval",
  working: "Working",
  filled: "Filled",
  cancelled: "Cancelled",
  rejected: "Rejected",
  expired: "Expired",
  unknown: "Unknown: asking the venue",
};

export const STATE_WORDS: Record<TradingState, string> = {
  running: "Running",
  paused: "Paused",
  killed: "Killed",
  finished: "Finished",
};

/** Whether an order still stands at the venue or may do so. */
export function isOpen(order: OrderView): boolean {
  return order.status === "working" || order.status === "awaiting_approval" || order.status === "unknown";
}

/** "limit" and "stop_limit" as a trader says them. */
export function orderType(type: OrderView["type"]): string {
  return type.replaceAll("_", " ");
}
