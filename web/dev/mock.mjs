// A stand-in for a node, for drawing the page without one: invented prices, never shipped, never in the bundle.
// node dev/mock.mjs [port] [dist]; states by address: POST /mock/silence stops the stream, POST /mock/approve waits for a person.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { WebSocketServer } from "ws";

const [port = "8010", dist = "dist"] = process.argv.slice(2);
const KINDS = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const START = Date.UTC(2024, 0, 8);
const HOUR = 3_600_000;
const START_EQUITY = 100_000;

let seed = 7;
const random = () => ((seed = (seed * 1664525 + 1013904223) % 2 ** 32) / 2 ** 32);
const normal = () => random() + random() + random() + random() - 2;
const iso = (ms) => new Date(ms).toISOString().replace(".000Z", "Z");
const round = (x, d = 5) => Number(x.toFixed(d));

const bars = [];
const equity = [];
const orders = [];
const fills = [];
const decisions = [];
let position = null;
let cash = START_EQUITY;
let peak = START_EQUITY;
let fees = 0;
let realised = 0;
let state = "running";
let by = null;
let why = null;
let seq = 0;
let decided = 0;
let silent = false;
let authorisation = "auto";
const sockets = new Set();

const send = (kind, data) => {
  seq++;
  if (!silent) for (const socket of sockets) socket.send(JSON.stringify({ kind, seq, data }));
};
const now = () => bars.at(-1)?.time ?? iso(START);
const last = () => bars.at(-1)?.close ?? 1.0942;
const unrealised = () => (position ? (last() - position.average_price) * position.quantity : 0);

function account() {
  const value = cash + unrealised();
  peak = Math.max(peak, value);
  return {
    account: "demo", run: "demo-7f3a", currency: "USD", time: now(), cash: round(cash, 2), equity: round(value, 2),
    starting_equity: START_EQUITY, peak_equity: round(peak, 2), drawdown: 1 - value / peak, realised_pnl: round(realised, 2),
    unrealised_pnl: round(unrealised(), 2), fees_paid: round(fees, 2),
    margin_used: round(position ? Math.abs(position.quantity) * last() * 0.05 : 0, 2), day_pnl: round(value - (equity.at(-24)?.equity ?? START_EQUITY), 2),
  };
}
const positionView = () => ({ ...position, last_price: last(), unrealised_pnl: round(unrealised(), 2) });

function fill(side, quantity, purpose, decision) {
  const id = `o${orders.length + 1}`;
  const fee = round(quantity * last() * 0.00002, 2);
  const pnl = position && purpose !== "entry" ? (last() - position.average_price) * position.quantity : 0;
  fees += fee; realised += pnl; cash += pnl - fee;
  const order = { id, decision, instrument: "EURUSD", side, type: purpose === "stop_loss" ? "stop" : purpose === "take_profit" ? "limit" : "market", purpose, status: "filled", quantity, price: null, trigger: null, submitted: now(), filled: now(), fill_price: last(), fee, reason: null };
  orders.unshift(order);
  const one = { id: `f${fills.length + 1}`, order: id, instrument: "EURUSD", time: now(), side, quantity, price: last(), fee, realised_pnl: round(pnl, 2) };
  fills.unshift(one);
  if (purpose === "entry") {
    const sign = side === "buy" ? 1 : -1;
    position = { instrument: "EURUSD", quantity: sign * quantity, average_price: last(), stop: round(last() - sign * 0.0042), target: round(last() + sign * 0.0063), opened: now() };
    for (const [what, type, level] of [["stop_loss", "stop", position.stop], ["take_profit", "limit", position.target]])
      orders.unshift({ id: `o${orders.length + 1}`, decision, instrument: "EURUSD", side: sign > 0 ? "sell" : "buy", type, purpose: what, status: "working", quantity, price: type === "limit" ? level : null, trigger: type === "stop" ? level : null, submitted: now(), filled: null, fill_price: null, fee: null, reason: null });
  } else {
    send("position", { ...positionView(), quantity: 0 });
    position = null;
    for (const other of orders) if (other.status === "working") { Object.assign(other, { status: "cancelled", reason: "its position is closed" }); send("order", other); }
  }
  send("order", order);
  send("fill", one);
}

