// The API's read models under the names that the page uses. The schema itself is generated: npm run types.
import type { components } from "./schema";

type S = components["schemas"];

export type NodeStatus = S["NodeStatus"];
export type AccountView = S["AccountView"];
export type PositionView = S["PositionView"];
export type OrderView = S["OrderView"];
export type FillView = S["FillView"];
export type DecisionView = S["DecisionView"];
export type ContributionView = S["ContributionView"];
export type ViolationView = S["ViolationView"];
export type RiskView = S["RiskView"];
export type LimitView = S["LimitView"];
export type EquityPoint = S["EquityPoint"];
export type OrderRequest = S["OrderBody"];
export type Instrument = S["InstrumentInfo"];
export type BarColumns = S["BarColumns"];
export type FeatureColumns = S["FeatureColumns"];
export type FeatureInfo = S["FeatureInfo"];
export type Snapshot = S["Snapshot"];
export type TradingState = NodeStatus["state"];

/** One bar; `time` is its close (ISO-8601 UTC), prices in quote currency, volume in units. */
export interface Bar {
  time: string;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}
