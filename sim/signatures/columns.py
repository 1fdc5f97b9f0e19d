"""What bands may ask of a run: the columns of its row, and some figures made of them."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from sim.scenario.errors import ScenarioError, did_you_mean
from sim.signatures.linked_deals import LINKED_DEAL_COLUMNS

if TYPE_CHECKING:
    import pandas as pd


def _leavers(runs: "pd.DataFrame") -> "pd.Series":
    """Fighters and civilians who were brought out by a convoy."""
    return runs["left_armed"] + runs["people.civilians.evacuated"]


#: Figures made of the columns of a row; none where their denominator is zero.
DERIVED: "dict[str, Callable[[pd.DataFrame], pd.Series]]" = {
    "weeks": lambda runs: runs["day"] / 7.0,
    "fighters_of_leavers": lambda runs: runs["left_armed"] / _leavers(runs).where(_leavers(runs) > 0),
    "civilians_dead_share": lambda runs: runs["deaths_civilians"] / runs["civilians_at_start"],
    "exchange": lambda runs: runs["deaths_besiegers"] / runs["deaths_fighters"].where(runs["deaths_fighters"] > 0),
    "travel_days": lambda runs: runs["deal.completed_day"] - runs["signed_day"],
}
#: Of what they are made, beside columns of a row.
CIVILIANS = "civilians_at_start"


def known(sieges: Sequence[str] = ()) -> list[str]:
    """Names that a band may use; `sieges` are those of a theatre."""
    from sim.runs.replicates import row_schema
    from sim.runs.theatre_replicates import theatre_row_schema

    if not sieges:
        return [*row_schema().names, *DERIVED]
    return [*theatre_row_schema(sieges).names, *DERIVED, *LINKED_DEAL_COLUMNS]


def check(columns: Iterable[str], label: str, sieges: Sequence[str] = ()) -> None:
    """Refuse columns that no run has. Raises ScenarioError."""
    there = known(sieges)
    unknown = [name for name in columns if name not in there]
    if unknown:
        problems = (f"{label}: {name} is not a column of a run{did_you_mean(name, there)}" for name in unknown)
        raise ScenarioError(problems)


def with_derived(runs: "pd.DataFrame", columns: Iterable[str]) -> "pd.DataFrame":
    """The runs with those of the made figures that are asked for."""
    booked = [name for name in runs.columns if name.startswith("people.civilians.")]
    runs = runs.assign(**{CIVILIANS: runs[booked].sum(axis=1)}) if booked else runs
    return runs.assign(**{name: DERIVED[name](runs) for name in columns if name in DERIVED})
