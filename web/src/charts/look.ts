// How every chart looks: colours and type from the design tokens.
import { ColorType, CrosshairMode, LineStyle, type DeepPartial, type ChartOptions } from "lightweight-charts";
import { token } from "../theme";

export interface ChartColours {
  up: string;
  down: string;
  line: string;
  muted: string;
  hollow: string;
  volume: string;
  stop: string;
  target: string;
  entry: string;
}

export function chartColours(): ChartColours {
  return {
    up: token("--up"),
    down: token("--down"),
    line: token("--accent"),
    muted: token("--muted"),
    hollow: token("--up-soft"),
    volume: token("--volume"),
    stop: token("--down"),
    target: token("--up"),
    entry: token("--info"),
  };
}

/** Colours of lines that are drawn over the prices, in order: told apart in both themes. */
export function overlayColours(): string[] {
  return [token("--info"), token("--accent"), "#c05621", "#97266d", "#2f855a", "#b7791f", "#6b46c1", token("--muted")];
}

export function chartLook(): DeepPartial<ChartOptions> {
  const grid = { color: token("--grid") };
  const cross = { color: token("--muted"), labelBackgroundColor: token("--raised"), style: LineStyle.Dotted };
  return {
    autoSize: true,
    layout: {
      background: { type: ColorType.Solid, color: token("--panel") },
      textColor: token("--muted"),
      fontFamily: token("--font"),
      fontSize: 11,
      // The library's mark would add an inline style, which the page's policy forbids; the footer names it instead.
      attributionLogo: false,
      panes: { separatorColor: token("--line"), separatorHoverColor: token("--line"), enableResize: false },
    },
    grid: { vertLines: grid, horzLines: grid },
    crosshair: { mode: CrosshairMode.Normal, vertLine: cross, horzLine: cross },
    rightPriceScale: { borderColor: token("--line") },
    timeScale: { borderColor: token("--line"), timeVisible: true, secondsVisible: false, rightOffset: 4 },
    localization: { locale: "en-GB" },
    // A finger that moves up or down scrolls the page, not the chart.
    handleScroll: { vertTouchDrag: false },
  };
}
