// Asks why it did or did not trade at a moment that a person types; clicking a bar of the chart asks the same.
import { useState, type FormEvent } from "react";
import { minute, typedMoment } from "../format/times";

interface Props {
  disabled: boolean;
  /** The moment that was asked last. */
  time: string | null;
  onAsk: (time: string) => void;
}

export function AskWhy({ disabled, time, onAsk }: Props) {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const [asked, setAsked] = useState(time);
  if (time !== asked) {
    // A bar was clicked: show its time in the field too.
    setAsked(time);
    if (time) setText(minute(time));
    setWrong(false);
  }
  const ask = (event: FormEvent) => {
    event.preventDefault();
    const moment = typedMoment(text);
    setWrong(moment === null);
    if (moment) onAsk(moment);
  };
  return (
    <form className="ask" onSubmit={ask} noValidate>
      <label>
        <span className="ask-label">Why no trade at</span>
        <input
          value={text}
          disabled={disabled}
          placeholder="2024-03-08 14:30"
          aria-invalid={wrong}
          aria-describedby="ask-wrong"
          data-testid="explain-time"
          onChange={(event) => setText(event.target.value)}
        />
        <span className="unit">UTC</span>
      </label>
      <button type="submit" className="button small" disabled={disabled} data-testid="explain-button">
        Explain
      </button>
      <span id="ask-wrong" className="ask-wrong" role="alert">
        {wrong ? `"${text}" is no moment. Write it like 2024-03-08 14:30.` : ""}
      </span>
    </form>
  );
}
