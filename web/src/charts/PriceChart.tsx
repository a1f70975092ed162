// Candles and volume with the account's trades and the open position's entry, stop and target on them.
import {
  CandlestickSeries,
  createChart,
  createSeriesMarkers,
  HistogramSeries,
  LineSeries,
  LineStyle,
  type AutoscaleInfo,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type Time,
  type UTCTimestamp,
} from "lightweight-charts";
import { useEffect, useRef } from "react";
import type { PositionView } from "../api/types";
import { useTheme } from "../theme";
import { chartColours, chartLook, overlayColours, type ChartColours } from "./look";
import type { Overlays } from "./overlays";
import { tail, type Candle, type TradeMark } from "./points";

interface Props {
  candles: Candle[];
  marks: TradeMark[];
  /** Those in this instrument: one, or the two legs of a hedging account. */
  positions: readonly PositionView[];
  overlays: Overlays;
  digits: number;
  label: string;
  onPick: (seconds: number) => void;
  onHover: (candle: Candle | null) => void;
}

interface Drawn {
  chart: IChartApi;
  price: ISeriesApi<"Candlestick">;
  volume: ISeriesApi<"Histogram">;
  markers: ISeriesMarkersPluginApi<Time>;
  colours: ChartColours;
  lines: IPriceLine[];
  overlays: ISeriesApi<"Line">[];
  shown: Candle[];
}

const MOST_AT_ONCE = 100;
// A candle narrower than this can't show whether it is hollow.
const BAR_PX = 5.5;
const FITTING = 110;

function draw(host: HTMLElement): Drawn {
  const colours = chartColours();
  const chart = createChart(host, chartLook());
  // Rising bars are hollow, falling ones filled: direction does not hang on colour alone.
  const price = chart.addSeries(CandlestickSeries, {
    upColor: colours.hollow,
    borderUpColor: colours.up,
    wickUpColor: colours.up,
    downColor: colours.down,
    borderDownColor: colours.down,
    wickDownColor: colours.down,
  });
  price.priceScale().applyOptions({ scaleMargins: { top: 0.08, bottom: 0.2 } });
  const volume = chart.addSeries(HistogramSeries, {
    priceScaleId: "volume",
    priceFormat: { type: "volume" },
    color: colours.volume,
    lastValueVisible: false,
    priceLineVisible: false,
  });
  volume.priceScale().applyOptions({ scaleMargins: { top: 0.86, bottom: 0 } });
  return { chart, price, volume, markers: createSeriesMarkers(price, []), colours, lines: [], overlays: [], shown: [] };
}

function showCandles(drawn: Drawn, candles: Candle[]): void {
  const changed = tail(drawn.shown, candles, MOST_AT_ONCE);
  const stamped = (changed ?? candles).map((candle) => ({ ...candle, time: candle.time as UTCTimestamp }));
  const volumes = stamped.map(({ time, volume }) => ({ time, value: volume }));
  if (changed) {
    for (const candle of stamped) drawn.price.update(candle);
    for (const volume of volumes) drawn.volume.update(volume);
  } else {
    drawn.price.setData(stamped);
    drawn.volume.setData(volumes);
    const fitting = Math.round(drawn.chart.timeScale().width() / BAR_PX) || FITTING;
    drawn.chart.timeScale().setVisibleLogicalRange({ from: candles.length - fitting, to: candles.length + 4 });
  }
  drawn.shown = candles;
}

function showMarks(drawn: Drawn, marks: TradeMark[], overlays: Overlays): void {
  const trades = marks.map((mark) => ({
    time: mark.time as UTCTimestamp,
    position: mark.side === "buy" ? ("belowBar" as const) : ("aboveBar" as const),
    shape: mark.entry ? (mark.side === "buy" ? ("arrowUp" as const) : ("arrowDown" as const)) : ("square" as const),
    color: mark.side === "buy" ? drawn.colours.up : drawn.colours.down,
    size: mark.entry ? 1 : 0.6,
  }));
  const signs = overlays.signs.map((sign) => ({
    time: sign.time as UTCTimestamp,
    position: sign.up ? ("belowBar" as const) : ("aboveBar" as const),
    shape: "circle" as const,
    color: drawn.colours.entry,
    size: 0.5,
  }));
  drawn.markers.setMarkers([...trades, ...signs].sort((a, b) => a.time - b.time));
}

