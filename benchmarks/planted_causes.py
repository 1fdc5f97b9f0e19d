"""Whether `why` finds what made a siege end so: twenty sieges with a planted cause, and five that hang on chance.

    python benchmarks/planted_causes.py --workers 2     # a quarter of an hour

A reference is a small town whose ending is nearly certain. The siege is the reference with one change that gives it
another ending (a parameter or a scheduled event, planted), and four changes that cannot do much. `why` compares the
siege with the reference; the planted cause must be named first. A siege that hangs on chance is a reference near a
border, with five such small changes and no cause.
"""

import argparse
import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.compare.counterfactuals.why import WhyReport, why
from sim.compare.counterfactuals.why_runs import ending_class
from sim.runs.executor import attempt
from sim.runs.plan import plan_run
from sim.runs.run import warm_up
from sim.scenario.load import load_scenario

TOWN = {
    "map.area_km2": 0.2,
    "population.civilians": 200,
    "garrison.fighters": 80,
    "besieger.manpower": 240,
    "besieger.reference_manpower": 240,
}
SHORT = {**TOWN, "clock.horizon_days": 200, "relief.rate_per_week": 0.0, "negotiation.lift_per_week": 0.0}
#: References by name: nobody attacks or talks; an assault comes; a deal is made; the same without talks.
REFERENCES: dict[str, dict[str, Any]] = {
    "held": {**SHORT, "negotiation.allowed": False, "assault.allowed": False},
    "stormed": {**SHORT, "negotiation.allowed": False},
    "surrendered": {**SHORT, "besieger.captor_reputation": 0.95, "garrison.ideology": 0.0},
    "no talks": {
        **SHORT,
        "besieger.captor_reputation": 0.95,
        "garrison.ideology": 0.0,
        "negotiation.allowed": False,
    },
}
#: Changes that cannot do much.
SMALL_CHANGES: tuple[dict[str, Any], ...] = (
    {"convoy.buses": 22},
    {"convoy.road_km": 90.0},
    {"observers.monitors": 0.12},
    {"observers.kept_out": 0.85},
    {"supply.medicine_days": 55.0},
    {"supply.spoil_per_day": 0.0006},
    {"terms.honours_local": 0.022},
    {"patron.rival_request": 0.1},
    {"clock.start": "2017-02-01"},
    {"supply.food_days": 46.0},
    {"fire.strikes_km2_day": 1.55},
    {"schedule.reporters.day": 20, "schedule.reporters.set.observers.journalists": 0.25},
    {"schedule.lull.day": 3, "schedule.lull.ceasefire": 1},
    {"schedule.leak.day": 60, "schedule.leak.set.supply.leak": 0.36},
)
#: Sieges near a border: a third to a half of each end in a deal.
BORDERS: dict[str, dict[str, Any]] = {
    "the town": TOWN,
    "a garrison of high morale": {**TOWN, "garrison.morale": 0.95},
    "a garrison of low morale": {**TOWN, "garrison.morale": 0.3},
    "a strong besieger": {**TOWN, "besieger.manpower": 1000},
    "a late offensive": {**TOWN, "schedule.assault.day": 20, "schedule.assault.offensive": "begin"},
}
EVENT = "schedule.planted"
MOST_SEEDS = 20  # tried until the planted cause changes the ending


class Planted(NamedTuple):
    """A reference and the change that gives the siege another ending."""

    reference: str
    name: str  # of the change, as `why` names it
    values: Mapping[str, Any]


def event(day: int, **content: Any) -> Planted:
    """The content of a scheduled event, without its reference; `__` stands for a dot."""
    values = {f"{EVENT}.{key.replace('__', '.')}": value for key, value in content.items()}
    return Planted("", EVENT, {f"{EVENT}.day": day, **values})


def parameter(name: str, value: Any) -> Planted:
    """A parameter, without its reference."""
    return Planted("", name, {name: value})


def planted() -> Iterator[Planted]:
    """The twenty causes: ten parameters, ten events."""
    by_reference = {
        "held": [
            parameter("assault.allowed", True),
            parameter("relief.rate_per_week", 0.3),
            parameter("garrison.morale", 0.25),
            parameter("exit.desertion_per_day", 0.02),
            event(20, set__assault__allowed=True),
            event(30, set__relief__rate_per_week=0.5),
            event(50, lift=True),
        ],
        "stormed": [
            parameter("besieger.manpower", 40),
            parameter("assault.exchange", 10.0),
            parameter("relief.rate_per_week", 0.7),
            event(1, ceasefire=198),
            event(5, set__assault__allowed=False),
            event(10, set__relief__rate_per_week=0.9),
            event(10, lift=True),
        ],
        "surrendered": [
            parameter("negotiation.allowed", False),
            parameter("garrison.ideology", 3.0),
            event(5, set__negotiation__allowed=False),
            event(5, set__garrison__ideology=3.0),
        ],
        "no talks": [parameter("negotiation.allowed", True), event(3, set__negotiation__allowed=True)],
    }
    for reference, causes in by_reference.items():
        yield from (cause._replace(reference=reference) for cause in causes)


