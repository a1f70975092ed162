"""The world at the start of a run: the account, its instruments with what they cost, and empty books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from math import inf, nan

import numpy as np

from tradewind.decision.combine import VOTE_COLUMNS
from tradewind.errors import ConfigError
from tradewind.kernel.codes import SLIPPAGE_FRACTION, SLIPPAGE_TICKS, SLIPPAGE_VOLATILITY
from tradewind.kernel.layout import (
    ACCOUNT,
    BOOK,
    BOOK_ORDER,
    DECISION,
    INSTRUMENT,
    INTENT,
    ORDER,
    PENDING,
    POSITION,
    RECORD,
    TIER,
    WISHES,
    World,
)
from tradewind.kernel.rate_paths import RatePath, pairs, rate_paths
from tradewind.market.instrument import Instrument, OptionRight
from tradewind.risk.limits import RULE_COUNT, Limits


class Slippage(IntEnum):
    """What `Costs.slippage` is counted in: a fraction of the price, price increments, average absolute returns a bar."""

    FRACTION = SLIPPAGE_FRACTION
    TICKS = SLIPPAGE_TICKS
    VOLATILITY = SLIPPAGE_VOLATILITY


@dataclass(frozen=True)
class Costs:
    """What trading costs beside the instrument's fees, as fractions of the price; `None` fees: the instrument's own.

    A fee that is given here takes the place of the instrument's fee tiers too.
    """

    slippage: float = 0.0005
    half_spread: float = 0.0
    taker_fee: float | None = None
    maker_fee: float | None = None
    slippage_kind: int = int(Slippage.FRACTION)

    def __post_init__(self) -> None:
        if self.slippage_kind == Slippage.FRACTION and not 0 <= self.slippage < 1:
            raise ConfigError(f"costs.slippage = {self.slippage} is out of range; as a fraction: 0 to below 1")
        if self.slippage_kind not in tuple(Slippage):
            raise ConfigError(
                f"slippage_kind = {self.slippage_kind} is unknown", try_="0 fraction, 1 ticks, 2 volatility"
            )


@dataclass(frozen=True)
class Account:
    """What kind of account it is: the defaults are a margin account that nets and neither pays nor earns interest.

    kind: "margin", or "cash", which neither borrows nor sells short and converts foreign money at each fill. hedging: long and short legs
    of an instrument are kept apart. debit_rate, credit_rate: a year, on money owed and on free money. rates: account currency per unit of
    other currencies, where no pair among the instruments says so from the start.
    """

    kind: str = "margin"
    hedging: bool = False
    debit_rate: float = 0.0
    credit_rate: float = 0.0
    rates: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in ("margin", "cash"):
            raise ConfigError(f"account.kind = {self.kind!r} is unknown", try_="margin or cash")
        for code, rate in self.rates.items():
            if not 0 < rate < inf:
                raise ConfigError(f"rate of {code} = {rate}; it must be finite and above 0")


def opening(
    sources: np.ndarray,
    instruments: Sequence[Instrument],
    limits: Limits,
    costs: Costs,
    cash: float,
    *,
    levels: int = 0,
    account: Account | None = None,
    currency: str | None = None,
    owners: Sequence[int] = (),
) -> World:
    """The world before its first event.

    Parameters
    ----------
    sources: (m,) float64 weights of the strategy's sources. levels: rows of depth kept for each instrument, 0 for none.
    account: its kind. currency: of the account; None: the first instrument's.
    owners: of which strategy each of the instruments is, where the account has several; the same instrument may then be there for each.

    Raises
    ------
    DataError: an instrument's money has no rate (see `currencies`).
    """
    rules = account or Account()
    count, m = len(instruments), len(sources)
    codes = currencies(instruments, currency or instruments[0].money_currency, rules)
    rates = np.array([1.0, *(rules.rates.get(code, 0.0) for code in codes[1:])])
    rows = np.concatenate([instrument_record(i, costs) for i in instruments])
    _relate(rows, instruments, codes, rates, rate_paths(instruments, codes[0], rules.rates))
    _deliver(rows, instruments, owners or [0] * count)
    _pair(rows, instruments)
    return World(
        account=account_record(cash, rules),
        positions=positions_record(2 * count if rules.hedging else count),
        instruments=rows,
        limits=limits.record(),
        orders=np.zeros(2 * WISHES, ORDER),
        pending=np.zeros(64, PENDING),
        weights=sources,
        records=np.zeros(1024, RECORD),
        decisions=np.zeros(256, DECISION),
        votes=np.zeros((256 * m, VOTE_COLUMNS)),
        used=np.zeros((256, RULE_COUNT)),
        balances=np.zeros(len(codes)),
        rates=rates,
        tiers=_leverage(rows, instruments),
        fee_tiers=_fees(rows, instruments, costs),
        turnovers=np.zeros(30),
        intents=np.zeros(WISHES, INTENT),
        wished=np.zeros(2, np.int64),
        books=np.zeros(count, BOOK),
        bid_sizes=np.zeros((count, levels)),
        ask_sizes=np.zeros((count, levels)),
        book_orders=np.zeros(0, BOOK_ORDER),
    )


def currencies(instruments: Sequence[Instrument], own: str, rules: Account) -> list[str]:
    """The account's currency, then each other one that its instruments pay in, by first mention, then those that a rate leads over.

    Raises
    ------
    DataError: nothing says what one of them is worth, see `rate_paths`.
    """
    return [own, *rate_paths(instruments, own, rules.rates)]


def _relate(
    rows: np.ndarray,
    instruments: Sequence[Instrument],
    codes: list[str],
    rates: np.ndarray,
    paths: Mapping[str, RatePath],
) -> None:
    """Which currency each instrument is paid in, and whose rate it gives."""
    for row, of in zip(rows, instruments, strict=True):
        row["currency"] = codes.index(of.money_currency)
        row["rate"] = rates[row["currency"]]

    for code, path in paths.items():
        # Of several pairs of the same two currencies each says the rate when it trades.
        for k, _, inverse in [] if path.pair is None else pairs(instruments, code, path.via or codes[0]):
            rows[k]["gives_rate"] = codes.index(code) * (-1 if inverse else 1)
            rows[k]["rate_in"] = 0 if path.via is None else codes.index(path.via)


def _deliver(rows: np.ndarray, instruments: Sequence[Instrument], owners: Sequence[int]) -> None:
    """What each instrument delivers: to the strategy that holds it."""
    found = {(owner, i.id): k for k, (owner, i) in enumerate(zip(owners, instruments, strict=True))}
    for row, of, owner in zip(rows, instruments, owners, strict=True):
        row["underlying"] = found.get((owner, of.underlying or ""), -1)


def _pair(rows: np.ndarray, instruments: Sequence[Instrument]) -> None:
    """Rows of the same instrument know one another, and share what the market has to offer in equal parts."""
    same: dict[str, list[int]] = {}
    for k, of in enumerate(instruments):
        same.setdefault(of.id, []).append(k)
    for ring in same.values():
        for k, following in zip(ring, [*ring[1:], ring[0]], strict=True):
            rows[k]["twin"], rows[k]["share"] = following, 1.0 / len(ring)


def _leverage(rows: np.ndarray, instruments: Sequence[Instrument]) -> np.ndarray:
    """All leverage tiers in one array, at least one row; `rows` learn which are theirs."""
    table: list[tuple[float, ...]] = []
    for row, of in zip(rows, instruments, strict=True):
        row["first_tier"], row["tiers"] = len(table), len(of.leverage_tiers)
        if of.leverage_tiers:
            row["margin_initial"] = float(of.leverage_tiers[0].initial)
        table += [
            (float(t.above), float(t.initial), float(t.maintenance), float(t.deduction)) for t in of.leverage_tiers
        ]
    return np.array(table or [(0.0,) * 4], TIER)


def _fees(rows: np.ndarray, instruments: Sequence[Instrument], costs: Costs) -> np.ndarray:
    """All fee tiers in one array; an account begins at the worst of them, with no volume."""
    table: list[tuple[float, ...]] = []
    for row, of in zip(rows, instruments, strict=True):
        tiers = of.fee_tiers if costs.taker_fee is None and costs.maker_fee is None else ()
        row["first_fee_tier"], row["fee_tiers"] = len(table), len(tiers)
        table += [(float(t.above), float(t.maker), float(t.taker), 0.0) for t in tiers]
        if tiers:
            row["maker_fee"], row["taker_fee"] = float(tiers[0].maker), float(tiers[0].taker)
    return np.array(table or [(0.0,) * 4], TIER)


def account_record(cash: float, rules: Account | None = None) -> np.ndarray:
    """(1,) ACCOUNT with this cash and nothing else."""
    rules = rules or Account()
    account = np.zeros(1, ACCOUNT)
    for name in ("cash", "equity", "starting_equity", "peak_equity", "day_start_equity"):
        account[name] = cash
    for name in ("next_order", "next_decision", "next_fill", "next_record", "next_list", "random"):
        account[name] = 1
    account["borrowing"] = rules.kind == "margin"
    account["hedging"] = rules.hedging
    account["debit_rate"], account["credit_rate"] = rules.debit_rate, rules.credit_rate
    return account


def positions_record(count: int) -> np.ndarray:
    """(count,) POSITION, flat, nothing quoted yet."""
    positions = np.zeros(count, POSITION)
    positions["trigger_low"], positions["trigger_high"] = -inf, inf
    for name in ("bid", "ask", "bid_size", "ask_size", "range"):
        positions[name] = nan
    return positions


_SAME = (
    "multiplier", "min_size", "min_notional", "margin_initial", "margin_maintenance", "liquidation_fee", "fee_per_unit", "fee_minimum",
    "fee_maximum", "swap_long", "swap_short", "triple_weekday", "borrow_fee", "withholding", "daily_settlement",
)  # fmt: skip


def instrument_record(instrument: Instrument, costs: Costs) -> np.ndarray:
    """(1,) INSTRUMENT of one instrument with these costs."""
    record = np.zeros(1, INSTRUMENT)
    for name, step in (("price", instrument.price_increment), ("size", instrument.size_increment)):
        record[f"{name}_increment"] = float(step)
        whole = 1 / step
        record[f"{name}_scale"] = float(whole) if whole == int(whole) else 0.0
    for name in _SAME:
        record[name] = float(getattr(instrument, name))
    record["taker_fee"] = float(instrument.taker_fee) if costs.taker_fee is None else costs.taker_fee
    record["maker_fee"] = float(instrument.maker_fee) if costs.maker_fee is None else costs.maker_fee
    record["half_spread"], record["slippage"] = costs.half_spread, costs.slippage
    record["slippage_kind"] = costs.slippage_kind
    record["style"] = int(instrument.style)
    record["rate"], record["share"], record["underlying"] = 1.0, 1.0, -1
    record["locate"] = inf if instrument.locate is None else float(instrument.locate)
    record["expiry_ts"] = instrument.expiry_ns or 0
    if instrument.right is not None:
        record["right"] = 1 if instrument.right == OptionRight.CALL else -1
        record["strike"] = float(instrument.strike or 0)
    return record
