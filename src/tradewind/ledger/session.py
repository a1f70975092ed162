"""A session's first event: all that is needed to do it again, and the way back from it to a Setup."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from tradewind import __version__
from tradewind.data.frames import content_hash as hash_of
from tradewind.data.frames import kind_of
from tradewind.errors import JournalError
from tradewind.kernel.conditions import Conditions
from tradewind.kernel.history import History, history_of
from tradewind.kernel.opening import Account, Costs
from tradewind.kernel.setup import Setup
from tradewind.market.columns import Bars, content_hash
from tradewind.market.instrument import from_plain, to_plain
from tradewind.risk.limits import Limits
from tradewind.strategies.loading import from_source
from tradewind.strategies.strategy import StrategyDefinition

COMPUTING = ("numpy", "numba", "llvmlite")


def session_body(
    setup: Setup, bars: Sequence[Bars], *, mode: str, run: str, seed: int = 0, **more: Any
) -> dict[str, Any]:
    """The body of the `session` event. `bars` are those the session starts from; their hash is kept, not they."""
    strategy = setup.strategy
    return {
        "config": {
            "params": setup.params,
            "limits": asdict(setup.limits),
            "costs": asdict(setup.costs) if setup.costs.slippage_kind else _without(setup.costs, "slippage_kind"),
            "cash": setup.cash,
            "currency": setup.currency,
            **({"account": asdict(setup.account)} if setup.account != Account() else {}),
            **({"conditions": asdict(setup.conditions)} if setup.conditions != Conditions() else {}),
        },
        "strategy": {
            "name": strategy.name,
            "path": strategy.path,
            "source": strategy.source,
            "sha256": strategy.source_hash,
            "features": setup.program.features.text(),
        },
        "data": {
            "instruments": [to_plain(i) for i in setup.instruments],
            "timeframe": strategy.timeframe.name,
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
) -> Setup:
    """The Setup that a session was run with. `bind` gives the strategy's models back to it.

    Raises
    ------
    JournalError: the body lacks something that this version needs.
    """
    try:
        config, strategy = body["config"], body["strategy"]
        return Setup(
            bind(from_source(strategy["source"], strategy["path"])),
            tuple(from_plain(i) for i in body["data"]["instruments"]),
            config["params"],
            Limits(**config["limits"]),
            Costs(**config["costs"]),
            config["cash"],
            config["currency"],
            on_compile,
            Account(**config.get("account", {})),
            Conditions(**config.get("conditions", {})),
        )
    except (KeyError, TypeError) as error:
        raise JournalError(f"the session event can't be read by this version: {error!r}") from None