function decide() {
  const sources = [["sma_cross(20, 80)", 0.4], ["rsi(14)", 0.2], ["model.direction", 0.3], ["breakout(55)", 0.1]];
  const contributions = sources.map(([source, weight]) => {
    const lean = (random() - 0.5) * 1.7;
    const confidence = round(Math.min(0.98, 0.45 + Math.abs(lean) * 0.6), 2);
    return { source, direction: lean > 0.08 ? "long" : lean < -0.08 ? "short" : "none", confidence, strength: confidence > 0.8 ? "strong" : confidence > 0.6 ? "moderate" : "weak", weight, contribution: Math.abs(lean) <= 0.08 ? 0 : weight * lean * 0.55 };
  });
  const score = 0.5 + contributions.reduce((sum, each) => sum + each.contribution, 0);
  const confidence = round(0.52 + Math.abs(score - 0.5) * 1.9, 2);
  const level = confidence > 0.6 && score > 0.6 ? (score > 0.7 ? "strong_buy" : "buy") : confidence > 0.6 && score < 0.4 ? (score < 0.3 ? "strong_sell" : "sell") : "hold";
  const wants = level !== "hold" && !position;
  const veto = wants && (state !== "running" || random() < 0.3);
  const outcome = level === "hold" ? "hold" : !wants ? "signal_only" : veto ? "vetoed" : authorisation === "approve" ? "awaiting_approval" : "ordered";
  const id = `d${++decided}`;
  const violations = !veto ? [] : [
    { rule: "time_between_trades", setting: "risk.min_seconds_between_trades", value: 120, limit: 300, text: "Last trade 2 min ago; at least 5 min must pass" },
    { rule: "min_confidence", setting: "risk.min_confidence", value: confidence, limit: 0.75, text: `Confidence ${confidence} is below the 0.75 that this profile asks for` },
  ];
  const decision = { id, time: now(), instrument: "EURUSD", price: last(), level, score, confidence, regime: ["bull", "bear", "sideways"][Math.floor(random() * 3)], contributions, outcome, violations, orders: [], text: `${contributions[0].source} points ${contributions[0].direction} with confidence ${contributions[0].confidence}. The weighted score is ${score.toFixed(3)}, so the level is ${level.replace("_", " ")}. ${veto ? "Two rules forbid the entry." : outcome === "ordered" ? "Ordered at the market with stop and target." : "Nothing is ordered."}`, expires: outcome === "awaiting_approval" ? iso(Date.parse(now()) + 6 * HOUR) : null, decided_by: null };
  decisions.unshift(decision);
  if (decisions.length > 200) decisions.pop();
  send("decision", decision);
  if (outcome === "ordered") { fill(level.includes("buy") ? "buy" : "sell", 20_000, "entry", id); send("position", positionView()); }
}

function step() {
  const open = last();
  const drift = Math.sin(bars.length / 60) * 0.00007;
  const close = round(open + drift + normal() * 0.0009);
  const bar = { time: iso(START + (bars.length + 1) * HOUR), open, high: round(Math.max(open, close) + random() * 0.0006), low: round(Math.min(open, close) - random() * 0.0006), close, volume: Math.round(800 + random() * 1800) };
  bars.push(bar);
  if (position) {
    const sign = Math.sign(position.quantity);
    const stopped = sign * (close - position.stop) <= 0;
    if (stopped || sign * (close - position.target) >= 0) fill(sign > 0 ? "sell" : "buy", Math.abs(position.quantity), stopped ? "stop_loss" : "take_profit", null);
  }
  if (bars.length % 6 === 0) decide();
  const view = account();
  equity.push({ time: view.time, equity: view.equity, drawdown: view.drawdown });
  send("bar", { instrument: "EURUSD", ...bar });
  if (position) send("position", positionView());
  send("account", view);
  send("risk", risk());
}

function risk() {
  const view = account();
  const limit = (rule, setting, title, used, max, unit) => ({ rule, setting, title, used, limit: max, room: Math.max(0, max - used), unit, binding: used >= max });
  return { state, state_by: by, state_reason: why, profile: "conservative day trader", limits: [
    limit("max_position", "risk.max_position_fraction", "Position size", position ? Math.abs(position.quantity) * last() / view.equity : 0, 0.25, "of equity"),
    limit("max_daily_loss", "risk.max_daily_loss", "Loss today", Math.max(0, -view.day_pnl / view.equity), 0.02, "of equity"),
    limit("max_drawdown", "risk.max_drawdown", "Drawdown", view.drawdown, 0.10, "of equity"),
    limit("consecutive_losses", "risk.max_consecutive_losses", "Losses in a row", fills.findIndex((f) => f.realised_pnl > 0) > 4 ? 5 : 4, 5, "trades"),
    limit("max_leverage", "risk.max_leverage", "Margin used", view.margin_used / view.equity, 1, "of equity"),
  ] };
}
const status = () => ({ run: "demo-7f3a", account: "demo", mode: "paper", strategy: "trend_with_model", authorisation, state, time: now(), speed: 3600, bars_done: bars.length, bars_total: 6000, instruments: ["EURUSD"], timeframe: "1h", events: seq });

