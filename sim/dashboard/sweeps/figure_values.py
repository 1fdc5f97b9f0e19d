"""The values that the figures of a comparison draw, as tables to save and to read."""

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.compare.comparison.comparison import Comparison

DECIMALS = 6
#: Of the table of outcomes, what is drawn.
DRAWN = ["arm", "label", "unit", "n", "reference_value", "arm_value", "difference", "low", "high"]


def figure_values(comparison: "Comparison", name: str) -> dict[str, Any]:
    """`columns` and `rows` of what the figure of a name draws: differences with intervals, or curves step by step."""
    import pandas as pd

    from sim.compare.comparison.comparison_figures import deal_curves, ending_curves
    from sim.compare.outcomes import ENDINGS

    if name in ("deals", "incidence"):
        curves = deal_curves(comparison.arms) if name == "deals" else ending_curves(comparison.arms)
        steps = [
            {"arm": arm, "ending": end, "day": curve.days, "share ended by then": curve.share[cause],
             "low": curve.low[cause], "high": curve.high[cause]}
            for arm, curve in curves
            for cause, end in enumerate(["deal"] if name == "deals" else ENDINGS)
            if curve.share[cause].any()
        ]  # fmt: skip
        frame = pd.concat([pd.DataFrame(one) for one in steps]) if steps else pd.DataFrame()
    elif name == "ranking" and comparison.ranking is not None:
        frame = comparison.ranking
    elif name == "contributions" and comparison.explanation is not None:
        frame = comparison.explanation.table
    else:
        outcomes = comparison.outcomes
        frame = outcomes.loc[outcomes["low"].notna() & (outcomes["binary"] == (name == "shares")), DRAWN]
    table = json.loads(frame.to_json(orient="split", index=False, double_precision=DECIMALS))
    return {"columns": [str(column) for column in table["columns"]], "rows": table["data"]}
