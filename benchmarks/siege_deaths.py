"""Civilian deaths from hunger and disease in three shipped sieges, beside the record. Nothing is fitted to it."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sim.model import SiegeModel
from sim.state.columns import Cause, Kind
from sim.state.siege import Siege
from sim.theatre.model import TheatreModel


class Record(NamedTuple):
    """A shipped siege, how coarse and how long to run it, and what the record says."""

    world: str  # a scenario, or a theatre and its siege
    people_per_agent: int
    days: int
    recorded: str


GHOUTA = "at least 397 of hunger and want of medicine in five years (SNHR): 0.006 per 10 000 per day; a lower bound"
MADAYA = "65 of hunger by May 2016 (SAMS and PHR): 0.05 per 10 000 per day; 0.2 to 0.4 in December 2015 (MSF)"
SARAJEVO = (
    "about 5 100 without trauma in April 1992 - March 1993, ordinary deaths among them (CDC, MMWR 1993): 0.37 a day of "
    "10 000, against 0.27 in 1991"
)

RECORDS = (
    Record("eastern_ghouta_2018", 40, 400, GHOUTA),
    Record("eastern_ghouta_2018", 40, 1800, GHOUTA),
    Record("four_towns_2017:madaya", 1, 650, MADAYA),
    Record("sarajevo_1992", 5, 1500, SARAJEVO),
)


class Toll(NamedTuple):
    """Civilians dead of hunger and disease in one run."""

    hunger: int
    disease: int
    ordinary: float  # deaths that `bodies.disease_per_day` alone stands for
    person_days: int

    def a_day(self, dead: float) -> float:
        """Deaths per 10 000 civilians inside per day."""
        return dead / self.person_days * 1e4


#: What keeps a siege from ending by a deal or an assault, so that it lasts as long as the one on record.
HELD: dict[str, Any] = {"negotiation.allowed": False, "assault.allowed": False}
TOWNS = Path(__file__).parents[1] / "configs" / "theatres"


def mornings(record: Record, seed: int, held: bool) -> Iterator[Siege]:
    """The siege on each morning of a run, and once more at its end; `held`: without talks and assaults, and alone."""
    name, _, town = record.world.partition(":")
    model: SiegeModel | TheatreModel
    if town and held:
        model = SiegeModel(str(TOWNS / name / f"{town}.yaml"), seed=seed, **HELD)
        siege = model.siege
    elif town:
        theatre = TheatreModel(name, seed=seed)
        model = theatre
        siege = theatre.sieges[town]
    else:
        coarse: dict[str, Any] = {"population.people_per_agent": record.people_per_agent}
        model = SiegeModel(name, seed=seed, **(coarse | (HELD if held else {})))
        siege = model.siege
    while model.running and siege.day < record.days and siege.ending is None:
        yield siege
        model.step()
    yield siege


def toll(record: Record, seed: int, held: bool) -> tuple[Toll, int]:
    """Deaths of a run, and the day on which it ended or was cut."""
    person_days, siege = 0, None
    for siege in mornings(record, seed, held):
        person_days += siege.inside(Kind.civilian)
    assert siege is not None
    dead = siege.deaths[Kind.civilian]
    ordinary = person_days * siege.scenario.bodies.disease_per_day
    return Toll(int(dead[Cause.hunger]), int(dead[Cause.disease]), ordinary, person_days), siege.day


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--held", action="store_true", help="without talks and assaults, each siege alone")
    args = parser.parse_args()
    print("| siege | seed | days | dead of hunger | of disease | excess, per 10 000 per day | recorded |")
    print("|---|--:|--:|--:|--:|--:|---|")
    for record in RECORDS:
        for seed in range(1, args.seeds + 1):
            found, day = toll(record, seed, args.held)
            excess = found.a_day(found.hunger + found.disease - found.ordinary)
            print(
                f"| {record.world} | {seed} | {day} | {found.hunger:,} | {found.disease:,} | {excess:.3f} "
                f"| {record.recorded} |",
                flush=True,
            )
