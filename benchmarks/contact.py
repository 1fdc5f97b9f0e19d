"""How men meet on the line of a push in the model, beside the rules by which a staff forecasts it.

    python benchmarks/contact.py               # 60 random worlds, some minutes

In random worlds an assault is ordered and never called off. On each day of a push the men on its line are counted:
which part of those who, by `gathered`, have come to the sector stands there (`ON_LINE`), and which share of the contact
each of them faces (`faced`), by the ratio of both sides on the line. The constants of `sim/theory/push_forecast.py`
whose source is this script were read from such tables.
"""

import argparse
import itertools
import json
import math
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, NamedTuple

import numpy as np
from estimates import random_worlds

from sim.model import SiegeModel
from sim.scenario.ground import Holder
from sim.scenario.load import load_scenario
from sim.state.columns import Kind
from sim.state.grid import ATTACK, DEFENCE
from sim.state.siege import Siege
from sim.theory import push_forecast as forecast
from sim.theory.situation import assault_share

#: An assault on day 10, that is never called off.
ORDER: dict[str, object] = {
    "besieger.offensive_day": 10, "besieger.offensive_binding": True, "negotiation.allowed": False,
    "relief.rate_per_week": 0.0,
}  # fmt: skip
RATIOS = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, math.inf)


class Seen(NamedTuple):
    """One side on one day of a push."""

    attacks: bool
    on_line: float  # men on the line, over those who have gathered
    enemy: float  # strength on the line
    own: float
    faced: float  # mean share of the contact that its men face


def around(strength: np.ndarray, cells: np.ndarray, width: int) -> np.ndarray:
    """Strength in the three by three cells around each of some cells."""
    steps = [dy + dx for dy in (-width, 0, width) for dx in (-1, 0, 1)]
    return np.sum([strength[cells + step] for step in steps], axis=0)


def seen_today(siege: Siege, began: int) -> Iterator[Seen]:
    """Both sides on the line of today's push, which `began` on a day."""
    grid, b, s = siege.grid, siege.scenario.besieger, siege.scenario
    line = grid.front[: siege.n_front]
    line = line[grid.contested[line] == 1]
    ours = line[grid.holder[line] == Holder.garrison]
    theirs = line[grid.holder[line] == Holder.besieger]
    attack, defence = grid.strength[ATTACK] / 256.0, grid.strength[DEFENCE] / 256.0
    radius = math.sqrt(siege.held_cells() / math.pi) * siege.shape.cell_m
    walked = siege.day - began - 0.5
    brought = siege.inside(Kind.besieger) * assault_share(b.cordon_share, b.reserve_share)
    brought *= forecast.gathered(walked * s.movement.besieger_m_day, 2.0 * math.pi * radius * forecast.SECTOR)
    mobile = s.movement.mobile_share
    moved = mobile * forecast.gathered(walked * s.movement.fighter_m_day, forecast.WAY_THROUGH * radius)
    met = siege.inside(Kind.fighter) * ((1.0 - mobile) * forecast.SECTOR + moved)
    for attacks, cells, kind, gathered in ((False, ours, Kind.fighter, met), (True, theirs, Kind.besieger, brought)):
        men = grid.crowd[kind][cells].astype(float)
        if men.sum() <= 0.0 or gathered <= 0.0:
            continue
        own, enemy = (attack, defence) if attacks else (defence, attack)
        near_own, near_enemy = around(own, cells, siege.shape.width), around(enemy, cells, siege.shape.width)
        share = near_enemy / np.maximum(1e-9, near_own + near_enemy)
        other = theirs if kind == Kind.fighter else ours
        yield Seen(
            attacks, float(men.sum() / gathered), float(enemy[other].sum()), float(own[cells].sum()),
            float((men * share).sum() / men.sum()),
        )  # fmt: skip


def days_of(world: dict[str, object]) -> list[Seen]:
    """Every day of every push in one world, from its third day on, when men have come."""
    model = SiegeModel(load_scenario("baseline", world | ORDER), seed=1)
    rows: list[Seen] = []
    pushes = began = 0
    while model.running:
        model.step()
        campaign = model.siege.campaign
        if campaign.pushes != pushes:
            pushes, began = campaign.pushes, model.siege.day - 1
        if campaign.pushing and model.siege.day - began >= 3:
            rows += seen_today(model.siege, began)
    model.engine.close()
    return rows


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=60)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="end with the medians")
    options = parser.parse_args()
    with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool:
        rows = [row for rows in pool.map(days_of, list(random_worlds(options.worlds))) for row in rows]
    document: dict[str, Any] = {}
    for attacks, name in ((False, "defenders"), (True, "attackers")):
        side = [row for row in rows if row.attacks == attacks]
        shares = np.array([row.on_line for row in side])
        document[f"{name} on the line"] = float(np.median(shares))
        print(f"{name}: {np.median(shares):.2f} of those who have gathered are on the line (rule: {forecast.ON_LINE})")
        print("| enemy over own, on the line | days | share faced | rule |")
        for low, high in itertools.pairwise(RATIOS):
            part = [row for row in side if row.own > 0.0 and low <= row.enemy / row.own < high]
            if not part:
                continue
            faced = float(np.mean([row.faced for row in part]))
            rule = float(np.mean([forecast.faced(row.enemy, row.own) for row in part]))
            document[f"{name} from {low:g}"] = faced
            print(f"| {low:g} to {high:g} | {len(part)} | {faced:.2f} | {rule:.2f} |")
    if options.json:
        print(json.dumps(document))


if __name__ == "__main__":
    main()
