"""A session's first event: all that is needed to do it again, and the way back from it to a Setup."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib.metadata import version
from itertools import accumulate
from typing import Any

from tradewind import __version__
from tradewind.data.frames import content_hash as hash_of
from tradewind.data.frames import kind_of
from tradewind.errors import JournalError, UsageError
from tradewind.kernel.conditions import Conditions
from tradewind.kernel.history import History, history_of
from tradewind.kernel.opening import Account, Costs
from tradewind.kernel.portfolio import Portfolio, Rules
from tradewind.kernel.setup import Setup
from tradewind.market.columns import Bars, content_hash
from tradewind.market.instrument import Instrument, from_plain, to_plain
from tradewind.risk.limits import Limits
from tradewind.strategies.loading import from_source
from tradewind.strategies.strategy import StrategyDefinition

COMPUTING = ("numpy", "numba", "llvmlite")


def session_body(
    setup: Rules, bars: Sequence[Bars], *, mode: str, run: str, seed: int = 0, **more: Any
) -> dict[str, Any]:
    """The body of the `session` event. `bars` are those the session starts from; their hash is kept, not they."""
    several = isinstance(setup, Portfolio)
    parts = [_strategy(m, p.features.text(), several) for m, p in zip(setup.members, setup.programs, strict=True)]
    frames = [m.strategy.timeframe.name for m in setup.members]
    return {
        "config": {
            **({} if several else {"params": setup.params}),
            "limits": asdict(setup.limits),
            "costs": asdict(setup.costs) if setup.costs.slippage_kind else _without(setup.costs, "slippage_kind"),
            "cash": setup.cash,
            "currency": setup.currency,
            **({"account": asdict(setup.account)} if setup.account != Account() else {}),
            **({"conditions": asdict(setup.conditions)} if setup.conditions != Conditions() else {}),
        },
        "strategy": {"name": setup.name, "members": parts} if several else parts[0],
        "data": {
            "instruments": [to_plain(i) for i in setup.instruments],
            "timeframe": frames if several else frames[0],
            "bars": [len(b) for b in bars],
            "first": [int(b.ts_event[0]) if len(b) else None for b in bars],
            "last": [int(b.ts_event[-1]) if len(b) else None for b in bars],
            "sha256": [content_hash(b) for b in bars],
            **_beside(history_of(bars)),
        },
        "versions": {"tradewind": __version__, "python": sys.version.split()[0], **{p: version(p) for p in COMPUTING}},
        "seed": seed,
        "mode": mode,
        "run": run,
        **more,
    }


def _strategy(member: Setup, features: Any, several: bool) -> dict[str, Any]:
    """One strategy whole; of one among several also its parameters and how many of the instruments are its own."""
    strategy = member.strategy
    return {
        "name": strategy.name,
        "path": strategy.path,
        "source": strategy.source,
        "sha256": strategy.source_hash,
        "features": features,
        **({"params": member.params, "instruments": len(member.instruments)} if several else {}),
    }


def _beside(history: History) -> dict[str, Any]:
    """What the session had beside its bars: named and hashed as they are, and said only where there is any."""
    parts = [
        {
            "instrument": part.instrument.id,
            "kind": f"{part.timeframe} bars" if isinstance(part, Bars) else kind_of(part),
            "rows": len(part),
            "sha256": hash_of(part),
        }
        for part in history.more
    ]
    return {"beside": {"kinds": list(history.kinds), "parts": parts}} if parts else {}


def _without(costs: Costs, name: str) -> dict[str, Any]:
    """All but a field that says nothing, so that sessions of before it was there stay the same sessions."""
    return {n: v for n, v in asdict(costs).items() if n != name}


def setup_from(
    body: dict[str, Any],
    bind: Callable[[StrategyDefinition], StrategyDefinition] = lambda s: s,
    on_compile: Callable[[], None] | None = None,
) -> Rules:
    """The Setup or Portfolio that a session was run with. `bind` gives a strategy's models back to it.

    Raises
    ------
    JournalError: the body lacks something that this version needs.
    """
    try:
        config, instruments = body["config"], [from_plain(i) for i in body["data"]["instruments"]]
        account = (
            Limits(**config["limits"]), Costs(**config["costs"]), config["cash"], config["currency"], on_compile,
            Account(**config.get("account", {})), Conditions(**config.get("conditions", {})),
        )  # fmt: skip

        def one(strategy: dict[str, Any], own: list[Instrument], params: dict[str, Any]) -> Setup:
            return Setup(bind(from_source(strategy["source"], strategy["path"])), tuple(own), params, *account)

        if "members" not in body["strategy"]:
            return one(body["strategy"], instruments, config["params"])
        members = body["strategy"]["members"]
        ends = list(accumulate(s["instruments"] for s in members))
        return Portfolio(
            tuple(
                one(s, instruments[end - s["instruments"] : end], s["params"])
                for s, end in zip(members, ends, strict=True)
            )
        )
    except (KeyError, TypeError) as error:
        raise JournalError(f"the session event can't be read by this version: {error!r}") from None


def only(setup: Rules) -> Setup:
    """The setup of a session of one strategy.

    Raises
    ------
    UsageError: it has several.
    """
    if isinstance(setup, Portfolio):
        raise UsageError(
            f"{setup.name}: several strategies in one account run in backtests so far", try_="one strategy at a time"
        )
    return setup
