"""The tables of a report: numbers, and the same numbers as people read them."""

from collections.abc import Iterator, Sequence

import pandas as pd

from sim.compare.analysis.estimate_tables import days_to_deal, ending_shares
from sim.compare.analysis.main_effects import MainEffect
from sim.compare.analysis.prim import PrimBox
from sim.compare.analysis.sensitivity import SensitivityIndices
from sim.compare.axes import Axis
from sim.compare.html_page import Table
from sim.compare.outcomes import ENDING_PHRASES, SHARE, Outcome
from sim.compare.sweep_data import SweepData
from sim.tables import reports
from sim.tables.columns import Columns
from sim.text import format as fmt

MOST_ROWS = 400  # of a table that people read


def report_tables(
    study: SweepData, wanted: Outcome, axes: Sequence[Axis], diagram: pd.DataFrame, moved: Sequence[MainEffect],
    found: SensitivityIndices | None, box: PrimBox | None, dead: pd.DataFrame,
    also: Sequence[tuple[Outcome, Sequence[MainEffect]]],
) -> Iterator[Table]:  # fmt: skip
    """In the order of the figures."""
    share = f"{wanted.label}, %"
    if axes:
        names = {f"{place}_name": axis.label for place, axis in zip(("x", "y", "panel"), axes, strict=False)}
        words = diagram[list(names)].rename(columns=names).assign(**{share: _cells(diagram, True), "n": diagram["n"]})
        yield Table("phase", "The phase diagram in numbers", diagram, words.head(MOST_ROWS), _phase(axes))
    total = ending_shares(study)
    words = pd.DataFrame({"end": total["end"], "share of runs (95 % interval)": _cells(total, True), "n": total["n"]})
    yield Table("ends", "How the sieges ended", total, words, reports.ENDS)
    if moved:
        frame = effect_table(moved)
        words = _effect_words(frame, True)
        yield Table("effects", f"Effects on the {share[:-3].lower()} share", frame, words, reports.effect(SHARE))
    for number, effects in also:
        if effects:
            frame = effect_table(effects)
            words = _effect_words(frame, False, number.unit)
            title = f"Effects on: {number.label.lower()} ({number.unit})"
            yield Table(f"effects_{number.name}", title, frame, words, reports.effect(number.unit))
    if found:
        words = found.table.drop(columns="axis").round(3)
        columns = reports.sensitivity([str(name) for name in found.table])
        yield Table("sensitivity", "Sensitivity indices", found.table, words, columns)
    if box and box.limits:
        frame = pd.DataFrame([limit._asdict() for limit in box.limits])
        frame["among"] = frame["among"].map(", ".join)
        words = frame.assign(qp=frame["qp"].map(fmt.p_value)).replace([float("inf"), -float("inf")], "–")
        yield Table(
            "box", f"Where runs ended in {ENDING_PHRASES[wanted.name]}: limits of the box", frame, words, reports.BOX
        )
    main = next((effect.axis for effect in moved if effect.axis in study.levers), None)
    timing = days_to_deal(study, main)
    words = pd.DataFrame(
        {
            main.label if main else "": timing["level_name"],
            "median day (95 % interval)": _cells(timing, False),
            "deals": timing["n"],
            "runs": timing["runs"],
        }
    )
    yield Table("days_to_deal", "Day of the signature", timing, words, reports.DAYS_TO_DEAL)
    words = pd.DataFrame(
        {
            "end": dead["end"],
            "who": dead["who"],
            "mean deaths (95 % interval)": _cells(dead, False, "people"),
            "n": dead["n"],
        }
    )
    yield Table("deaths", "Deaths by end", dead, words, reports.DEATHS)


def _phase(axes: Sequence[Axis]) -> Columns:
    return reports.phase([axis.dotted for axis in axes])


def effect_table(moved: Sequence[MainEffect]) -> pd.DataFrame:
    """One row an axis: its first and last level, the change between them, its share of the variance."""
    rows = []
    for effect in moved:
        first, last = effect.levels.iloc[0], effect.levels.iloc[-1]
        rows.append(
            {
                "axis": effect.axis.dotted,
                "words": effect.axis.words,
                "from": first["name"],
                "to": last["name"],
                "at_first": first["value"],
                "at_last": last["value"],
                **effect.change._asdict(),
                "variation": effect.variation,
            }
        )
    return pd.DataFrame(rows)


def _effect_words(frame: pd.DataFrame, binary: bool, unit: str = "") -> pd.DataFrame:
    form, points = fmt.formatter_of(unit, binary), ", points" if binary else ""
    words = pd.DataFrame(
        {
            "parameter": frame["words"],
            "from": frame["from"],
            "to": frame["to"],
            "at first": frame["at_first"].map(form),
            "at last": frame["at_last"].map(form),
            f"change{points} (95 % interval)": _cells(frame, binary, unit),
        }
    )
    if frame["variation"].notna().any():
        words["share of the variance"] = [f"{100 * value:.0f} %" for value in frame["variation"].fillna(0)]
    return words.assign(n=frame["n"])


def _cells(frame: pd.DataFrame, binary: bool, unit: str = "") -> list[str]:
    return [fmt.estimate_cell(row, binary, unit) for _, row in frame.iterrows()]
