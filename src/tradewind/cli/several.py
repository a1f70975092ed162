"""One strategy or several in one account, as a command names them: which data and which parameters are whose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tradewind.cli.workspace import Workspace, parameters
from tradewind.errors import UsageError

if TYPE_CHECKING:
    from tradewind.kernel.history import History
    from tradewind.kernel.portfolio import Rules


def rules(
    place: Workspace,
    names: Sequence[str],
    data: Sequence[str] | None,
    param: Sequence[str] | None,
    span: tuple[str | None, str | None],
    events: Sequence[str] | None,
) -> tuple[Rules, History, dict[str, str]]:
    """The session's rules, its data, and the versions of the models that its strategies use.

    names: files or built-in names. data, param: as given, see `whose_data` and `whose_parameters`. span: first and last time.
    """
    from tradewind.kernel.history import History
    from tradewind.kernel.portfolio import told_apart

    definitions, models = [], {}
    for name in names:
        definition, used = place.strategy(name)
        definitions.append(definition)
        models |= used
    called = told_apart([d.name for d in definitions])
    histories = [
        place.bars(d, own, *span, events) for d, own in zip(definitions, whose_data(called, data), strict=True)
    ]
    params = whose_parameters(called, [set(d.params) for d in definitions], parameters(param))
    if len(names) == 1:
        return place.setup(definitions[0], histories[0], params[0]), histories[0], models
    return place.portfolio(definitions, histories, params), History.joined(histories), models


def whose_data(names: Sequence[str], given: Sequence[str] | None) -> list[list[str] | None]:
    """For each strategy its instruments: `AAPL,IBM` is for all, `trend=AAPL` for that one instead; None: its own.

    Raises
    ------
    UsageError: it is for a strategy that is not there.
    """
    own: dict[str, list[str]] = {}
    for item in given or []:
        name, equals, symbols = item.partition("=")
        if equals and not any(_same(name, n) for n in names):
            raise UsageError(f"--data {item}: there is no strategy {name!r}", try_=", ".join(names))
        own.setdefault(_plain(name) if equals else "", []).append(symbols if equals else item)
    return [own.get(_plain(name), own.get("")) for name in names]


def whose_parameters(
    names: Sequence[str], known: Sequence[set[str]], given: dict[str, float]
) -> list[dict[str, float]]:
    """For each strategy its parameters: `trend.fast` is that one's, `fast` is of all that have one of that name.

    Raises
    ------
    UsageError: no strategy has it.
    """
    made: list[dict[str, float]] = [{} for _ in names]
    for name, value in given.items():
        owner, dot, parameter = name.rpartition(".")
        takers = [i for i, n in enumerate(names) if (_same(n, owner) if dot else len(names) == 1 or name in known[i])]
        if not takers:
            theirs = ", ".join(f"{n}.{p}" for n, params in zip(names, known, strict=True) for p in sorted(params))
            raise UsageError(f"--param {name}: no strategy has such a parameter", try_=theirs or "none has any")
        for i in takers:
            made[i][parameter if dot else name] = value
    return made


def _same(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    """`MovingAverageCross` and `moving_average_cross` are the same strategy."""
    return name.replace("_", "").replace("-", "").lower()
