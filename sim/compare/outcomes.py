"""The outcomes of a run that are estimated and compared: how it ended, deaths, days, people."""

import difflib
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.outcomes import OUTCOMES, SiegeOutcome
from sim.scenario.errors import ScenarioError, did_you_mean, shorten
from sim.state.columns import Array

#: Endings in the order in which they are drawn.
ENDINGS = tuple(outcome.name for outcome in SiegeOutcome)
DEALS, OPEN = tuple(outcome.name for outcome in SiegeOutcome if outcome.is_deal), SiegeOutcome.stalemate.name
UNDER_WAY = "under way"  # the run was cut before the siege ended
DEAL = "deal"
#: Each ending after the words "ended in".
ENDING_PHRASES = {DEAL: "a deal", **{outcome.name: outcome.ended_in for outcome in SiegeOutcome}}


class Outcome(NamedTuple):
    """An outcome that can be estimated and compared."""

    name: str
    label: str
    unit: str  # "share of runs" where it is binary
    binary: bool  # true or false of each run, such as whether it ended in a deal


#: Of arms with different populations; a column that a comparison adds.
DEATH_RATE = Outcome("deaths_civilians_per_1000", "Civilian deaths per 1 000 civilians of day 0", "per 1 000", False)
#: Outcomes that are days of an event: a difference makes them earlier or later, not fewer or more.
DATES = ("day", "signed_day", "exposed_day")
SHARE = "share of runs"
#: Observations of numbers as they are read.
UNITS = {"person": "people", "day": "days", "offer": "offers", "incident": "incidents", "0/1": SHARE, "death": "deaths"}


def with_outcome_columns(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of runs with the columns that estimates need.

    Adds `deal` (bool), `ending` (str, "under way" where the run was cut), `exit_day` (float64, day of the ending or of
    the cut) and `cause` (int, place in `ENDINGS` from 1, 0 where censored). A run that reached the horizon undecided,
    or was cut, is censored on its last day.
    """
    ending = rows["outcome"].astype(object).where(rows["outcome"].notna(), UNDER_WAY).astype(str)
    exit_day = rows["day"].astype(float).where(rows["day"].notna(), rows["days_simulated"].astype(float) - 1)
    places = {end: place for place, end in enumerate(ENDINGS, 1) if end != OPEN}
    return rows.assign(
        deal=ending.isin(DEALS),
        ending=ending,
        exit_day=exit_day,
        cause=[places.get(end, 0) for end in ending.tolist()],
    )


def available_outcomes(columns: Iterable[str]) -> dict[str, Outcome]:
    """Every outcome that a table of runs with these columns has, by name."""
    outcomes = {DEAL: Outcome(DEAL, "Ended in a deal", SHARE, True)}
    outcomes |= {end: Outcome(end, f"Ended in {ENDING_PHRASES[end]}", SHARE, True) for end in ENDINGS}
    outcomes |= {
        m.name: Outcome(m.name, m.label, UNITS.get(m.unit, m.unit), False) for m in OUTCOMES if m.unit != "name"
    }
    for name in columns:
        if name == DEATH_RATE.name:
            outcomes[name] = DEATH_RATE
        if name.startswith(("people.", "deaths.")):
            group, what = name.split(".")[1:]
            outcomes[name] = Outcome(name, f"{group.capitalize()}: {what.replace('_', ' ')}", "people", False)
    return outcomes


def _of_a_kind(word: str, names: Iterable[str]) -> str:
    """A suggestion by the first part of a name: deaths_civilians and the others for `deaths` or `deths`."""
    firsts: dict[str, list[str]] = {}
    for name in names:
        firsts.setdefault(name.partition("_")[0], []).append(name)
    close = difflib.get_close_matches(word, firsts, n=1, cutoff=0.72)
    return f"; did you mean {' or '.join(firsts[close[0]][:4])}?" if close else ""


def find_outcome(name: str, columns: Iterable[str]) -> Outcome:
    """The outcome of this name in a table of runs. Raises ScenarioError where there is none, with those there are."""
    known = available_outcomes(columns)
    if name not in known:
        some = ", ".join(n for n in known if "." not in n)
        guess = did_you_mean(name, known) or _of_a_kind(name, known)
        raise ScenarioError(f"--outcome {shorten(name)}: is not an outcome{guess}; available: {some}")
    return known[name]


def outcome_values(rows: pd.DataFrame, outcome: Outcome) -> Array:
    """The outcome of each row, float64 (rows,): 0 or 1 where binary, NaN where missing (such as the day of a deal).

    The day of the ending is missing where a siege was still open on its last day: censored is not ended.
    """
    if outcome.name == DEAL:
        return rows["deal"].to_numpy(dtype=float)
    if outcome.binary:
        return (rows["ending"] == outcome.name).to_numpy(dtype=float)
    values = pd.to_numeric(rows[outcome.name]).to_numpy(dtype=float, na_value=np.nan)
    return np.where(rows["cause"] > 0, values, np.nan) if outcome.name == "day" else values
