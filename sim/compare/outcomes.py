"""What is read off a run: whether it ended so, and how many lives, days and people it took."""

import difflib
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.scenario.errors import ScenarioError, did_you_mean, shorten
from sim.state.columns import Array

#: Ends in the order in which they are drawn: deals first, what was fought out next, no end last.
ENDINGS = ("evacuation", "split", "surrender", "stormed", "collapse", "relieved", "lifted", "stalemate")
DEALS, OPEN = ENDINGS[:3], "stalemate"
UNDER_WAY = "under way"  # the run was cut before any end
DEAL = "deal"
ENDING_PHRASES = {
    DEAL: "a deal", "evacuation": "an evacuation", "split": "a deal that split the garrison",
    "surrender": "a surrender under a deal", "stormed": "a storm", "collapse": "a collapse of the garrison",
    "relieved": "relief from outside", "lifted": "the besieger lifting the siege",
    "stalemate": "a stalemate",
}  # fmt: skip


class Outcome(NamedTuple):
    """An outcome that can be estimated and compared."""

    name: str
    label: str
    unit: str  # "share of runs" where it is a yes or no
    binary: bool


SHARE = "share of runs"
#: Observations of numbers as they are read.
UNITS = {"person": "people", "day": "days", "offer": "offers", "incident": "incidents", "0/1": SHARE, "death": "deaths"}


def with_outcome_columns(rows: pd.DataFrame) -> pd.DataFrame:
    """Add `deal` (bool), `ending` (or `under way`), `exit_day` (day of the end or of the cut), `cause` (see below).

    A siege that was undecided at the horizon, or that the user cut, has not ended: it is censored on its last day.
    """
    ending = rows["outcome"].astype(object).where(rows["outcome"].notna(), UNDER_WAY).astype(str)
    last = rows["day"].astype(float).where(rows["day"].notna(), rows["days_simulated"].astype(float) - 1)
    places = {end: place for place, end in enumerate(ENDINGS, 1) if end != OPEN}
    return rows.assign(
        deal=ending.isin(DEALS),
        ending=ending,
        exit_day=last,
        cause=[places.get(end, 0) for end in ending.tolist()],
    )


def available_outcomes(rows: pd.DataFrame) -> dict[str, Outcome]:
    """Every outcome there is in rows, by name."""
    from sim.outcomes import OUTCOMES

    found = {DEAL: Outcome(DEAL, "Ended in a deal", SHARE, True)}
    found |= {end: Outcome(end, f"Ended in {ENDING_PHRASES[end]}", SHARE, True) for end in ENDINGS}
    found |= {m.name: Outcome(m.name, m.label, UNITS.get(m.unit, m.unit), False) for m in OUTCOMES if m.unit != "name"}
    for name in rows.columns:
        if name.startswith(("people.", "deaths.")):
            group, what = name.split(".")[1:]
            found[name] = Outcome(name, f"{group.capitalize()}: {what.replace('_', ' ')}", "people", False)
    return found


def _of_a_kind(word: str, names: Iterable[str]) -> str:
    """Guess the first part of a name: deths, or deaths, for deaths_civilians and the others."""
    firsts: dict[str, list[str]] = {}
    for name in names:
        firsts.setdefault(name.partition("_")[0], []).append(name)
    close = difflib.get_close_matches(word, firsts, n=1, cutoff=0.72)
    return f"; did you mean {' or '.join(firsts[close[0]][:4])}?" if close else ""


def find_outcome(name: str, rows: pd.DataFrame) -> Outcome:
    """One of them; ScenarioError with what there is."""
    known = available_outcomes(rows)
    if name not in known:
        some = ", ".join(n for n in known if "." not in n)
        guess = did_you_mean(name, known) or _of_a_kind(name, known)
        raise ScenarioError(f"--outcome {shorten(name)}: is no outcome{guess}; there is {some}")
    return known[name]


def outcome_values(rows: pd.DataFrame, wanted: Outcome) -> Array:
    """The outcome of each row, float64; 0 or 1 for an end, NaN where the run has none (no signature, say)."""
    if wanted.name == DEAL:
        return rows["deal"].to_numpy(dtype=float)
    if wanted.binary:
        return (rows["ending"] == wanted.name).to_numpy(dtype=float)
    return pd.to_numeric(rows[wanted.name]).to_numpy(dtype=float, na_value=np.nan)
