"""The node: takes bars and commands, journals what they lead to before anything leaves, and shows how things stand.

One thread decides. Everything from outside comes through the feed or the inbox, becomes a journalled event, and goes through the
player into the same kernel that research uses. After a crash the journal's inputs are played again and must give its outputs.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np

from tradewind.errors import JournalError, OrderError, TradewindError
from tradewind.kernel.money import gain
from tradewind.kernel.setup import Setup
from tradewind.ledger.compare import first_difference
from tradewind.ledger.event import Event, NewEvent
from tradewind.ledger.inbox import Inbox
from tradewind.ledger.journal import Journal
from tradewind.ledger.player import ARRIVALS, BarInput, Input, Player, numbered
from tradewind.ledger.translate import decision_body
from tradewind.live.feeds import Feed
from tradewind.live.interface import OrderRequest
from tradewind.live.limits import limit_views
from tradewind.live.readmodel import ReadModel, decision_view
from tradewind.live.views import (
    AccountView,
    DecisionView,
    EquityPoint,
    FillView,
    NodeStatus,
    OrderView,
    PositionView,
    RiskView,
    TradingState,
    Update,
)
from tradewind.market.columns import BAR_COLUMNS, Bars, bars_of
from tradewind.market.orders import Authorisation
from tradewind.market.time import parse_time, to_iso
from tradewind.research.explain import explain_journal

_POLL_SECONDS = 0.2


class PaperNode:
    """A paper session on one account.

    Parameters
    ----------
    setup, feed: what is traded, and where bars come from. journal: of this session; if it holds events they are played again first.
    inbox: commands of other processes and of this node's own callers. profile: name of the risk profile, for show.
    clock: wall time in ns, for stamps of commands in the inbox only.
    """

    def __init__(
        self,
        setup: Setup,
        feed: Feed,
        journal: Journal,
        inbox: Inbox,
        *,
        account: str,
        profile: str = "default",
        clock: Callable[[], int] = time.time_ns,
    ) -> None:
        self._setup, self._feed, self._journal, self._inbox = setup, feed, journal, inbox
        self._account_name, self._profile, self._clock = account, profile, clock
        session = next(journal.events(), None)
        if session is None:
            raise JournalError(f"{journal.path} has no session")
        self._run = str(session.body["run"])
        self._lock = threading.RLock()
        self._wake = threading.Condition(self._lock)
        self._stop = threading.Event()
        self._listeners: list[Callable[[Update], None]] = []
        self._seq = 0
        self._failure: TradewindError | None = None
        self._bars: list[list[BarInput]] = [[] for _ in setup.instruments]
        self._moments = 0
        self._player = Player(setup)
        self._before = b""
        self._newest: list[Input] = []  # what came with the newest bars
        self._model = ReadModel()
        self._recover()
        self._thread = threading.Thread(target=self._loop, name=f"node {account}", daemon=True)
        self._listening = threading.Thread(target=self._listen, name=f"inbox of {account}", daemon=True)

    # ---- life ----

    def start(self) -> None:
        self._journal.mark_process("start", self._clock())
        self._thread.start()
        self._listening.start()

    def stop(self) -> None:
        """End after the step in progress; nothing is left half-written."""
        self._stop.set()
        with self._wake:
            self._wake.notify_all()
        for thread in (self._thread, self._listening):
            if thread.is_alive():
                thread.join(timeout=30)
        self._journal.mark_process("stop", self._clock())

    def wait(self, seconds: float | None = None) -> None:
        """Until the node has stopped or failed, or `seconds` are over.

        Raises
        ------
        TradewindError: what made the node stop.
        """
        self._thread.join(timeout=seconds)
        if self._failure is not None:
            raise self._failure

    @property
    def failure(self) -> TradewindError | None:
        """What made the node stop by itself, if it did."""
        return self._failure

    @property
    def finished(self) -> bool:
        """Whether the feed has nothing more."""
        return self._feed.finished

    def run_to_end(self) -> None:
        """All that the feed has, without a thread and without waiting (tests, `--speed 0`)."""
        while not self._feed.finished:
            self._turn()
        self._turn()

    def _recover(self) -> None:
        """Play the journal's inputs again; what they give now must be what they gave then.

        Raises
        ------
        JournalError: they differ, so the state can't be trusted: names the first event.
        """
        events = list(self._journal.events(start_seq=2))
        if not events:
            return
        again = (e for happened in self._player.again(events) for e in happened)
        difference = first_difference(events, numbered(again, 2))
        if difference is not None:
            raise JournalError(
                f"account {self._account_name}: the journal can't be continued: {difference}",
                try_="start a new account: tradewind paper --account NAME",
            )
        for event in events:
            if event.kind == "bar":
                self._keep(self._player.bar_input(event))
        self._moments = len({e.ts_event for e in events if e.kind in ARRIVALS})
        self._model.apply_all(events)

    def _keep(self, bar: BarInput) -> None:
        self._bars[bar.instrument].append(bar)

    # ---- the loop ----

    def _loop(self) -> None:
        try:
            while not self._stop.is_set():
                worked = self._turn()
                with self._wake:
                    pause = self._feed.pause_seconds() if not self._feed.finished else _POLL_SECONDS
                    self._rest(0.0 if worked and pause == 0 else pause)
        except Exception as error:
            self._fail(error)

    def _listen(self) -> None:
        """Look into the inbox also while the feed is being asked: a kill switch must not wait for a slow source."""
        try:
            while not self._stop.wait(_POLL_SECONDS):
                with self._lock:
                    if not self._stop.is_set():
                        self._commands()
        except Exception as error:
            self._fail(error)
            self._stop.set()

    def _fail(self, error: Exception) -> None:
        if self._failure is None:
            told = f"the node stopped: {type(error).__name__}: {error}"
            self._failure = error if isinstance(error, TradewindError) else JournalError(told)

    def _happen(self, step: Callable[[], list[NewEvent]]) -> list[Event]:
        """Do it and journal it. Where either fails the kernel may be ahead of the journal: nothing more is done then."""
        if self._failure is not None:
            raise self._failure
        try:
            return self._journal.append(step())
        except Exception as error:
            self._fail(error)
            raise

    def _rest(self, seconds: float) -> None:
        """Wait, but look into the inbox meanwhile: a command must not wait for a slow feed."""
        end = time.monotonic() + seconds
        while not self._stop.is_set():
            left = end - time.monotonic()
            if left <= 0:
                return
            self._wake.wait(min(left, _POLL_SECONDS))
            self._commands()

    def _turn(self) -> bool:
        """Commands first, then what the next moment brings. Says whether there was anything."""
        with self._lock:
            self._commands()
        arrived = self._feed.take()  # may ask a slow source: nobody waits for the lock meanwhile
        if not arrived:
            return False
        bars = [i for i in arrived if isinstance(i, BarInput)]
        with self._lock:
            if bars:
                self._before, self._newest = self._player.machine.snapshot(), list(arrived)
            events = self._happen(lambda: self._player.moment(arrived))
            self._moments += 1
            for bar in bars:
                self._keep(bar)
            self._publish(events)
            if self._feed.finished:
                self._send("status", asdict(self.status()))
            return True

    def _commands(self) -> None:
        for asked in self._inbox.pending():
            done = self._journal.find(asked.id, "command")
            if done is None:
                body = {"reason": "", **asked.body, "command": asked.kind, "who": asked.who}
                events = self._happen(lambda a=asked, b=body: self._player.command(a.id, b, int(self._now())))
                done = events[0]
                self._publish(events)
            self._inbox.mark_applied(asked.id, done.seq)
            self._wake.notify_all()

    def _now(self) -> int:
        """The session's time: that of its newest event."""
        return max(
            int(self._player.machine.world.account["now_ts"][0]), self._newest[-1].ts_event if self._newest else 0
        )

    # ---- what readers get ----

    def subscribe(self, listener: Callable[[Update], None]) -> Callable[[], None]:
        with self._lock:
            self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def _publish(self, events: list[Event]) -> None:
        for event in events:
            if event.kind == "bar":
                self._send(
                    "bar", {"time": to_iso(event.ts_event), **{k: v for k, v in event.body.items() if k != "columns"}}
                )
            for kind, view in self._model.apply(event):
                self._send(kind, asdict(view))
        self._send("account", asdict(self.account()))
        self._send("position", {"positions": [asdict(p) for p in self.positions()]})
        self._send("risk", asdict(self.risk()))

    def _send(self, kind: Any, data: dict) -> None:
        self._seq += 1
        for listener in list(self._listeners):
            listener(Update(kind, self._seq, data))

    def status(self) -> NodeStatus:
        with self._lock:
            return NodeStatus(
                self._run, self._account_name, "paper", self._setup.strategy.name,
                Authorisation(self._setup.limits.authorisation).name.lower(),  # type: ignore[arg-type]
                self._state(), to_iso(self._now()), self._feed.speed, self._moments, self._feed.total,
                [i.id for i in self._setup.instruments], self._setup.strategy.timeframe.name, self._journal.head[0],
                None if self._failure is None else str(self._failure),
            )  # fmt: skip

    def _state(self) -> TradingState:
        a = self._player.machine.world.account[0]
        if a["killed"]:
            return "killed"
        if a["paused"]:
            return "paused"
        return "finished" if self._feed.finished else "running"

    def account(self) -> AccountView:
        with self._lock:
            w = self._player.machine.world
            a = w.account[0]
            unrealised = float(sum(view.unrealised_pnl * rate for view, rate in self._held()))
            equity, peak = float(a["equity"]), float(a["peak_equity"])
            return AccountView(
                self._account_name, self._run, self._setup.currency, to_iso(self._now()), float(a["cash"]), equity,
                float(a["starting_equity"]), peak, max(0.0, 1 - equity / peak), float(a["realised"]), unrealised,
                float(a["fees"]), float(a["margin_used"]), equity - float(a["day_start_equity"]),
            )  # fmt: skip

    def positions(self) -> list[PositionView]:
        with self._lock:
            return [view for view, _ in self._held()]

    def _held(self) -> list[tuple[PositionView, float]]:
        """Each open position, of a hedging account each leg, with account currency per unit of its money."""
        w, count = self._player.machine.world, len(self._setup.instruments)
        rows = np.flatnonzero(w.positions["quantity"]).tolist()
        return [
            (self._position(row % count, w.positions[row]), float(w.instruments["rate"][row % count])) for row in rows
        ]

    def _position(self, k: int, p: np.void) -> PositionView:
        instrument = self._setup.instruments[k]
        w = self._player.machine.world
        working = w.orders[: int(w.account["working"][0])]
        mine = working[(working["instrument"] == k) & (working["side"] * p["quantity"] < 0)]
        stops, targets = mine[mine["purpose"] == 1], mine[mine["purpose"] == 2]
        made = float(
            gain(
                w.instruments.view(np.recarray)[k], *(float(p[n]) for n in ("quantity", "average_price", "last_price"))
            )
        )
        leg = None if not self._setup.account.hedging else "long" if p["quantity"] > 0 else "short"
        return PositionView(
            instrument.id, leg, float(p["quantity"]), float(p["average_price"]), float(p["last_price"]), made,
            float(stops["trigger"][0]) if len(stops) else None, float(targets["limit"][0]) if len(targets) else None,
            to_iso(int(p["opened_ts"])),
        )  # fmt: skip

    def orders(self, *, working_only: bool = False, limit: int = 200) -> list[OrderView]:
        """Newest first."""
        with self._lock:
            views = [o for o in self._model.orders.values() if not working_only or o.status == "working"]
            return views[::-1][:limit]

    def fills(self, *, limit: int = 200) -> list[FillView]:
        """Newest first."""
        with self._lock:
            return self._model.fills[::-1][:limit]

    def decisions(self, *, limit: int = 50, instrument: str | None = None) -> list[DecisionView]:
        """Newest first."""
        with self._lock:
            wanted = None if instrument is None else self._setup.instruments[self._player.instrument(instrument)].id
            views = [d for d in self._model.decisions.values() if wanted in (None, d.instrument)]
            return views[::-1][:limit]

    def decision(self, decision_id: str) -> DecisionView:
        with self._lock:
            view = self._model.decisions.get(decision_id)
        if view is None:
            raise OrderError(
                f"no decision {decision_id!r} in run {self._run}", try_=f"tradewind journal {self._run} --kind decision"
            )
        return view

    def explain(self, instrument: str, time: str) -> DecisionView:
        body = explain_journal(self._setup, self._journal.events(), instrument, parse_time(time))
        ts = parse_time(body["time"])
        return decision_view(NewEvent(ts, ts, "decision", body["id"], body))

    def predict(self, instrument: str) -> DecisionView:
        with self._lock:
            k = self._player.instrument(instrument)
            if not any(i.instrument == k and isinstance(i, BarInput) for i in self._newest):
                raise OrderError(f"no bar of {instrument} in the newest moment of run {self._run}")
            machine = self._setup.machine()
            machine.restore(self._before)
            output = machine.step(self._player.block(self._newest), every_decision=True)
            row = int(np.flatnonzero(output.decisions["instrument"] == k)[0])
            d = output.decisions[row]
            body = decision_body(output, row, machine)
            ts = int(d["ts"])
            return decision_view(NewEvent(ts, ts, "decision", f"@{to_iso(ts)}", body))

    def risk(self) -> RiskView:
        with self._lock:
            return RiskView(
                self._state(),
                self._model.state_by,
                self._model.state_reason,
                self._profile,
                limit_views(self._player.machine),
            )

    def equity(self, *, limit: int = 2000) -> list[EquityPoint]:
        """Oldest first; thinned to `limit` points, the newest always among them."""
        with self._lock:
            points = self._model.equity
            if len(points) <= limit:
                return list(points)
            rows = np.unique(np.linspace(0, len(points) - 1, limit).astype(int))
            return [points[i] for i in rows]

    def bars(self, instrument: str, *, limit: int = 500) -> Bars:
        with self._lock:
            k = self._player.instrument(instrument)
            rows = self._bars[k][-limit:]
        columns = {n: [getattr(b, n) for b in rows] for n in BAR_COLUMNS}
        return bars_of(self._setup.instruments[k], self._setup.strategy.timeframe, columns)

    # ---- what a person may do ----

    def kill(self, *, who: str, reason: str = "") -> RiskView:
        self._ask("kill", {"reason": reason}, who)
        return self.risk()

    def rearm(self, *, who: str) -> RiskView:
        self._ask("rearm", {}, who)
        return self.risk()

    def pause(self, *, who: str, reason: str = "") -> RiskView:
        self._ask("pause", {"reason": reason}, who)
        return self.risk()

    def resume(self, *, who: str) -> RiskView:
        self._ask("resume", {}, who)
        return self.risk()

    def approve(self, decision_id: str, *, who: str) -> DecisionView:
        return self._answer("approve", decision_id, who)

    def refuse(self, decision_id: str, *, who: str) -> DecisionView:
        return self._answer("refuse", decision_id, who)

    def _answer(self, verdict: str, decision_id: str, who: str) -> DecisionView:
        self.decision(decision_id)
        result = self._ask(verdict, {"decision": decision_id}, who)
        if result == "not_found":
            raise OrderError(
                f"decision {decision_id} does not wait for an answer; it is {self.decision(decision_id).outcome}"
            )
        if result == "refused_by_risk":
            raise OrderError(f"decision {decision_id} was approved, but risk refuses it now")
        return self.decision(decision_id)

    def submit(self, request: OrderRequest, *, who: str) -> OrderView:
        instrument = self._setup.instruments[self._player.instrument(request.instrument)]
        if not request.quantity > 0 or request.quantity == float("inf"):
            raise OrderError(f"order: quantity {request.quantity} must be above 0")
        _check_prices(request)
        signed = request.quantity if request.side == "buy" else -request.quantity
        order = {
            "instrument": instrument.id,
            "quantity": signed,
            "limit": request.price,
            "trigger": request.trigger,
            "stop": request.stop_loss,
            "target": request.take_profit,
        }
        before = int(self._player.machine.world.account["next_decision"][0])
        result = self._ask("order", {"order": order}, who)
        if result == "not_found":
            raise OrderError(f"order: no price of {instrument.id} yet")
        with self._lock:
            decision = self._model.decisions[f"D{self._decision_of(before)}"]
            if result == "refused_by_risk":
                raise OrderError("order rejected: " + "; ".join(v.text for v in decision.violations))
            return self._model.orders[decision.orders[0]]

    def _decision_of(self, before: int) -> int:
        numbers = [int(d[1:]) for d in self._model.decisions if int(d[1:]) >= before]
        return max(numbers)

    def cancel(self, order_id: str, *, who: str) -> OrderView:
        if self._ask("cancel", {"order": order_id}, who) == "not_found":
            raise OrderError(f"order {order_id} is not working")
        with self._lock:
            return self._model.orders[order_id]

    def _ask(self, kind: str, body: dict, who: str) -> str:
        """Put a command into the inbox and see it applied; returns the kernel's answer."""
        command_id = self._inbox.put(kind, body, who, self._clock())
        with self._wake:
            self._commands()
            event = self._journal.find(command_id, "command")
        if event is None:
            raise OrderError(f"{kind}: the node did not take it")
        return str(event.body["result"])


def _check_prices(request: OrderRequest) -> None:
    needs = {"market": (), "limit": ("price",), "stop": ("trigger",), "stop_limit": ("price", "trigger")}[request.type]
    for name in ("price", "trigger"):
        value = getattr(request, name)
        if (value is not None) != (name in needs):
            raise OrderError(f"order: a {request.type} order {'needs' if name in needs else 'takes no'} {name}")
    for name in ("price", "trigger", "stop_loss", "take_profit"):
        value = getattr(request, name)
        if value is not None and not 0 < value < float("inf"):
            raise OrderError(f"order: {name} {value} must be above 0")
