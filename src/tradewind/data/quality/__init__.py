"""What is wrong with a series, in findings and one score: one file a family of checks."""

from tradewind.data.quality.finding import Finding, QualityReport, Severity
from tradewind.data.quality.repair import RepairRecord, repair
from tradewind.data.quality.report import check_quality

__all__ = ["Finding", "QualityReport", "RepairRecord", "Severity", "check_quality", "repair"]
