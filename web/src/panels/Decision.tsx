// The decision panel: the newest Decision or the chosen one, the list of earlier ones, and the question "why not?".
import type { DecisionView } from "../api/types";
import { AskWhy } from "../actions/AskWhy";
import { useDesk } from "../hooks/desk";
import { Empty } from "../ui/Empty";
import { Panel } from "../ui/Panel";
import { Reasons } from "../ui/Reasons";
import { useExplain } from "../hooks/useExplain";
import { DecisionDetail } from "./DecisionDetail";
import { DecisionList } from "./DecisionList";

/** What the panel shows: the newest, one of the list, or the explanation of a bar. */
export type Choice = { kind: "newest" } | { kind: "decision"; id: string } | { kind: "bar"; time: string };

/** How many decisions wait for a person; they must not scroll away unseen below newer ones. */
function Waiting({ decisions, onChoose }: { decisions: DecisionView[]; onChoose: (choice: Choice) => void }) {
  const waiting = decisions.filter((decision) => decision.outcome === "awaiting_approval");
  const oldest = waiting.at(-1);
  if (!oldest) return null;
  return (
    <p className="waiting" role="status">
      <b>{waiting.length === 1 ? "1 decision waits for you" : `${waiting.length} decisions wait for you`}</b>
      <button
        type="button"
        className="button small"
        data-testid="review-button"
        onClick={() => onChoose({ kind: "decision", id: oldest.id })}
      >
        Review
      </button>
    </p>
  );
}

interface Props {
  instrument: string | null;
  choice: Choice;
  onChoose: (choice: Choice) => void;
}

function titleOf(choice: Choice): string {
  if (choice.kind === "bar") return "Why did it (not) trade?";
  return choice.kind === "newest" ? "Newest decision" : "Decision";
}

export function Decision({ instrument, choice, onChoose }: Props) {
  const decisions = useDesk((desk) => desk.decisions);
  const explained = useExplain(instrument, choice.kind === "bar" ? choice.time : null);
  const listed = choice.kind === "decision" ? decisions?.find((each) => each.id === choice.id) : decisions?.[0];
  const shown = choice.kind === "bar" ? explained.data : listed;
  return (
    <Panel
      title={titleOf(choice)}
      className="decision-panel"
      testId="decision-panel"
      aside={
        choice.kind !== "newest" && (
          <button type="button" className="button small" onClick={() => onChoose({ kind: "newest" })}>
            Follow the newest
          </button>
        )
      }
    >
      <AskWhy
        disabled={instrument === null}
        time={choice.kind === "bar" ? choice.time : null}
        onAsk={(time) => onChoose({ kind: "bar", time })}
      />
      {decisions && <Waiting decisions={decisions} onChoose={onChoose} />}
      <Reasons error={choice.kind === "bar" ? explained.error : null} what="No explanation of this bar:" />
      {shown ? (
        <DecisionDetail decision={shown} />
      ) : (
        <Empty>
          {choice.kind === "bar"
            ? explained.isFetching
              ? "Asking the node…"
              : "Nothing is known of this bar."
            : "No decision yet: the strategy has not spoken. It may need more bars to warm up."}
        </Empty>
      )}
      {decisions && decisions.length > 0 && (
        <DecisionList
          decisions={decisions}
          shownId={choice.kind === "bar" ? undefined : shown?.id}
          onChoose={(id) => onChoose({ kind: "decision", id })}
        />
      )}
    </Panel>
  );
}
