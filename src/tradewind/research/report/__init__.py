"""The report of a run: one HTML file that needs nothing else."""

from tradewind.research.report.data import Assumption, Cost, Earned, PricePath, ReportData, Trade, round_trips
from tradewind.research.report.model_table import ModelRow, model_rows
from tradewind.research.report.verdict import Verdict, judge
from tradewind.research.report.write import render, write_report

__all__ = [
    "Assumption",
    "Cost",
    "Earned",
    "ModelRow",
    "PricePath",
    "ReportData",
    "Trade",
    "Verdict",
    "judge",
    "model_rows",
    "render",
    "round_trips",
    "write_report",
]
