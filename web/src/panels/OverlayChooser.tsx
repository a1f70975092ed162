// What to draw on the price chart: a list of features by family, and those chosen, each with a button that takes it away.
import type { FeatureInfo } from "../api/types";
import { MOST } from "../hooks/useOverlays";

interface Props {
  drawable: readonly FeatureInfo[];
  chosen: readonly string[];
  onAdd: (name: string) => void;
  onDrop: (name: string) => void;
}

export function OverlayChooser({ drawable, chosen, onAdd, onDrop }: Props) {
  const families = [...new Set(drawable.map(({ kind }) => kind))];
  const full = chosen.length >= MOST;
  return (
    <p className="overlays" data-testid="overlays">
      <select
        aria-label="Draw a feature on the chart"
        value=""
        disabled={full}
        title={full ? `At most ${MOST} at once` : undefined}
        onChange={(event) => onAdd(event.target.value)}
      >
        <option value="">Draw…</option>
        {families.map((kind) => (
          <optgroup key={kind} label={kind}>
            {drawable
              .filter((each) => each.kind === kind)
              .map(({ name, description }) => (
                <option key={name} value={name} title={description} disabled={chosen.includes(name)}>
                  {name}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
      {chosen.map((name) => (
        <button key={name} type="button" className="overlay-chip" aria-label={`Take ${name} away`} onClick={() => onDrop(name)}>
          {name} ×
        </button>
      ))}
    </p>
  );
}
