"""Settings as the rooms take them: the account's limits, its costs, its simulated market, and the list that `config show` prints."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from tradewind.errors import ConfigError
from tradewind.settings.load import Configuration
from tradewind.settings.tree import Settings, keys

if TYPE_CHECKING:
    from tradewind.kernel.conditions import Conditions
    from tradewind.kernel.opening import Account, Costs
    from tradewind.risk.limits import Limits


def limits(settings: Settings) -> Limits:
    """Every limit, filter and threshold of the settings."""
    from tradewind.market.orders import Authorisation
    from tradewind.risk.limits import Limits

    given: dict[str, Any] = {}
    for section in (settings.risk, settings.filters, settings.exits, settings.decision):
        given |= {name: getattr(section, name) for name in type(section).model_fields}
    given["authorisation"] = int(Authorisation[settings.decision.authorisation.upper()])
    given["max_trade_notional"] = given["max_trade_notional"] or 0.0
    known = {f.name: f.type for f in fields(Limits)}
    typed: dict[str, Any] = {n: int(v) if known[n] == "int" else float(v) for n, v in given.items() if n in known}
    return Limits(**typed)


def costs(settings: Settings) -> Costs:
    """What trading costs."""
    from tradewind.kernel.opening import Costs, Slippage

    c = settings.costs
    kind = int(Slippage[c.slippage_unit.upper()])
    return Costs(c.slippage, c.spread / 2, c.taker_fee, c.maker_fee, kind)


def conditions(settings: Settings, *, book: bool = False) -> Conditions:
    """How the market is simulated. book: whether depth is read, for which room is then kept."""
    from tradewind.kernel.conditions import Conditions

    e = settings.execution
    return Conditions(
        e.participation, e.impact, e.impact_temporary, e.impact_permanent, _ns(e.latency_ms), _ns(e.latency_jitter_ms), e.queue,
        e.queue_power, e.book_levels if book else 0, e.book_orders if book else 0, _ns(e.feed_latency_ms),
    )  # fmt: skip


def _ns(milliseconds: float) -> int:
    return round(milliseconds * 1e6)


def account(settings: Settings) -> Account:
    """What kind of account it is."""
    from tradewind.kernel.opening import Account

    a = settings.account
    return Account(a.kind, a.hedging, a.debit_rate, a.credit_rate, dict(_rate(text) for text in a.rates))


def _rate(text: str) -> tuple[str, float]:
    code, _, rate = text.partition("=")
    try:
        return code.strip().upper(), float(rate)
    except ValueError:
        raise ConfigError(f"account.rates has {text!r}, which is no rate", try_='["EUR=1.10"]') from None


def rows(configuration: Configuration) -> list[tuple[str, Any, str]]:
    """(section.key, value, where it came from) of every setting."""
    return [(key, configuration.value(key), configuration.origins[key]) for key in keys()]