function showOverlays(drawn: Drawn, overlays: Overlays): void {
  for (const series of drawn.overlays) drawn.chart.removeSeries(series);
  const colours = overlayColours();
  drawn.overlays = overlays.lines.map(({ name, pane, points }, i) => {
    const series = drawn.chart.addSeries(
      LineSeries,
      { color: colours[i % colours.length], lineWidth: 1, title: name, priceLineVisible: false, lastValueVisible: pane > 0 },
      pane,
    );
    series.setData(points.map(({ time, ...value }) => ({ time: time as UTCTimestamp, ...value })));
    return series;
  });
}

/** The scale also shows the positions' levels, as long as that at most doubles it. */
function scaleWith(levels: readonly number[]) {
  return (original: () => AutoscaleInfo | null): AutoscaleInfo | null => {
    const info = original();
    if (!info?.priceRange) return info;
    let { minValue, maxValue } = info.priceRange;
    const room = (maxValue - minValue) / 2;
    for (const level of levels) {
      if (level < minValue && level > info.priceRange.minValue - room) minValue = level;
      if (level > maxValue && level < info.priceRange.maxValue + room) maxValue = level;
    }
    return { ...info, priceRange: { minValue, maxValue } };
  };
}

function levelsOf(position: PositionView, { entry, stop, target }: Drawn["colours"]) {
  const of = position.leg ? `${position.leg} ` : "";
  return [
    { title: `${of}entry`, price: position.average_price, color: entry, lineStyle: LineStyle.Solid },
    { title: `${of}stop`, price: position.stop, color: stop, lineStyle: LineStyle.Dashed },
    { title: `${of}target`, price: position.target, color: target, lineStyle: LineStyle.Dashed },
  ];
}

function showLevels(drawn: Drawn, positions: readonly PositionView[]): void {
  for (const line of drawn.lines) drawn.price.removePriceLine(line);
  const levels = positions.flatMap((position) => levelsOf(position, drawn.colours));
  const prices = levels.flatMap(({ price }) => (price === null ? [] : [price]));
  drawn.price.applyOptions({ autoscaleInfoProvider: scaleWith(prices) });
  drawn.lines = levels.flatMap(({ price, ...rest }) =>
    price === null ? [] : [drawn.price.createPriceLine({ ...rest, price, lineWidth: 1, axisLabelVisible: true })],
  );
}

export function PriceChart({ candles, marks, positions, overlays, digits, label, onPick, onHover }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn | null>(null);
  const acts = useRef({ onPick, onHover });
  const theme = useTheme();

  useEffect(() => {
    acts.current = { onPick, onHover };
  });

  useEffect(() => {
    if (!host.current) return;
    const mine = draw(host.current);
    drawn.current = mine;
    mine.chart.subscribeClick((event) => {
      if (typeof event.time === "number") acts.current.onPick(event.time);
    });
    mine.chart.subscribeCrosshairMove((event) => {
      const time = event.time;
      acts.current.onHover(time === undefined ? null : (mine.shown.find((candle) => candle.time === time) ?? null));
    });
    return () => {
      drawn.current = null;
      mine.chart.remove();
    };
  }, [theme]);

  useEffect(() => {
    drawn.current?.price.applyOptions({ priceFormat: { type: "price", precision: digits, minMove: 10 ** -digits } });
  }, [digits, theme]);
  useEffect(() => {
    if (drawn.current) showCandles(drawn.current, candles);
  }, [candles, theme]);
  useEffect(() => {
    if (drawn.current) showMarks(drawn.current, marks, overlays);
  }, [marks, overlays, theme]);
  useEffect(() => {
    if (drawn.current) showOverlays(drawn.current, overlays);
  }, [overlays, theme]);
  useEffect(() => {
    if (drawn.current) showLevels(drawn.current, positions);
  }, [positions, theme]);

  return <div ref={host} className="chart" data-testid="price-chart" role="img" aria-label={label} />;
}