def small_changes(draw: np.random.Generator, number: int, taken: Mapping[str, Any]) -> dict[str, Any]:
    """Some changes that cannot do much, of parameters that are not `taken`."""
    free = [each for each in SMALL_CHANGES if not set(each) & set(taken)]
    chosen = draw.choice(len(free), number, replace=False)
    return {key: value for place in sorted(chosen) for key, value in free[place].items()}


def own_seed(siege: Mapping[str, Any], reference: Mapping[str, Any], first: int) -> int:
    """The first seed from `first` on which siege and reference end differently."""
    for seed in range(first, first + MOST_SEEDS):
        runs = [attempt(plan_run("baseline", seed, overrides=each)) for each in (siege, reference)]
        ends = [ending_class(run.document["outcome"]) for run in runs]
        if ends[0] != ends[1]:
            return seed
    raise SystemExit(f"no seed on which the planted cause matters: {siege}")


def line(number: int, kind: str, cause: str, found: WhyReport, good: bool) -> str:
    """A row of the published table."""
    ending = found.questions.ending.name
    first = found.verdict.causes[0] if found.verdict.causes else found.verdict.decided_by
    shown = "the event" if first == EVENT else first
    about = found.effects[found.effects["outcome"] == found.verdict.about.name]
    row = about[about["counterfactual"] == first].iloc[0] if found.verdict.causes else about.iloc[0]
    effect = f"{100 * row['difference']:.0f} ({100 * row['low']:.0f} to {100 * row['high']:.0f})"
    share = f"{100 * found.verdict.share.value:.0f}%"
    return f"| {number} | {kind} | {cause} | {ending} | {share} | {shown} | {effect} | {'yes' if good else 'no'} |"


def main() -> None:
    """Run and print the table; with --out also the words."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=20, help="other seeds of each planted siege")
    parser.add_argument("--chance-seeds", type=int, default=40, help="other seeds of each siege near a border")
    parser.add_argument("--only", choices=["planted", "chance"], help="one half of the table")
    parser.add_argument("--out", type=Path, help="file for the words, JSON")
    options = parser.parse_args()
    draw, words, began = np.random.default_rng(1), {}, time.monotonic()
    right = {"planted": 0, "chance": 0}
    warm_up()
    print(
        "| | reference | planted cause | ending | others that end so | named first | effect, points (95% CI) | right |"
    )
    print("|--:|---|---|---|--:|---|--:|---|")
    for number, cause in enumerate(planted(), 1):
        reference = REFERENCES[cause.reference]
        siege = {**reference, **cause.values}
        siege |= small_changes(draw, 4, siege)
        if options.only == "chance":
            continue
        seed = own_seed(siege, reference, 100 * number)
        found = why(load_scenario("baseline", siege), load_scenario("baseline", reference), seed=seed,
                    seeds=options.seeds, workers=options.workers)  # fmt: skip
        good = found.verdict.causes[:1] == (cause.name,)
        right["planted"] += good
        names = {key: key.removeprefix(f"{EVENT}.").removeprefix("set.") for key in cause.values}
        shown = ", ".join(f"{names[key]} {value}" for key, value in cause.values.items())
        print(line(number, cause.reference, shown, found, good), flush=True)
        words[f"{number} {shown}"] = found.paragraphs
    for number, (name, reference) in enumerate(BORDERS.items(), 21):
        siege = {**reference, **small_changes(draw, 5, reference)}
        if options.only == "planted":
            continue
        found = why(load_scenario("baseline", siege), load_scenario("baseline", reference), seed=100 * number,
                    seeds=options.chance_seeds, workers=options.workers)  # fmt: skip
        good = found.verdict.decided_by == "chance"
        right["chance"] += good
        print(line(number, name, "none", found, good), flush=True)
        words[f"{number} {name}"] = found.paragraphs
    print(f"\nnamed first: {right['planted']} of 20; said to be chance: {right['chance']} of 5")
    print(f"{time.monotonic() - began:.0f} s with {options.workers} workers")
    if options.out:
        options.out.write_text(f"{json.dumps(words, indent=1)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
