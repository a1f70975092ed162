// Shown when the server does not know us: asks for the token, which the server then keeps in a cookie.
import { useState, type FormEvent } from "react";
import { accepts } from "../api/client";
import { Reasons } from "../ui/Reasons";

export function TokenNeeded() {
  const [token, setToken] = useState("");
  const [wrong, setWrong] = useState<Error | null>(null);
  const open = async (event: FormEvent) => {
    event.preventDefault();
    const typed = token.trim();
    try {
      if (await accepts(typed)) location.assign(`/?token=${encodeURIComponent(typed)}`);
      else setWrong(new Error("The node does not know this token. It is in the address that tradewind printed at its start."));
    } catch {
      setWrong(new Error("The node can't be reached, or the token has letters that no token has."));
    }
  };
  return (
    <main className="token-page" data-testid="token-page">
      <form onSubmit={(event) => void open(event)}>
        <h1>This desk is locked</h1>
        <p>
          The node wants its access token. The address that it printed at its start has it, after <code>?token=</code>.
        </p>
        <label className="field">
          <span>Token</span>
          <input
            type="password"
            autoComplete="current-password"
            autoFocus
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        </label>
        <Reasons error={wrong} what="Still locked:" />
        <button type="submit" className="button primary wide" disabled={token.trim() === ""}>
          Open the desk
        </button>
      </form>
    </main>
  );
}
