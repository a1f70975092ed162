// Requests to the node's API: same origin, the cookie says who we are, a 401 is told to whoever listens.
import { ApiError, reasonsOf } from "./errors";

const BASE = "/api/v1";
const unauthorised = new EventTarget();

/** Call `listener` whenever the server does not accept our token; the returned function ends it. */
export function onUnauthorised(listener: () => void): () => void {
  unauthorised.addEventListener("401", listener);
  return () => unauthorised.removeEventListener("401", listener);
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(BASE + path, {
      method,
      credentials: "same-origin",
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new ApiError(0, ["The node can't be reached. Is it running? Try: tradewind status"]);
  }
  const answer = await bodyOf(response);
  if (response.status === 401) unauthorised.dispatchEvent(new Event("401"));
  if (!response.ok) throw new ApiError(response.status, reasonsOf(answer));
  return answer as T;
}

/** Whether the server takes `token`: true, false, or an error where it can't be asked. */
export async function accepts(token: string): Promise<boolean> {
  const response = await fetch(`${BASE}/status`, { headers: { authorization: `Bearer ${token}` }, credentials: "omit" });
  return response.status !== 401;
}

export const get = <T>(path: string) => request<T>("GET", path);
export const post = <T>(path: string, body?: unknown) => request<T>("POST", path, body);
export const remove = <T>(path: string) => request<T>("DELETE", path);
