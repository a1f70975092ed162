"""The page of a Monte Carlo: percentiles of each method, the fan of its paths, and where they ended."""

from __future__ import annotations

from tradewind.research.montecarlo.outcome import PERCENTILES, Outcome, Probability, Spread
from tradewind.research.montecarlo.run import MonteCarloResult
from tradewind.research.report.axes import stamp
from tradewind.research.report.curves import return_histogram
from tradewind.research.report.fan import fan_chart
from tradewind.research.report.numbers import UNKNOWN, percent, plain
from tradewind.research.report.study import Card, Section, StudyPage, Table
from tradewind.research.titles import hashes_of, title_of

_TITLES = {
    "returns": "Blocks of its returns, drawn anew",
    "shuffled": "Its trades in another order",
    "skipped": "Some of its trades missed",
    "jittered": "The run again on jittered prices",
}
_UNITS = {"day": "days", "bar": "bars", "trade": "trades", "moment": "bars"}


def page(made: MonteCarloResult, run: str) -> StudyPage:
    """All that the page shows."""
    result, assumed = made.result, made.assumed
    setup = result.setup
    return StudyPage(
        kind="Monte Carlo",
        title=f"{title_of(setup)}, Monte Carlo",
        subtitle=f"of the run {run}, {stamp(int(result.times[0]), True)} to {stamp(int(result.times[-1]), True)}",
        sentence=sentence(made),
        found=all(o.limit.high < 0.05 and o.final.percentiles[2] > made.start for o in made.outcomes.values()),
        protocol=protocol(made),
        cards=[card for o in made.outcomes.values() for card in _cards(o)][:6],
        sections=[_section(made, o) for o in made.outcomes.values()],
        meta=[
            ("Run", run),
            ("strategy sha256", hashes_of(setup)),
            ("seed", str(assumed.seed)),
            *((f"left out: {name}", why) for name, why in made.left_out.items()),
        ],
    )


def sentence(made: MonteCarloResult) -> str:
    """The headline: how often the drawdown limit and ruin were met, by the method that says the worst."""
    worst = max(made.outcomes.values(), key=lambda o: (o.limit.value, o.ruin.value, o.drawdown.percentiles[-1]))
    return (
        f"In {_share(worst.limit)} of the paths the drawdown reaches the limit of {percent(made.assumed.drawdown_limit, 0)}, in "
        f"{_share(worst.ruin)} no more than {percent(made.assumed.ruin, 0)} of the start is left ({worst.method}); in 1 of 20 the deepest "
        f"drawdown is {percent(worst.drawdown.percentiles[-1])} or more, in the run it was {percent(worst.drawdown.actual)}."
    )


def protocol(made: MonteCarloResult) -> str:
    """What the paths rest on."""
    a = made.assumed
    mean = "n^(1/3)" if a.block is None else f"{a.block:g}"
    return (
        f"{a.paths:,} paths of {a.periods:,} {_UNITS[a.step]} by stationary bootstrap (mean block {mean}); {a.paths:,} orders of the closed "
        f"trades; {a.paths:,} times each trade missed with probability {percent(a.skip, 0)}; {a.jitter_paths:,} runs of the kernel on prices "
        f"moved by {percent(a.jitter, 0)} of a bar's standard deviation. Seed {a.seed}. None of them knows a kind of market that the run did not see."
    )


_HINTS = {
    "returns": "What a time like this one could have brought; luck and the length of the past are in it, an edge that fades is not. "
    "“In the run” is over all its days, however many.",
    "shuffled": "The end is the same in every order; what differs is how deep it went on the way. Drawdowns are taken between trades, "
    "one after the other.",
    "skipped": "A result that falls apart when a few trades are missed hangs on those few.",
    "jittered": "A result that falls apart on prices that are hardly different was fitted to these very ticks.",
}


def _section(made: MonteCarloResult, o: Outcome) -> Section:
    currency = made.result.setup.currency
    fan = fan_chart(f"Equity, {currency}", o.at, o.fan, o.actual, _UNITS[o.step][:-1], currency)
    # In every order the trades end at the same equity, so it is the way that is shown.
    ways = (
        (-o.drawdowns, "Deepest drawdown") if o.method == "shuffled" else (o.finals / made.start - 1.0, "Final equity")
    )
    ends = return_histogram(*ways, "paths")
    rows = [
        _spread_row(f"Final equity, {currency}", o.final, lambda v: plain(v, 2)),
        _spread_row("Deepest drawdown", o.drawdown, lambda v: percent(v, 2)),
        _spread_row("Sharpe ratio", o.sharpe, lambda v: plain(v, 2)),
    ]
    levels = [
        [f"Ruin: {percent(made.assumed.ruin, 0)} of the start or less", *_texts(o.ruin)],
        [f"Drawdown limit of {percent(made.assumed.drawdown_limit, 0)} reached", *_texts(o.limit)],
    ]
    return Section(
        f"{_TITLES[o.method]} ({o.method}: {o.paths:,} paths of {o.steps:,} {_UNITS[o.step]})",
        [fan, ends],
        [
            Table(["Figure", "in the run", *(f"{p}th" for p in PERCENTILES)], rows, 6),
            Table(["Probability", "of the paths", "95% interval"], levels, 2),
        ],
        _HINTS[o.method],
        "",
    )


def _spread_row(title: str, spread: Spread, write) -> list[str]:
    return [title, write(spread.actual), *(write(v) for v in spread.percentiles)]


def _texts(p: Probability) -> list[str]:
    return [percent(p.value, 1), f"{percent(p.low, 1)} to {percent(p.high, 1)}"]


def _share(p: Probability) -> str:
    return f"{percent(p.value, 1)} [{percent(p.low, 1)}, {percent(p.high, 1)}]" if p.value == p.value else UNKNOWN


def _cards(o: Outcome) -> list[Card]:
    deep = f"half of them {percent(o.drawdown.percentiles[2])} or more"
    told = f"5% of the paths ({o.method}) went at least so deep."
    return [Card(f"Drawdown, {o.method}", percent(o.drawdown.percentiles[-1]), deep, told)]
