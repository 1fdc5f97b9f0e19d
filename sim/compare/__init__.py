"""What the rows of sweeps say: estimates with their intervals, reports, comparisons."""

from typing import TYPE_CHECKING

from sim.on_demand import on_demand

if TYPE_CHECKING:
    from sim.compare.comparison.comparison import Comparison, compare
    from sim.compare.counterfactuals.why import WhyReport, why
    from sim.compare.sweep_report.report import Report, report

__all__ = ["Comparison", "Report", "WhyReport", "compare", "report", "why"]

#: Imported when first asked for, so that the command line stays quick.
__getattr__, __dir__ = on_demand(
    __name__,
    {
        "Comparison": "sim.compare.comparison.comparison",
        "Report": "sim.compare.sweep_report.report",
        "WhyReport": "sim.compare.counterfactuals.why",
        "compare": "sim.compare.comparison.comparison",
        "report": "sim.compare.sweep_report.report",
        "why": "sim.compare.counterfactuals.why",
    },
)
