"""`tradewind data fetch`."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.cli.progress import progress
from tradewind.cli.workspace import now, workspace


def fetch(
    exchange: str,
    symbol: str,
    timeframe: str = "1h",
    *,
    since: str = "1y",
    until: str | None = None,
    base_url: str | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Get bars from a crypto exchange (any that ccxt knows) into the lake; only what is missing, and it goes on where it stopped.

    Example: tradewind data fetch binance BTC/USDT 15m --since 2y

    Parameters
    ----------
    exchange
        binance, bybit, delta, kraken, …
    symbol
        as the exchange writes it, such as BTC/USDT.
    timeframe
        1m to 1w.
    since
        a date, or how far back (90d, 2y).
    until
        a date (default: now).
    base_url
        of another server that speaks the same API.
    json
        print one JSON object.
    """
    from tradewind.data.period import parse_since
    from tradewind.data.sources.ccxt_exchange import fetch_bars

    start = parse_since(since, now())
    end = None if until is None else parse_since(until, now())
    with progress(f"{symbol} {timeframe}") as tick:
        summary = fetch_bars(
            exchange,
            symbol,
            timeframe,
            start,
            end,
            workspace().lake,
            base_url=base_url,
            progress=lambda what, done, total: tick(done, total),
        )
    if json:
        show.as_json(show.result(ok=True, **show.plain(summary)))
    else:
        show.out.print(", ".join(f"{k.replace('_', ' ')} {v}" for k, v in show.plain(summary).items()))
        show.out.print(
            f"next: tradewind data check {symbol} --timeframe {timeframe}; tradewind backtest moving_average_cross --data {symbol}"
        )
    return 0
