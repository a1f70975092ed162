// Equity above, drawdown below, on one time axis.
import {
  AreaSeries,
  createChart,
  LineSeries,
  type IChartApi,
  type ISeriesApi,
  type SingleValueData,
  type UTCTimestamp,
} from "lightweight-charts";
import { useEffect, useRef } from "react";
import { useTheme } from "../theme";
import { chartColours, chartLook } from "./look";
import { tail } from "./points";

interface Value {
  time: number;
  value: number;
}

interface Drawn {
  chart: IChartApi;
  equity: ISeriesApi<"Line">;
  drawdown: ISeriesApi<"Area">;
  shown: Value[];
}

const MOST_AT_ONCE = 100;

function draw(host: HTMLElement): Drawn {
  const colours = chartColours();
  // Always the whole curve, so there is nothing to scroll or zoom.
  const chart = createChart(host, { ...chartLook(), handleScroll: false, handleScale: false });
  const equity = chart.addSeries(LineSeries, {
    color: colours.line,
    lineWidth: 2,
    priceFormat: { type: "custom", minMove: 1, formatter: (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: 0 }) },
    priceLineVisible: false,
  });
  const drawdown = chart.addSeries(
    AreaSeries,
    {
      invertFilledArea: true,
      lineColor: colours.down,
      topColor: `${colours.down}55`,
      bottomColor: `${colours.down}22`,
      lineWidth: 1,
      priceFormat: { type: "custom", minMove: 0.01, formatter: (value: number) => `${Math.abs(value) < 0.005 ? "0.00" : value.toFixed(2)}%` },
      priceLineVisible: false,
    },
    1,
  );
  const panes = chart.panes();
  panes[0]?.setStretchFactor(2);
  panes[1]?.setStretchFactor(1);
  return { chart, equity, drawdown, shown: [] };
}

const stamp = (values: Value[]): SingleValueData<UTCTimestamp>[] =>
  values.map(({ time, value }) => ({ time: time as UTCTimestamp, value }));

function show(drawn: Drawn, equity: Value[], drawdown: Value[]): void {
  const changed = tail(drawn.shown, equity, MOST_AT_ONCE);
  if (changed) {
    for (const value of stamp(changed)) drawn.equity.update(value);
    for (const value of stamp(drawdown.slice(-changed.length))) drawn.drawdown.update(value);
  } else {
    drawn.equity.setData(stamp(equity));
    drawn.drawdown.setData(stamp(drawdown));
  }
  drawn.chart.timeScale().fitContent();
  drawn.shown = equity;
}

export function EquityChart({ equity, drawdown, label }: { equity: Value[]; drawdown: Value[]; label: string }) {
  const host = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn | null>(null);
  const theme = useTheme();

  useEffect(() => {
    if (!host.current) return;
    const mine = draw(host.current);
    drawn.current = mine;
    return () => {
      drawn.current = null;
      mine.chart.remove();
    };
  }, [theme]);

  useEffect(() => {
    if (drawn.current) show(drawn.current, equity, drawdown);
  }, [equity, drawdown, theme]);

  return <div ref={host} className="chart" data-testid="equity-chart" role="img" aria-label={label} />;
}
