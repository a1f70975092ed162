"""The kinds of event that a journal may hold and the fields of their bodies; the docs' table is made from it."""

from __future__ import annotations

from dataclasses import dataclass

from tradewind.errors import JournalError


@dataclass(frozen=True)
class Kind:
    """One kind of event: what it says, the fields that its body must have and those that it may have, name -> meaning.

    Further fields are allowed: a reader of an older version ignores what it does not know.
    """

    name: str
    says: str
    fields: dict[str, str]
    optional: dict[str, str]


def _kind(name: str, says: str, fields: dict[str, str], **optional: str) -> tuple[str, Kind]:
    return name, Kind(name, says, fields, optional)


KINDS: dict[str, Kind] = dict(
    [
        _kind(
            "session",
            "The first event: everything that a replay needs",
            {
                "config": "the full configuration, as a tree",
                "strategy": "name, source and sha256 of the strategy; of several in one account their `members`",
                "data": "reference of the data: lake name, instruments, timeframe, span, sha256",
                "versions": "versions of Tradewind, Python and the packages that compute",
                "seed": "seed of every random choice",
            },
            run="id of the run",
            mode="backtest, paper or live",
        ),
        _kind(
            "bar",
            "A bar arrived; ts_event is its close, ts_init when we knew",
            {
                "instrument": "SYMBOL.VENUE",
                "timeframe": "such as 15m",
                "open": "price",
                "high": "price",
                "low": "price",
                "close": "price",
                "volume": "units, 0 where the source has none",
            },
        ),
        _kind(
            "market",
            "Something else than a bar arrived: a quote, a trade, a dividend, a halt; ts_event is when it was known",
            {"instrument": "SYMBOL.VENUE", "event": "a name of EventKind in lower case: quote, trade, depth, split, …"},
            bid="the event's numbers by their names (market/events.py), such as bid, price, rate or amount",
        ),
        _kind(
            "decision",
            "What was decided on a bar, with the whole reasoning",
            {
                "instrument": "SYMBOL.VENUE",
                "level": "strong_buy, buy, hold, sell or strong_sell",
                "score": "0 to 1, 0.5 is neutral",
                "confidence": "0 to 1",
                "contributions": "list: source, direction, confidence, strength, weight, contribution",
                "violations": "list of all rules that were violated: rule, setting, value, limit, text",
                "outcome": "ordered, awaiting_approval, signal_only, vetoed, hold or exit",
            },
            price="price at which it was decided",
            regime="bull, bear, sideways or unknown",
            expires="nanoseconds: when a waiting Decision expires",
            strategy="whose, where several share the account",
            text="the reasoning in words",
        ),
        _kind(
            "approval",
            "A person's word (or its absence) on a Decision that waited; ts_event says when",
            {
                "decision": "id of the Decision",
                "verdict": "approved, refused or expired",
                "who": "person or token; 'clock' when it expired",
            },
            reason="why",
        ),
        _kind(
            "order",
            "An order is about to leave: journalled before it does",
            {
                "instrument": "SYMBOL.VENUE",
                "side": "buy or sell",
                "type": "market, limit, stop, stop_limit, trailing_stop, ...: a name of OrderType",
                "purpose": "entry, stop_loss, take_profit, exit, flatten, time_exit, ...: a name of Purpose",
                "quantity": "units or contracts, above 0",
                "price": "limit price or null",
                "trigger": "stop trigger or null",
            },
            decision="id of the Decision",
            who="the person, for a manual order",
            time_in_force="gtd, day, ioc or fok; good till cancelled if absent",
            flags="list of post_only, reduce_only, finish, round",
            algorithm="twap, vwap, pov, iceberg or sniper: a parent that is worked through children",
            parent="id of the order that it belongs to: an entry, the parent of a child, or the one that it waits for",
            list="number of its list: one fill cancels the others",
            strategy="whose, where several share the account",
        ),
        _kind(
            "order_update",
            "What became of an order",
            {
                "order": "id of the order, null for a wish that came to none",
                "status": "working, filled, cancelled, rejected, expired or unknown (the venue has not answered)",
                "reason": "why, or null",
            },
            quantity="of the whole order, after a change",
            price="limit price after a change",
            trigger="trigger after a change",
            triggered="true: its trigger price traded",
        ),
        _kind(
            "fill",
            "An order traded",
            {
                "order": "id of the order",
                "instrument": "SYMBOL.VENUE",
                "side": "buy or sell",
                "quantity": "units or contracts, above 0",
                "price": "quote currency per unit",
                "fee": "cost in the fee's currency, negative for a rebate",
            },
            fee_currency="currency of the fee; what the instrument is paid in if absent",
            maker="true: it rested and paid the maker's fee",
            leaves="of the order, still to be filled",
            realised_pnl="what the kernel booked as realised by it",
            rate="account currency per unit of quote currency, where the account has another currency",
            leg="long or short, in a hedging account",
            strategy="whose, where several share the account",
        ),
        _kind(
            "account",
            "The account's numbers, as the kernel holds them",
            {"currency": "of the account", "cash": "settled cash", "equity": "cash and open positions at last prices"},
            positions="instrument (and `instrument short` in a hedging account) -> quantity, average_price",
            realised_pnl="before fees",
            fees_paid="sum of fees",
            unrealised_pnl="of open positions",
            margin_used="in the account's currency",
            peak_equity="highest equity so far",
            balances="currency -> amount, where the account has several",
            rates="currency -> account currency per unit of it, likewise",
        ),
        _kind(
            "command",
            "A person asked for something; its id is that of the inbox",
            {
                "command": "kill, rearm, pause, resume, order or cancel",
                "who": "person or token",
                "reason": "why, may be empty",
            },
            order="the order that is asked for, or the id of the one to cancel",
        ),
        _kind(
            "risk",
            "The trading state changed or a breaker tripped",
            {"state": "running, paused, killed or finished", "reason": "why"},
            rule="the breaker's rule",
            setting="its setting",
            value="what was measured",
            limit="the limit",
            who="the person, where one asked",
        ),
        _kind(
            "cash",
            "Money moved without a trade",
            {
                "currency": "ISO code",
                "amount": "signed: above 0 comes in",
                "reason": "deposit, withdrawal, fee, funding, rollover, borrow fee, interest, dividend, tax withheld or variation margin",
            },
            instrument="SYMBOL.VENUE that it was paid for",
            quantity="units held, or the balance that earned interest",
            price="what it was counted on",
            cash="settled cash after it",
            leg="long or short, in a hedging account",
            strategy="whose, where several share the account",
            text="in words",
        ),
        _kind(
            "split",
            "An instrument was split: position and working orders are in new units",
            {
                "instrument": "SYMBOL.VENUE",
                "ratio": "units after for one before",
                "quantity": "of the position after it, signed",
                "fraction": "units below a whole increment that were paid out, signed",
                "currency": "ISO code",
                "amount": "paid for that fraction",
            },
            last_price="last price in new units",
            leg="long or short, in a hedging account",
            strategy="whose, where several share the account",
        ),
        _kind(
            "settlement",
            "A future or option ended, or was exercised or assigned: like a fill without an order",
            {
                "instrument": "SYMBOL.VENUE",
                "side": "buy or sell",
                "quantity": "units or contracts, above 0",
                "price": "settlement price, or value of the option",
                "fee": "0",
                "reason": "expiry, exercise or assignment",
            },
            realised_pnl="what the kernel booked as realised by it",
            rate="account currency per unit of the instrument's money, where it was converted",
            leg="long or short, in a hedging account",
            strategy="whose, where several share the account",
        ),
        _kind("note", "Anything worth keeping that changes nothing", {"text": "in words"}),
    ]
)


def check(kind: str, body: object, event_id: str) -> None:
    """Raise JournalError unless `kind` is known and `body` has each field that it must have."""
    known = KINDS.get(kind)
    if known is None:
        raise JournalError(f"event {event_id!r} has the unknown kind {kind!r}; known: {', '.join(KINDS)}")
    if not isinstance(body, dict):
        raise JournalError(f"event {event_id!r} ({kind}): the body is a {type(body).__name__}, not a dict")
    if not known.fields.keys() <= body.keys():
        missing = ", ".join(sorted(known.fields.keys() - body.keys()))
        raise JournalError(f"event {event_id!r} ({kind}): the body lacks {missing}")


def table() -> str:
    """The registry as a Markdown table, for the docs."""
    lines = ["| kind | says | must have | may have |", "| --- | --- | --- | --- |"]
    for kind in KINDS.values():
        must = "<br>".join(f"`{name}`: {meaning}" for name, meaning in kind.fields.items())
        may = "<br>".join(f"`{name}`: {meaning}" for name, meaning in kind.optional.items())
        lines.append(f"| `{kind.name}` | {kind.says} | {must} | {may} |")
    return "\n".join(lines)
