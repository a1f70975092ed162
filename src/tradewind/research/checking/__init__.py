"""Does anything see the future? Trials of a strategy on the past as it was known, and why what failed failed."""

from tradewind.research.checking.findings import CheckResult, Finding
from tradewind.research.checking.run import check

__all__ = ["CheckResult", "Finding", "check"]
