"""Walk-forward: parameters chosen on the past, traded on what follows, window after window, by one account."""

from tradewind.research.walkforward.evaluate import evaluate
from tradewind.research.walkforward.result import Drift, WalkForwardResult, Window
from tradewind.research.walkforward.run import walkforward
from tradewind.research.walkforward.search import Grid, Sampler
from tradewind.research.walkforward.windows import Span, spans

__all__ = ["Drift", "Grid", "Sampler", "Span", "WalkForwardResult", "Window", "evaluate", "spans", "walkforward"]
