"""`tradewind paper` and `tradewind serve`."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Annotated

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.cli.workspace import Workspace, now, parameters, workspace
from tradewind.errors import UsageError

Flag = Annotated[bool, Parameter(negative="")]
Many = Annotated[list[str] | None, Parameter(negative="")]


def paper(
    strategy: str = "moving_average_cross",
    *,
    data: Many = None,
    since: str | None = None,
    until: str | None = None,
    events: Many = None,
    account: str | None = None,
    param: Many = None,
    speed: float | None = None,
    live: str | None = None,
    new: Flag = False,
    port: int | None = None,
    seconds: float | None = None,
    background: Flag = False,
    no_serve: Flag = False,
) -> int:
    """Trade a paper account, with its dashboard: on a replay of the past, or live on an exchange's bars.

    Example: tradewind paper model_direction --data AAPL,IBM --since 2010-01-01 --speed 5
    Example: tradewind paper moving_average_cross --data BTC/USDT --live binance

    An account goes on where it stopped; --new begins another session.

    Parameters
    ----------
    strategy
        a strategy's file or name.
    data
        instruments in the lake.
    since
        which part of the past to replay.
    until
        which part of the past to replay.
    events
        what else in the lake fills orders: quotes, trades, depth. Dividends, splits, funding and finer bars come in anyway; none: bars alone.
    account
        name (default: the configured one).
    param
        NAME=NUMBER.
    speed
        moments a second of the replay (0: as fast as it goes).
    live
        an exchange to get new bars from instead of a replay.
    new
        begin a new session.
    port
        of the dashboard.
    seconds
        end by itself.
    background
        detach; `tradewind stop` ends it.
    no_serve
        no dashboard.
    """
    from tradewind.live.accounts import check_name

    place = workspace(server__port=port)
    name = account or place.settings.account.name
    check_name(name)
    if background:
        return _detach(place, name)
    definition, models = place.strategy(strategy)
    bars = place.bars(definition, data, since, until, events)
    setup = place.setup(definition, bars, parameters(param))
    session = place.accounts.open(
        name, setup, bars, ts=now(), make_feed=_feed(place, live, place.settings.paper.speed if speed is None else speed),
        profile=place.settings.risk.profile, new=new, models=models,
    )  # fmt: skip
    if no_serve:
        try:
            session.node.run_to_end()
            status, held = session.node.status(), session.node.account()
        finally:
            session.close()
        show.out.print(
            f"run {session.run.id}: {status.bars_done:,} moments, equity {held.equity:,.2f} {held.currency}, {status.state}"
        )
        return 0
    return serve_session(place, session, seconds)


def serve(
    *, account: str | None = None, port: int | None = None, speed: float | None = None, seconds: float | None = None
) -> int:
    """Go on with an account's session and serve its dashboard.

    Example: tradewind serve --account demo

    Parameters
    ----------
    account
        which (default: the configured one).
    port
        of the dashboard.
    speed
        moments a second of a replay.
    seconds
        end by itself.
    """
    from tradewind.ledger.journal import Journal
    from tradewind.ledger.session import only, setup_from
    from tradewind.research.reading import fetch_for_replay

    place = workspace(server__port=port)
    name = account or place.settings.account.name
    run = place.accounts.run(name)
    with Journal.open(run.journal, read_only=True) as journal:
        body = next(journal.events()).body
    setup = only(setup_from(body, lambda s: place.bind(s, body.get("models", {}))[0]))
    bars = fetch_for_replay(place.lake)(setup, body["data"])
    session = place.accounts.open(
        name, setup, bars, ts=now(), make_feed=_feed(place, None, place.settings.paper.speed if speed is None else speed),
        profile=body.get("profile", "default"),
    )  # fmt: skip
    return serve_session(place, session, seconds)


def serve_session(place: Workspace, session, seconds: float | None) -> int:
    """Serve until Ctrl-C, saying where."""
    from tradewind.server.desk import run_desk

    server = place.settings.server
    went = "goes on" if session.continued else "begins"
    show.err.print(
        f"account {session.account} {went} in run {session.run.id}; Ctrl-C ends it in good order", style="dim"
    )
    run_desk(
        session, folder=place.folder, host=server.host, port=server.port, allowed_hosts=tuple(server.allowed_hosts), seconds=seconds,
        ready=lambda url: show.out.print(f"dashboard: {url}"),
    )  # fmt: skip
    show.out.print(f"ended in good order; go on with: tradewind serve --account {session.account}")
    return 0


def _feed(place: Workspace, live: str | None, speed: float):
    from tradewind.live.feeds import GrowingFeed, past

    if not speed >= 0:
        raise UsageError(f"--speed {speed:g} must be 0 (as fast as it goes) or above", try_="--speed 5")

    def replay(setup, bars, after):
        return past(setup, bars, speed=speed, after=after)

    def growing(setup, bars, after):
        from tradewind.data.gather import ticks_since
        from tradewind.data.sources.ccxt_exchange import fetch_bars
        from tradewind.kernel.history import history_of

        def fetch(k: int, since: int | None):
            instrument, frame = setup.instruments[k], setup.strategy.timeframe
            fetch_bars(str(live), instrument.symbol, frame.name, since or 0, None, place.lake)
            return place.lake.bars(instrument.id, frame, since)

        def ticks(stream, since: int):
            found, notes = ticks_since(place.lake, stream.instrument.id, type(stream).__name__.lower(), since)
            for note in notes:
                show.err.print(f"note: {note}", style="dim")
            return found

        told = sorted({type(s).__name__.lower() for s in history_of(bars).more})
        followed = [name for name in told if name in ("quotes", "trades", "depth")]
        if followed:
            show.err.print(
                f"note: {live} brings bars; {', '.join(followed)} come in as they are added to the lake", style="dim"
            )
        if len(followed) < len(told):
            show.err.print(
                "note: dividends, splits, funding and finer bars are not taken in while a live session runs",
                style="dim",
            )
        every = max(1.0, min(60.0, setup.strategy.timeframe.ns / 1e9 / 20))
        return GrowingFeed(
            setup,
            fetch,
            every=every,
            history=bars,
            after=after,
            on_error=lambda e: show.err.print(f"feed: {e}", style="yellow"),
            ticks=ticks,
        )

    return growing if live else replay


def _detach(place: Workspace, account: str) -> int:
    from tradewind.live.accounts import process_of

    folder = place.folder / "accounts"
    if process_of(folder, account):
        raise UsageError(f"account {account} is running already", try_=f"tradewind stop --account {account}")
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"{account}.log"
    arguments = [a for a in sys.argv[1:] if a != "--background"]
    with log.open("ab") as file:
        child = subprocess.Popen(
            [sys.executable, "-m", "tradewind", *arguments],
            stdout=file,
            stderr=file,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if child.poll() is not None:
            last = log.read_text(errors="replace").strip().splitlines()[-1:] or ["no word"]
            raise UsageError(f"account {account} did not start: {last[0]}", try_=f"see {log}")
        if process_of(folder, account):
            show.out.print(
                f"account {account} runs in the background (process {child.pid}); log {log}\nend it with: tradewind stop"
            )
            return 0
        time.sleep(0.2)
    raise UsageError(f"account {account} did not start within 120 s", try_=f"see {log}")
