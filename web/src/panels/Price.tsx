// The price panel: last price, the bar under the pointer, and the chart.
import { useMemo, useState } from "react";
import { candles as toCandles, tradeMarks, type Candle } from "../charts/points";
import { PriceChart } from "../charts/PriceChart";
import { price, priceDigits, signedPercent, volume } from "../format/numbers";
import { isoOfSeconds, minute } from "../format/times";
import { useDesk } from "../hooks/desk";
import { useBarsQuery } from "../hooks/useDeskQueries";
import { useOverlays } from "../hooks/useOverlays";
import { Empty } from "../ui/Empty";
import { Panel } from "../ui/Panel";
import { Reasons } from "../ui/Reasons";
import { Signed } from "../ui/Signed";
import { OverlayChooser } from "./OverlayChooser";

const NONE: never[] = [];

function BarFigures({ candle, digits }: { candle: Candle; digits: number }) {
  return (
    <p className="bar-figures" aria-hidden="true">
      <span className="num">{minute(isoOfSeconds(candle.time))}</span>
      <span>
        O <b className="num">{price(candle.open, digits)}</b>
      </span>
      <span>
        H <b className="num">{price(candle.high, digits)}</b>
      </span>
      <span>
        L <b className="num">{price(candle.low, digits)}</b>
      </span>
      <span>
        C <b className="num">{price(candle.close, digits)}</b>
      </span>
      <span>
        V <b className="num">{volume(candle.volume)}</b>
      </span>
    </p>
  );
}

function LastPrice({ candles, digits, quote }: { candles: Candle[]; digits: number; quote: string }) {
  const last = candles.at(-1);
  const before = candles.at(-2);
  const change = last && before ? last.close / before.close - 1 : null;
  const words = signedPercent(change);
  const arrow = words.startsWith("+") ? "▲ " : /[1-9]/.test(words) ? "▼ " : "";
  return (
    <span className="last">
      <span className="last-price num" data-testid="last-price">
        {price(last?.close, digits)}
      </span>{" "}
      <span className="unit">{quote}</span>{" "}
      {change !== null && <Signed value={change} text={arrow + words} />}
    </span>
  );
}

function Legend() {
  return (
    <p className="legend">
      <span>
        <i className="candle-up" aria-hidden="true" /> rising
      </span>
      <span>
        <i className="candle-down" aria-hidden="true" /> falling
      </span>
      <span>
        <i className="gain" aria-hidden="true">
          ▲
        </i>{" "}
        bought
      </span>
      <span>
        <i className="loss" aria-hidden="true">
          ▼
        </i>{" "}
        sold
      </span>
      <span>
        <i aria-hidden="true">■</i> closed
      </span>
      <span className="legend-hint">Click a bar: why did it (not) trade?</span>
    </p>
  );
}

interface Props {
  instrument: string | null;
  digits: number | undefined;
  quote: string;
  onPick: (iso: string) => void;
}

export function Price({ instrument, digits: known, quote, onPick }: Props) {
  const { failed, loading } = useBarsQuery(instrument);
  const bars = useDesk((desk) => (instrument ? desk.bars[instrument] : undefined)) ?? NONE;
  const fills = useDesk((desk) => desk.fills) ?? NONE;
  const orders = useDesk((desk) => desk.orders) ?? NONE;
  const open = useDesk((desk) => desk.positions) ?? NONE;
  const timeframe = useDesk((desk) => desk.status?.timeframe) ?? "";
  const [hovered, setHovered] = useState<Candle | null>(null);

  const candles = useMemo(() => toCandles(bars), [bars]);
  const marks = useMemo(() => tradeMarks(fills, orders, instrument ?? "", candles), [fills, orders, instrument, candles]);
  const positions = useMemo(() => open.filter((each) => each.instrument === instrument), [open, instrument]);
  const drawn = useOverlays(instrument, candles.length);
  const last = candles.at(-1);
  const digits = known ?? priceDigits(last?.close ?? 0);
  const shown = hovered ?? last;

  return (
    <Panel
      title={instrument ? `${instrument} ${timeframe}` : "Price"}
      className="price"
      aside={<LastPrice candles={candles} digits={digits} quote={quote} />}
    >
      <div className="chart-box price-box">
        {shown && <BarFigures candle={shown} digits={digits} />}
        <PriceChart
          candles={candles}
          marks={marks}
          positions={positions}
          overlays={drawn.overlays}
          digits={digits}
          label={`Candles of ${instrument ?? "no instrument"}, ${candles.length} bars, ${marks.length} trades; last close ${price(last?.close, digits)}`}
          onPick={(seconds) => onPick(isoOfSeconds(seconds))}
          onHover={setHovered}
        />
        {candles.length === 0 && !failed && (
          <Empty>{loading ? "Fetching bars…" : "No bars yet: the node has not seen one of this instrument."}</Empty>
        )}
        <Reasons error={candles.length === 0 ? failed : null} what="No bars:" />
      </div>
      <OverlayChooser drawable={drawn.drawable} chosen={drawn.chosen} onAdd={drawn.add} onDrop={drawn.drop} />
      <Reasons error={drawn.failed} what="Not drawn:" />
      <Legend />
    </Panel>
  );
}
