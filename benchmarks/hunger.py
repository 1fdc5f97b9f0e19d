"""Hunger alone: episodes beside what was measured in them, and rations held for 400 days."""

import argparse
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.kernels import bodies
from sim.kernels.block import new_scratch
from sim.kernels.day_engine import starvation_table
from sim.scenario.load import load_scenario
from sim.state.columns import Kind, Status, empty, uid_of
from sim.state.day_inputs import DayInputs, kernel_params_of, packed
from sim.state.draw import BODY, NEED, key_of, normals
from sim.theory.bodies import starvation_per_day

NEED_KCAL = 2100.0  # a full ration
WEEKS_24, YEAR_AND_A_MONTH = 168, 400


class Course(NamedTuple):
    """What became of a group, day by day; float64 (days,)."""

    dead: np.ndarray  # share dead by the end of the day
    mass: np.ndarray  # mean body mass of all, over that of day 0; of the dead, as they died

    def day_of(self, share: float) -> float:
        """First day by which this share is dead; infinite where it never is."""
        return float(np.argmax(self.dead >= share)) if self.dead[-1] >= share else float("inf")


class Row(NamedTuple):
    """One figure of an episode, and the range in which the record puts it."""

    episode: str
    figure: str
    model: float
    low: float
    high: float
    recorded: str

    @property
    def agrees(self) -> bool:
        """Whether the model's figure lies in the range."""
        return self.low <= self.model <= self.high


def course(rations: Sequence[float], people: int, **overrides: object) -> Course:
    """What becomes of people who get these shares of full ration, one a day, with safe water and no fighting."""
    scenario = load_scenario("baseline", {"bodies.disease_per_day": 0.0} | overrides)
    params = kernel_params_of(scenario)[0]
    rows = empty(people)
    for column, stream in ((rows.need, NEED), (rows.build, BODY)):
        column[:] = np.clip(np.rint(normals(key_of(1, 0, stream), uid_of(Kind.civilian, 0), people) * 25), -127, 127)
    deaths = np.zeros((3, 9), np.int64)
    table, scratch = starvation_table(), new_scratch(-(-people // 8) * 8)
    dead, mass = np.zeros(len(rations)), np.zeros(len(rations))
    for day, ration in enumerate(rations):
        facts: dict[str, Any] = {name: np.float32(0) for name in DayInputs._fields}
        facts |= {"seed": 1, "day": day, "ticks": 4, "width": 3, "truce": 0, "pressed": 0, "pushing": 0}
        facts |= {"civilian_intake": np.float32(ration), "water": np.float32(1), "care": np.float32(1)}
        bodies.update_bodies(
            rows, 0, np.uint32(uid_of(Kind.civilian, 0)), packed(DayInputs(**facts))[0], params, table, scratch, deaths
        )
        dead[day], mass[day] = float((rows.status == Status.dead).mean()), float(rows.mass.mean())
    return Course(dead, mass)


def fast_of_1981(people: int) -> list[Row]:
    """Ten men who took water and no food. Lean and alike: a body mass index of 22 (20-24) with 5% is assumed."""
    found = course([0.0] * 120, people, **{"bodies.bmi": 22.0, "bodies.bmi_spread": 0.05})
    name = "total fast, 1981"
    return [
        Row(name, "day by which 10% are dead", found.day_of(0.1), 41, 51, "first death on day 46"),
        Row(name, "day by which 50% are dead", found.day_of(0.5), 46, 73, "ten deaths on days 46-73"),
        Row(name, "day by which 90% are dead", found.day_of(0.9), 68, 78, "last death on day 73"),
    ]


def minnesota(people: int) -> list[Row]:
    """36 healthy men, 69.3 kg at 1.78 m, on 1 570 of 3 200 kcal, adjusted to each man, so that needs do not differ."""
    own = {"bodies.bmi": 21.9, "bodies.bmi_spread": 0.08, "bodies.need_spread": 0.0}
    found = course([1570 / 3200] * WEEKS_24, people, **own)
    name = "Minnesota, 1944-45"
    return [
        Row(name, "body mass lost in 24 weeks", 1.0 - found.mass[-1], 0.22, 0.27, "24-25%"),
        Row(name, "dead in 24 weeks", found.dead[-1], 0.0, 0.08, "none of 36: below 8% with 95% confidence"),
    ]


def famine_curve() -> list[Row]:
    """Excess deaths in a month at a body mass index."""
    recorded = {17.0: 0.001, 16.0: 0.007, 15.0: 0.056, 14.0: 0.53}
    return [
        Row("body mass index", f"excess a month at {bmi:.0f}", 30 * starvation_per_day(bmi), 0.85 * rate, 1.15 * rate,
            f"{rate:.1%}")
        for bmi, rate in recorded.items()
    ]  # fmt: skip


#: Leningrad's rations on paper from 20 November 1941, kcal (Werth, Russia at War), bread before and after it, g (Reid,
#: Leningrad; raised by 75 g on 25 December), and shares of the people: an assumption.
LENINGRAD = {
    "workers": (1087, (500, 400, 300), 250, 0.35),
    "office workers": (581, (300, 200, 150), 125, 0.15),
    "dependants": (466, (250, 200, 150), 125, 0.3),
    "children": (684, (300, 200, 150), 125, 0.2),
}
BREAD_KCAL = 2.1  # a gram
FROM_TO = (23, 43, 7, 35, 72)  # days from 8 September, 1 October, 13 and 20 November, and 25 December


def leningrad(people: int) -> list[Row]:
    """The winter of 1941-42 with default bodies, from 8 September; rations before 20 November as bread was to bread."""
    dead = np.zeros(180)
    for least, before, bread, share in LENINGRAD.values():
        kcal = [least * grams / bread for grams in (*before, bread)] + [least + 75 * BREAD_KCAL]
        path = np.repeat(kcal, FROM_TO) / NEED_KCAL
        dead += share * course(path.tolist(), people).dead
    in_month = dead[30:] - dead[:-30]
    name = "Leningrad, 1941-42"
    return [
        Row(name, "dead in November", dead[83] - dead[53], 0.002, 0.015, "11 000 of 2.5-3 million"),
        Row(name, "dead in the worst 30 days", float(in_month.max()), 0.025, 0.055, "3-4% a month, rations not met"),
    ]


def episodes(people: int) -> list[Row]:
    """All episodes, with groups of so many people."""
    return [*fast_of_1981(people), *minnesota(people), *famine_curve(), *leningrad(people)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--json", action="store_true", help="end with the figures of the episodes")
    options = parser.parse_args()
    count = options.people
    print("| episode | figure | model | range | record | |\n|---|---|--:|---|---|---|")
    rows = episodes(count)
    for row in rows:
        model, low, high = (f"{value:.3g}" for value in (row.model, row.low, row.high))
        verdict = "in range" if row.agrees else "outside"
        print(f"| {row.episode} | {row.figure} | {model} | {low}-{high} | {row.recorded} | {verdict} |")
    print("\n| ration | 10 / 50 / 90% dead by day | dead in 400 days | per 10 000 per day |\n|--:|---|--:|--:|")
    for ration in (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 1.0):
        found = course([ration] * YEAR_AND_A_MONTH, count)
        days = " / ".join(f"{found.day_of(q):.0f}" if np.isfinite(found.day_of(q)) else "-" for q in (0.1, 0.5, 0.9))
        print(f"| {ration:.1f} | {days} | {found.dead[-1]:.2%} | {found.dead[-1] / YEAR_AND_A_MONTH * 1e4:.2f} |")
    if options.json:
        print(json.dumps({f"{row.episode}: {row.figure}": row.model for row in rows}))
