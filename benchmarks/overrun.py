"""How often the ground of defenders falls in a push, and who cannot slip back, beside the rules of the forecast.

    python benchmarks/overrun.py               # 60 random worlds in two arms, a minute

In random worlds without fire on the line, an assault is ordered and never called off. In one arm a twentieth of those
overrun are killed, which counts them; in the other nobody is, and those who cannot slip back give themselves up. Each
day of a push gives the times that men are overrun by the rule, men on the line x hazard that its ground falls: the
constants `OVERRUN` and `CUT_OFF` of `sim/theory/push_forecast.py` are what is counted over that.
"""

import argparse
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np
from contact import ORDER
from estimates import random_worlds

from sim.model import SiegeModel
from sim.scenario.ground import Holder
from sim.scenario.load import load_scenario
from sim.state.columns import Cause, Kind, Status
from sim.state.grid import ATTACK, DEFENCE
from sim.theory import assault, movement, push_forecast

#: Nobody is hit on the line; captivity is safe, so that whoever is cut off gives himself up.
NO_FIRE: dict[str, object] = {
    "assault.lethality_per_day": 1e-6, "besieger.captor_reputation": 1.0, "garrison.foreign_share": 0.0,
}  # fmt: skip
COUNTED = 0.05  # of those overrun, killed in the first arm
LONGEST = 90  # days


class Count(NamedTuple):
    """What a world counts over the days of its pushes."""

    reach: int  # cells that a man can slip back
    expected: float  # times that men are overrun, by the rule
    killed: int
    taken: int


def counted(world: dict[str, object], killed_share: float) -> Count:
    """One world in one arm."""
    overrides = world | ORDER | NO_FIRE | {"assault.overrun_killed": killed_share, "clock.horizon_days": LONGEST}
    model = SiegeModel(load_scenario("baseline", overrides), seed=1)
    siege, grid = model.siege, model.siege.grid
    expected, killed, taken = 0.0, 0, 0
    while model.running:
        dead, captives = siege.deaths[Kind.fighter, Cause.assault], siege.people_in(Kind.fighter, Status.custody)
        model.step()
        if not (siege.campaign.pushing and model.running):  # the force that breaks is no longer overrun
            continue
        line = grid.front[: siege.n_front]
        line = line[grid.contested[line] == 1]
        ours, theirs = line[grid.holder[line] == Holder.garrison], line[grid.holder[line] == Holder.besieger]
        attack, defence = grid.strength[ATTACK][theirs].sum() / 256.0, grid.strength[DEFENCE][ours].sum() / 256.0
        situation = model.engine.decision_inputs()[0]
        support, fortune = float(model.engine.day_inputs["support"][0]), float(siege.campaign.attack_factor)
        odds = assault.odds_of_ground(attack, defence, situation.cover, support, fortune) ** push_forecast.FACED_SLOPE
        falls = assault.taken_per_day(odds, siege.scenario.assault.advance_m_day, siege.shape.cell_m)
        expected += float(grid.crowd[Kind.fighter][ours].sum()) * falls
        killed += int(siege.deaths[Kind.fighter, Cause.assault] - dead)
        taken += siege.people_in(Kind.fighter, Status.custody) - captives
    model.engine.close()
    return Count(movement.reach_cells(siege.scenario.movement.exact(), siege.shape.cell_m), expected, killed, taken)


def both_arms(world: dict[str, object]) -> tuple[Count, Count]:
    """The world where those overrun are counted, and where those cut off are."""
    return counted(world, COUNTED), counted(world, 0.0)


def main() -> None:
    """Print both constants, and those cut off by how far men can walk."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=60)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool:
        arms = list(pool.map(both_arms, list(random_worlds(options.worlds))))
    first, second = zip(*arms, strict=True)
    times = sum(count.killed for count in first) / COUNTED
    overrun = times / sum(count.expected for count in first)
    print(f"overrun: {overrun:.2f} of men on the line x hazard that it falls (rule: {push_forecast.OVERRUN})")
    print("| cells within a day's walk | worlds | cut off, share of those overrun | rule |")
    for reach in sorted({count.reach for count in second}):
        part = [count for count in second if count.reach == reach]
        seen = sum(count.taken for count in part) / max(1.0, overrun * sum(count.expected for count in part))
        print(f"| {reach} | {len(part)} | {seen:.4f} | {push_forecast.CUT_OFF / reach:.4f} |")
    spread = np.quantile(
        [count.killed / COUNTED / count.expected for count in first if count.expected > 100], (0.1, 0.9)
    )
    print(f"80 % of worlds: {spread[0]:.2f} to {spread[1]:.2f} overrun")


if __name__ == "__main__":
    main()