function setState(next, who, reason) {
  [state, by, why] = [next, next === "running" ? null : who, next === "running" ? null : reason];
  if (next === "killed") {
    for (const order of orders) if (order.status === "working") { Object.assign(order, { status: "cancelled", reason: "kill switch" }); send("order", order); }
    if (position) fill(position.quantity > 0 ? "sell" : "buy", Math.abs(position.quantity), "flatten", null);
  }
  send("risk", risk()); send("status", status());
  return risk();
}
function settle(id, outcome) {
  const decision = decisions.find((each) => each.id === id);
  Object.assign(decision, { outcome, decided_by: "dashboard" });
  if (outcome === "approved") { fill(decision.level.includes("buy") ? "buy" : "sell", 20_000, "entry", id); send("position", positionView()); }
  send("decision", decision);
  return decision;
}
function explain(time) {
  return decisions.find((each) => each.time >= time) ?? decisions[0];
}
const refusal = { error: "EURUSD: 2 rules forbid this order", violations: [
  { rule: "max_position", setting: "risk.max_position_fraction", value: 0.41, limit: 0.25, text: "Position would be 41% of equity; limit 25% (risk.max_position_fraction)" },
  { rule: "max_leverage", setting: "risk.max_leverage", value: 1.2, limit: 1, text: "Margin used would be 120% of equity; limit 100% (risk.max_leverage)" },
] };

function api(method, path, query, body) {
  const [, name, id, act] = path.split("/");
  if (method === "GET") return { status: status(), instruments: [{ id: "EURUSD", quote_currency: "USD", price_increment: 0.00001 }], bars: { instrument: "EURUSD", timeframe: "1h", time: bars.slice(-1000).map((b) => Date.parse(b.time) / 1000), ...Object.fromEntries(["open", "high", "low", "close", "volume"].map((k) => [k, bars.slice(-1000).map((b) => b[k])])) }, account: account(), positions: position ? [positionView()] : [], orders: orders.slice(0, 200), fills: fills.slice(0, 200), decisions: decisions.slice(0, 50), explain: explain(query.get("time")), equity: equity.slice(-2000), risk: risk() }[name];
  if (name === "kill") return setState("killed", "dashboard", body?.reason);
  if (name === "pause") return setState("paused", "dashboard", body?.reason);
  if (name === "rearm" || name === "resume") return setState("running");
  if (name === "decisions") return settle(id, act === "approve" ? "approved" : "refused");
  if (method === "DELETE") return Object.assign(orders.find((each) => each.id === id), { status: "cancelled" });
  return undefined;
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://x");
  let text = "";
  for await (const chunk of request) text += chunk;
  const json = (code, value) => { response.writeHead(code, { "content-type": "application/json" }); response.end(JSON.stringify(value)); };
  if (url.pathname === "/mock/silence") { silent = true; return json(200, {}); }
  if (url.pathname === "/mock/approve") { authorisation = "approve"; return json(200, {}); }
  if (url.pathname.startsWith("/api/v1/")) {
    if (process.env.MOCK_LOCKED) return json(401, { error: "token missing" });
    if (request.method === "POST" && url.pathname === "/api/v1/orders") return json(409, refusal);
    const answer = api(request.method, url.pathname.slice(7), url.searchParams, text ? JSON.parse(text) : null);
    return answer === undefined ? json(404, { error: "no such thing" }) : json(200, answer);
  }
  const file = join(dist, normalize(url.pathname === "/" ? "/index.html" : url.pathname));
  try {
    const body = await readFile(file);
    response.writeHead(200, { "content-type": KINDS[extname(file)] ?? "application/octet-stream", "content-security-policy": POLICY });
    response.end(body);
  } catch { response.writeHead(404); response.end(); }
});
new WebSocketServer({ server, path: "/api/v1/ws" }).on("connection", (socket) => {
  sockets.add(socket);
  socket.on("close", () => sockets.delete(socket));
  socket.send(JSON.stringify({ kind: "snapshot", seq, data: { status: status(), account: account(), positions: position ? [positionView()] : [], risk: risk() } }));
});
for (let i = 0; i < 700; i++) step();
setInterval(step, Number(process.env.MOCK_MS ?? 700));
server.listen(Number(port), "127.0.0.1", () => console.log(`mock node on http://127.0.0.1:${port}`));
