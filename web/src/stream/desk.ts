// What the page knows of the node, and how a message of the stream changes it. Pure: no network, no clock.
import { withBar } from "../api/bars";
import { positionKey } from "../api/positions";
import type {
  AccountView,
  Bar,
  DecisionView,
  EquityPoint,
  FillView,
  NodeStatus,
  OrderView,
  PositionView,
  RiskView,
  Snapshot,
} from "../api/types";

export interface Desk {
  status?: NodeStatus;
  account?: AccountView;
  positions?: PositionView[];
  orders?: OrderView[];
  fills?: FillView[];
  decisions?: DecisionView[];
  risk?: RiskView;
  equity?: EquityPoint[];
  /** By instrument. */
  bars: Record<string, Bar[]>;
  /** Number of the last message; undefined until the first. */
  seq?: number;
}

export const KEPT = { bars: 1000, equity: 4000, orders: 400, fills: 400, decisions: 100 } as const;
export const EMPTY_DESK: Desk = { bars: {} };

export interface Message {
  kind: string;
  seq: number;
  data: unknown;
}

export function isMessage(value: unknown): value is Message {
  const message = value as Message | null;
  return typeof message === "object" && message !== null && typeof message.kind === "string";
}

/** `list` (newest first) with `item` in place of the one with its id, or in front. */
export function upsert<T extends { id: string }>(list: readonly T[] | undefined, item: T, limit: number): T[] {
  const known = list ?? [];
  const index = known.findIndex((other) => other.id === item.id);
  return index < 0 ? [item, ...known].slice(0, limit) : known.with(index, item);
}

function withPosition(positions: readonly PositionView[] | undefined, next: PositionView): PositionView[] {
  const known = positions ?? [];
  const index = known.findIndex((position) => positionKey(position) === positionKey(next));
  if (next.quantity === 0) return known.filter((_, i) => i !== index);
  return index < 0 ? [...known, next] : known.with(index, next);
}

/** The node sends either all open positions or the one that changed. */
function withPositions(positions: readonly PositionView[] | undefined, data: unknown): PositionView[] {
  const all = (data as { positions?: PositionView[] }).positions;
  return Array.isArray(all) ? all : withPosition(positions, data as PositionView);
}

function withEquity(equity: readonly EquityPoint[] | undefined, account: AccountView): EquityPoint[] {
  const point = { time: account.time, equity: account.equity, drawdown: account.drawdown };
  const known = equity ?? [];
  const last = known.at(-1);
  if (last && last.time > point.time) return [...known];
  if (last && last.time === point.time) return known.with(-1, point);
  return [...known, point].slice(-KEPT.equity);
}

/** How things stand now. The snapshot's orders are the working ones alone: what was done before stays. */
function withSnapshot(desk: Desk, snapshot: Partial<Snapshot>): Desk {
  const { orders = [], ...rest } = snapshot;
  const known = [...orders].reverse().reduce<OrderView[] | undefined>((all, order) => upsert(all, order, KEPT.orders), desk.orders);
  return { ...desk, ...rest, orders: known };
}

/** The state after a risk view: the node's state is shown in two places and must not differ between them. */
function withRisk(desk: Desk, risk: RiskView): Desk {
  return { ...desk, risk, status: desk.status && { ...desk.status, state: risk.state } };
}

function withTick(desk: Desk, data: Bar & { instrument: string }): Desk {
  const { instrument, time, open, high, low, close, volume } = data;
  const bar: Bar = { time, open, high, low, close, volume };
  const known = desk.bars[instrument];
  // Until the history was fetched a single bar would look like the whole of it.
  if (!known) return desk;
  return { ...desk, bars: { ...desk.bars, [instrument]: withBar(known, bar, KEPT.bars) } };
}

function applied(desk: Desk, kind: string, data: unknown): Desk {
  switch (kind) {
    case "snapshot":
      return withSnapshot(desk, data as Partial<Snapshot>);
    case "status":
      return { ...desk, status: data as NodeStatus };
    case "account":
      return { ...desk, account: data as AccountView, equity: withEquity(desk.equity, data as AccountView) };
    case "position":
      return { ...desk, positions: withPositions(desk.positions, data) };
    case "order":
      return { ...desk, orders: upsert(desk.orders, data as OrderView, KEPT.orders) };
    case "fill":
      return { ...desk, fills: upsert(desk.fills, data as FillView, KEPT.fills) };
    case "decision":
      return { ...desk, decisions: upsert(desk.decisions, data as DecisionView, KEPT.decisions) };
    case "risk":
      return withRisk(desk, data as RiskView);
    case "bar":
      return withTick(desk, data as Bar & { instrument: string });
    default:
      return desk;
  }
}

/** The desk after one message. A message that is older than what we hold changes nothing; a snapshot always counts. */
export function reduce(desk: Desk, message: Message): Desk {
  const old = desk.seq !== undefined && message.seq <= desk.seq && message.kind !== "snapshot";
  return old ? desk : { ...applied(desk, message.kind, message.data), seq: message.seq };
}

/** True if messages were lost between what we hold and this one: then everything is fetched again. */
export function hasGap(desk: Desk, message: Message): boolean {
  return message.kind !== "snapshot" && desk.seq !== undefined && message.seq > desk.seq + 1;
}
