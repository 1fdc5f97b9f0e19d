"""Both runs of a fork compared over equal horizons: on the last day that both have, and beyond it only with a word."""

import csv
import datetime
import io
from collections.abc import Sequence
from typing import Any, NamedTuple

from sim.dashboard.live.view_model import COLUMN, SiegeView, ledger_lines
from sim.dashboard.theme import FORK_NAMES
from sim.text.format import count, number

KINDS = ("civilians", "fighters", "besiegers")
#: Newest events of each run in the ledger of both.
MAX_EVENTS = 60


class ForkComparison(NamedTuple):
    """The difference in deaths, counterfactual minus factual."""

    common_day: int  # the last day that both runs have; -1: none
    common: dict[str, int]  # kind -> difference up to that day
    last_day: int  # the last day that either run has
    now: dict[str, int]  # the difference between what both have come to; equal to `common` where the days are equal
    ended: tuple[bool, bool]  # factual, counterfactual
    days: tuple[int, int]  # last day of each

    @property
    def equal(self) -> bool:
        """Whether both runs have lasted equally long."""
        return self.days[0] == self.days[1]


def deaths_on(view: SiegeView, day: int) -> dict[str, int]:
    """The dead of each kind on the evening of a day that the run has; of day -1, none."""
    if day < 0 or not view.days:
        return dict.fromkeys(KINDS, 0)
    row = view.rows[min(view.days - 1, day - view.rows[0][COLUMN["day"]])]
    return {kind: int(row[COLUMN[f"dead_{kind}"]]) for kind in KINDS}


def compare_runs(factual: SiegeView, counterfactual: SiegeView) -> ForkComparison:
    """The comparison of both runs as they stand."""
    runs = factual, counterfactual
    days = [run.rows[run.days - 1][COLUMN["day"]] if run.days else -1 for run in runs]
    common, last = min(days), max(days)
    return ForkComparison(
        common,
        _difference([deaths_on(run, common) for run in runs]),
        last,
        _difference([deaths_on(run, day) for run, day in zip(runs, days, strict=True)]),
        (factual.over, counterfactual.over),
        (days[0], days[1]),
    )


def _difference(deaths: Sequence[dict[str, int]]) -> dict[str, int]:
    return {kind: deaths[1][kind] - deaths[0][kind] for kind in KINDS}


def difference_words(difference: dict[str, int]) -> str:
    """12 fewer civilians; as many civilians."""
    n = difference["civilians"]
    if not n:
        return "as many civilians"
    which = "more" if n > 0 else "fewer"
    return count(abs(n), f"{which} civilian", f"{which} civilians")


def others_words(difference: dict[str, int]) -> str:
    """Fighters +3, besiegers -12; empty where there is no difference."""
    parts = [f"{kind} {n:+,}".replace(",", " ").replace("-", "−") for kind in KINDS[1:] if (n := difference[kind])]
    return ", ".join(parts)


def comparison_sentences(compared: ForkComparison) -> list[str]:
    """The finding over equal horizons, then what came after the first of the two had ended, then what it proves."""
    if compared.common_day < 0:
        return ["Both runs are the same so far."]
    day = f"day {number(compared.common_day)}"
    if compared.equal:
        when = f"By {day}, when both sieges ended, " if all(compared.ended) else f"By {day}, "
        return [f"{when}{difference_words(compared.common)} had died with the change."]
    early = 0 if compared.days[0] < compared.days[1] else 1
    late = 1 - early
    reached = "when the {} siege ended" if compared.ended[early] else "which is as far as the {} siege has come"
    first = (
        f"By {day}, {reached.format(FORK_NAMES[early].lower())}, {difference_words(compared.common)} had died with the "
        "change."
    )
    second = (
        f"The {FORK_NAMES[late].lower()} siege {'went' if compared.ended[late] else 'has gone'} on for "
        f"{count(compared.last_day - compared.common_day, 'more day')}, to day {number(compared.last_day)}. Counting "
        f"those days too, {difference_words(compared.now)} died with the change, but over unequal horizons."
    )
    return [first, second]


def paired_ledger(factual: SiegeView, counterfactual: SiegeView) -> list[dict[str, Any]]:
    """The ledgers of both runs by day, newest first: `day`, `same` (nothing differs), and the events of each run.

    Only days that the newest events of both reach are shown, so that no side seems to have none.
    """
    sides = [ledger_lines(run, MAX_EVENTS) for run in (factual, counterfactual)]
    cut = max((side[-1]["day"] for side in sides if len(side) == MAX_EVENTS), default=0)
    by_day: dict[int, list[list[dict[str, Any]]]] = {}
    for index, side in enumerate(sides):
        for line in side:
            if line["day"] >= cut:
                by_day.setdefault(line["day"], [[], []])[index].append({"topic": line["topic"], "text": line["text"]})
    return [
        {"day": day, "same": left == right, "factual": left, "counterfactual": right}
        for day, (left, right) in sorted(by_day.items(), reverse=True)
    ]


def difference_table(factual: SiegeView, counterfactual: SiegeView) -> str:
    """The dead of both runs on each evening and their difference, as CSV; empty where a run has no such day."""
    compared = compare_runs(factual, counterfactual)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    sides = [name.lower() for name in FORK_NAMES]
    columns = [f"{side}_dead_{kind}" for kind in KINDS for side in (*sides, "difference")]
    writer.writerow(["day", "date", *columns])
    for day in range(max(0, min(_first_day(factual), _first_day(counterfactual))), compared.last_day + 1):
        row: list[Any] = [day, (factual.start + datetime.timedelta(days=day)).isoformat()]
        dead = [deaths_on(run, day) if day <= last else None for run, last in zip(
            (factual, counterfactual), compared.days, strict=True)]  # fmt: skip
        for kind in KINDS:
            values = [one[kind] if one else "" for one in dead]
            row += [*values, dead[1][kind] - dead[0][kind] if dead[0] and dead[1] else ""]
        writer.writerow(row)
    return text.getvalue()


def _first_day(view: SiegeView) -> int:
    return int(view.rows[0][COLUMN["day"]]) if view.days else 0
