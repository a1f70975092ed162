// Earlier decisions to choose from: one stop of the Tab key, the arrow keys move within.
import type { KeyboardEvent } from "react";
import type { DecisionView } from "../api/types";
import { ratio } from "../format/numbers";
import { shortMinute } from "../format/times";
import { LEVEL_WORDS, OUTCOME_WORDS } from "../format/words";

interface Props {
  decisions: DecisionView[];
  shownId: string | undefined;
  onChoose: (id: string) => void;
}

const STEPS: Record<string, (index: number, last: number) => number> = {
  ArrowDown: (index, last) => Math.min(last, index + 1),
  ArrowUp: (index) => Math.max(0, index - 1),
  Home: () => 0,
  End: (_, last) => last,
};

function move(event: KeyboardEvent<HTMLOListElement>): void {
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const index = buttons.findIndex((button) => button === document.activeElement);
  const step = STEPS[event.key];
  if (!step || index < 0) return;
  event.preventDefault();
  buttons[step(index, buttons.length - 1)]?.focus();
}

export function DecisionList({ decisions, shownId, onChoose }: Props) {
  const stop = decisions.some((decision) => decision.id === shownId) ? shownId : decisions[0]?.id;
  return (
    <ol className="decision-list" aria-label="Earlier decisions; arrow keys move" onKeyDown={move}>
      {decisions.map((decision) => (
        <li key={decision.id}>
          <button
            type="button"
            tabIndex={decision.id === stop ? 0 : -1}
            aria-pressed={decision.id === shownId}
            onClick={() => onChoose(decision.id)}
          >
            <span className="num dim">{shortMinute(decision.time)}</span>
            <span>{decision.instrument}</span>
            <span className={`level-${decision.level}`}>{LEVEL_WORDS[decision.level]}</span>
            <span className="num">{ratio(decision.score, 2)}</span>
            <span className={`outcome outcome-${decision.outcome}`}>{OUTCOME_WORDS[decision.outcome]}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
