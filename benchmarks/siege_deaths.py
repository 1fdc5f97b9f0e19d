"""Civilian deaths from hunger and disease in three shipped sieges, beside the record. Nothing is fitted to it."""

import argparse
from collections.abc import Iterator
from typing import NamedTuple

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


GHOUTA = "at least 397 of hunger and want of medicine in five years (SNHR): 0.006 a day of 10 000; a lower bound"
MADAYA = "65 of hunger by May 2016 (SAMS and PHR): 0.05 a day of 10 000; 0.2 to 0.4 in December 2015 (MSF)"
SARAJEVO = (
    "about 5 100 without trauma in April 1992 - March 1993, ordinary deaths among them (CDC, MMWR 1993): 0.37 a day of "
    "10 000, against 0.27 in 1991"
)

RECORDS = (
    Record("eastern_ghouta_2018", 40, 400, GHOUTA),
    Record("eastern_ghouta_2018", 40, 1800, GHOUTA),
    Record("four_towns_2017:madaya", 1, 650, MADAYA),
    Record("sarajevo_1992", 40, 1500, SARAJEVO),
)


class Toll(NamedTuple):
    """Civilians dead of hunger and disease in one run."""

    hunger: int
    disease: int
    ordinary: float  # deaths that `bodies.disease_per_day` alone stands for
    person_days: int

    def a_day(self, dead: float) -> float:
        """Deaths a day of 10 000 civilians inside."""
        return dead / self.person_days * 1e4


def mornings(record: Record, seed: int) -> Iterator[Siege]:
    """The siege on each morning of a run, and once more at its end."""
    name, _, town = record.world.partition(":")
    if town:
        theatre = TheatreModel(name, seed=seed)
        model: SiegeModel | TheatreModel = theatre
        siege = theatre.sieges[town]
    else:
        model = SiegeModel(name, seed=seed, **{"population.people_per_agent": record.people_per_agent})
        siege = model.siege
    while model.running and siege.day < record.days and siege.ending is None:
        yield siege
        model.step()
    yield siege


def toll(record: Record, seed: int) -> tuple[Toll, int]:
    """Deaths of a run, and the day on which it ended or was cut."""
    person_days, siege = 0, None
    for siege in mornings(record, seed):
        person_days += siege.inside(Kind.civilian)
    assert siege is not None
    dead = siege.deaths[Kind.civilian]
    ordinary = person_days * siege.scenario.bodies.disease_per_day
    return Toll(int(dead[Cause.hunger]), int(dead[Cause.disease]), ordinary, person_days), siege.day


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=2)
    seeds = parser.parse_args().seeds
    print("| siege | seed | days | dead of hunger | of disease | beyond ordinary, a day of 10 000 | recorded |")
    print("|---|--:|--:|--:|--:|--:|---|")
    for record in RECORDS:
        for seed in range(1, seeds + 1):
            found, day = toll(record, seed)
            excess = found.a_day(found.hunger + found.disease - found.ordinary)
            print(
                f"| {record.world} | {seed} | {day} | {found.hunger:,} | {found.disease:,} | {excess:.3f} "
                f"| {record.recorded} |",
                flush=True,
            )
