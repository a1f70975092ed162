// Every reason why something was not done, read out as soon as it appears.
import { ApiError } from "../api/errors";

export function Reasons({ error, what }: { error: Error | null; what: string }) {
  if (!error) return null;
  const reasons = error instanceof ApiError && error.reasons.length > 0 ? error.reasons : [error.message];
  return (
    <div className="reasons" role="alert">
      <strong>{what}</strong>
      <ul>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </div>
  );
}
