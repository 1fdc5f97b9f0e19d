"""The tables of a report: the numbers, and the same numbers formatted for reading."""

from collections.abc import Iterator, Sequence

import pandas as pd

from sim.compare.analysis.estimate_tables import days_to_deal, ending_shares
from sim.compare.analysis.main_effects import MainEffect
from sim.compare.html_page import Table
from sim.compare.outcomes import SHARE
from sim.compare.sweep_report.effects_table import asked_table
from sim.compare.sweep_report.findings import Findings
from sim.tables import reports
from sim.text import format as fmt

MOST_ROWS = 400  # of a table on the page


def report_tables(findings: Findings) -> Iterator[Table]:
    """Every table that the design allows, in the order of the figures."""
    for build in TABLES:
        table = build(findings)
        if table:
            yield table
    for number, effects in findings.number_effects:
        if effects:
            frame, columns = effect_table(effects), reports.effect(number.unit)
            title = f"Effect of each parameter on {number.label.lower()} ({number.unit})"
            yield Table(f"effects_{number.name}", title, frame, _effect_display(frame, False, number.unit), columns)


def _asked(findings: Findings) -> Table | None:
    return asked_table(findings.asked)


def _phase_diagram(findings: Findings) -> Table | None:
    axes, frame = findings.axes, findings.diagram
    if not axes:
        return None
    names = {f"{place}_name": axis.label_with_unit for place, axis in zip(("x", "y", "panel"), axes, strict=False)}
    share = f"{findings.outcome.label} (95% CI)"
    display = frame[list(names)].rename(columns=names).assign(**{share: _cells(frame, True), "n": frame["n"]})
    columns = reports.phase([axis.dotted for axis in axes])
    return Table("phase", "Phase diagram", frame, display.head(MOST_ROWS), columns)


def _endings(findings: Findings) -> Table:
    frame = ending_shares(findings.sweep)
    shares = {"ending": frame["end"], "share of runs (95% CI)": _cells(frame, True), "n": frame["n"]}
    return Table("ends", "How the sieges ended", frame, pd.DataFrame(shares), reports.ENDS)


def _effects(findings: Findings) -> Table | None:
    if not findings.effects:
        return None
    frame = effect_table(findings.effects)
    title = f"Effect of each parameter on the share of runs that ended in {findings.phrase}"
    return Table("effects", title, frame, _effect_display(frame, True), reports.effect(SHARE))


def _sensitivity(findings: Findings) -> Table | None:
    if not findings.sensitivity:
        return None
    frame = findings.sensitivity.table
    display = frame.drop(columns="axis").round(3).rename(columns={"words": "parameter"})
    columns = reports.sensitivity([str(name) for name in frame])
    return Table("sensitivity", "Sensitivity indices", frame, display, columns)


def _box(findings: Findings) -> Table | None:
    if not findings.box:
        return None
    frame = pd.DataFrame([limit._asdict() for limit in findings.box.limits])
    frame["among"] = frame["among"].map(", ".join)
    display = frame.assign(qp=frame["qp"].map(fmt.p_value)).replace([float("inf"), -float("inf")], "–")
    display = display.rename(columns={"axis": "parameter", "low": "at least", "high": "at most", "qp": "quasi-p"})
    title = f"Limits of the PRIM box for runs that ended in {findings.phrase}"
    return Table("box", title, frame, display.rename(columns={"among": "one of"}), reports.BOX)


def _days_to_deal(findings: Findings) -> Table:
    main = findings.main_lever
    frame = days_to_deal(findings.sweep, main)
    display = {
        main.label_with_unit if main else "": frame["level_name"],
        "median day (95% CI)": _cells(frame, False),
        "deals": frame["n"],
        "runs": frame["runs"],
    }
    return Table("days_to_deal", "Day of signature", frame, pd.DataFrame(display), reports.DAYS_TO_DEAL)


def _deaths(findings: Findings) -> Table:
    frame = findings.deaths
    mean = _cells(frame, False, "people")
    display = {"ending": frame["end"], "party": frame["who"], "mean deaths (95% CI)": mean, "n": frame["n"]}
    return Table("deaths", "Deaths by ending", frame, pd.DataFrame(display), reports.DEATHS)


#: In the order of the page.
TABLES = (_asked, _phase_diagram, _endings, _effects, _sensitivity, _box, _days_to_deal, _deaths)


def effect_table(effects: Sequence[MainEffect]) -> pd.DataFrame:
    """One row per axis: its first and last level, the change between them, the share of variance it explains."""
    rows = []
    for effect in effects:
        first, last = effect.levels.iloc[0], effect.levels.iloc[-1]
        rows.append(
            {
                "axis": effect.axis.dotted,
                "words": effect.axis.label,
                "from": first["name"],
                "to": last["name"],
                "at_first": first["value"],
                "at_last": last["value"],
                **effect.change._asdict(),
                "variation": effect.variation,
            }
        )
    return pd.DataFrame(rows)


def _effect_display(frame: pd.DataFrame, binary: bool, unit: str = "") -> pd.DataFrame:
    form = fmt.formatter_of(unit, binary)
    percent, points = (", %", ", points") if binary else ("", "")
    display = pd.DataFrame(
        {
            "parameter": frame["words"],
            "from": frame["from"],
            "to": frame["to"],
            f"at first level{percent}": frame["at_first"].map(form),
            f"at last level{percent}": frame["at_last"].map(form),
            f"change{points} (95% CI)": [cell.replace("%", "") for cell in _cells(frame, binary, unit)],
        }
    )
    if frame["variation"].notna().any():
        display["share of variance explained"] = [f"{100 * value:.0f}%" for value in frame["variation"].fillna(0)]
    return display.assign(n=frame["n"])


def _cells(frame: pd.DataFrame, binary: bool, unit: str = "") -> list[str]:
    return [fmt.estimate_cell(row, binary, unit) for _, row in frame.iterrows()]
