// The desk's first line: which run, which instrument, in what state, at what time, and how old all this is.
import type { NodeStatus } from "../api/types";
import { count, quantity } from "../format/numbers";
import { minute, span } from "../format/times";
import { STATE_WORDS } from "../format/words";
import { useDesk } from "../hooks/desk";
import { useFreshness } from "../hooks/useFreshness";
import { chooseTheme, useTheme } from "../theme";

function Mark() {
  return (
    <svg className="mark" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M11 2.500v15H3.500C7.300 13.600 9.800 8.600 11 2.500Z" className="mark-sail" />
      <path d="M13 6c1.300 4.500 3.500 8.400 7.200 11.500H13Z" className="mark-jib" />
      <path d="M3 20.500h18" className="mark-sea" />
    </svg>
  );
}

const STATE_GLYPHS: Record<NodeStatus["state"], string> = { running: "▶", paused: "❚❚", killed: "■", finished: "✓" };

function StateBadge({ state }: { state: NodeStatus["state"] }) {
  return (
    <span className={`badge state-${state}`} data-testid="state-badge" data-state={state} role="status">
      <span aria-hidden="true">{STATE_GLYPHS[state]}</span> {STATE_WORDS[state]}
    </span>
  );
}

function LineState() {
  const { freshness, ageMs, retryInMs } = useFreshness();
  const age = ageMs === null ? "no data yet" : `${span(ageMs)} old`;
  const word = { fresh: "Live", stale: "Stale", connecting: "Connecting" }[freshness];
  const retry = retryInMs === null ? "" : `, next try in ${Math.ceil(retryInMs / 1000)} s`;
  return (
    <span className={`line line-${freshness}`} data-testid="connection" data-freshness={freshness}>
      <span className="dot" aria-hidden="true" />
      <b>{word}</b>
      <span className="num">
        {freshness === "fresh" && ageMs !== null && ageMs < 2000 ? "now" : age}
        {retry}
      </span>
    </span>
  );
}

function ThemeToggle() {
  const theme = useTheme();
  const other = theme === "dark" ? "light" : "dark";
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={`Switch to the ${other} theme`}
      title={`Switch to the ${other} theme`}
      data-testid="theme-toggle"
      onClick={() => chooseTheme(other)}
    >
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <circle cx="10" cy="10" r="6.500" className="toggle-ring" />
        <path d="M10 3.500a6.500 6.500 0 0 1 0 13Z" className="toggle-half" />
      </svg>
    </button>
  );
}

function Clock({ status }: { status: NodeStatus }) {
  const time = useDesk((desk) => desk.account?.time ?? desk.status?.time);
  const share = status.bars_total ? ` of ${count(status.bars_total)}` : "";
  return (
    <span className="clock" title={`${count(status.bars_done)}${share} bars done`}>
      <span className="num">{minute(time)}</span> <span className="unit">UTC</span>
      <span className="num speed">{speedWord(status)}</span>
    </span>
  );
}

function speedWord(status: NodeStatus): string {
  // A replay knows its end; a live feed does not.
  if (status.mode === "live" || status.bars_total === null) return "live feed";
  return status.speed > 0 ? `replay, ${quantity(status.speed)} bars/s` : "replay at full speed";
}

interface Props {
  instrument: string | null;
  instruments: string[];
  onInstrument: (instrument: string) => void;
}

export function Header({ instrument, instruments, onInstrument }: Props) {
  const status = useDesk((desk) => desk.status);
  return (
    <header className="top">
      <h1 className="brand">
        <Mark />
        <span>Tradewind</span>
      </h1>
      <label className="picker">
        <span className="hidden">Instrument</span>
        <select
          value={instrument ?? ""}
          onChange={(event) => onInstrument(event.target.value)}
          disabled={instruments.length === 0}
          data-testid="instrument-picker"
        >
          {instruments.length === 0 && <option value="">No instrument yet</option>}
          {instruments.map((id) => (
            <option key={id}>{id}</option>
          ))}
        </select>
      </label>
      {status && (
        <>
          <StateBadge state={status.state} />
          <span className="run" title={`Run ${status.run}, account ${status.account}`}>
            <b>{status.strategy}</b> <span>{status.timeframe}</span> <span>{status.mode}</span>
            <span className="run-id">{status.run}</span>
          </span>
          <Clock status={status} />
        </>
      )}
      <span className="top-end">
        <LineState />
        <ThemeToggle />
      </span>
    </header>
  );
}
