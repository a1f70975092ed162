// Shown when the server does not know us: asks for the token, which the server then keeps in a cookie.
import { useState, type FormEvent } from "react";

export function TokenNeeded() {
  const [token, setToken] = useState("");
  const open = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim()) location.assign(`/?token=${encodeURIComponent(token.trim())}`);
  };
  return (
    <main className="token-page" data-testid="token-page">
      <form onSubmit={open}>
        <h1>This desk is locked</h1>
        <p>
          The node wants its access token. It printed a link with the token when it started; <code>tradewind status</code>{" "}
          prints it again on the node's machine.
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
        <button type="submit" className="button primary wide" disabled={token.trim() === ""}>
          Open the desk
        </button>
      </form>
    </main>
  );
}
