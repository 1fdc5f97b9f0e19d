"""Isolated assaults against the field's share of wins: emergent win share and exchange ratio by force ratio."""

import argparse
import json
import math
from typing import Any

import yaml

from sim.model import SiegeModel
from sim.scenario.load import load_scenario
from sim.state.columns import Kind

#: One push on an open field, everyone in it, nobody talking, eating or watching.
FIELD = {
    "map.generate": "open",
    "map.area_km2": 1.0,
    "population.civilians": 0,
    "garrison.fighters": 400,
    "garrison.foreign_share": 0.0,
    "supply.food_days": 1000.0,
    "besieger.offensive_day": 0,
    "besieger.cordon_share": 0.0,
    "besieger.reserve_share": 0.0,
    "fire.strikes_km2_day": 0.0,
    "negotiation.allowed": False,
    "negotiation.envelopment": 0.0,
    "negotiation.collapse_per_day": 0.0,
    "negotiation.lift_per_week": 0.0,
    "relief.rate_per_week": 0.0,
}


def field_win_share(ratio: float) -> float:
    """The field's win share: logit P = -0.07 + 0.94 ln FR (672 engagements, The Dupuy Institute)."""
    return 1.0 / (1.0 + math.exp(0.07 - 0.94 * math.log(ratio)))


def assault(ratio: float, seed: int, **more: Any) -> tuple[bool, int, int]:
    """One push: whether it won, and the dead of both sides, defenders first."""
    world = FIELD | more
    world["besieger.manpower"] = round(ratio * int(world["garrison.fighters"]))
    model = SiegeModel(load_scenario("baseline", world), seed=seed)
    siege = model.siege
    while model.running and siege.campaign.won + siege.campaign.repulsed == 0:
        model.step()
    won = siege.campaign.won > 0
    return won, int(siege.deaths[Kind.fighter].sum()), int(siege.deaths[Kind.besieger].sum())


def curve(ratios: tuple[float, ...], runs: int, **more: Any) -> list[dict[str, float]]:
    """Win share and exchange ratio at each force ratio, over so many seeds."""
    rows = []
    for ratio in ratios:
        results = [assault(ratio, seed, **more) for seed in range(runs)]
        wins = sum(won for won, _, _ in results)
        defenders = sum(d for _, d, _ in results)
        attackers = sum(a for _, _, a in results)
        rows.append(
            {
                "ratio": ratio,
                "win_share": wins / runs,
                "field": field_win_share(ratio),
                "exchange": attackers / max(1, defenders),
                "dead_defenders": defenders / runs,
                "dead_attackers": attackers / runs,
            }
        )
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=400)
    parser.add_argument("--set", action="append", default=[], help="dotted=value, as for `safeconduct run`")
    parser.add_argument("--json", action="store_true", help="end with the share won by force ratio as JSON")
    arguments = parser.parse_args()
    extra = {k: yaml.safe_load(v) for k, v in (item.split("=", 1) for item in arguments.set)}
    print(f"{'ratio':>6} {'won':>6} {'field':>6} {'exchange':>9} {'dead def':>9} {'dead att':>9}")
    rows = curve((1, 2, 3, 5, 8), arguments.runs, **extra)
    for row in rows:
        print(
            f"{row['ratio']:6.1f} {row['win_share']:6.2f} {row['field']:6.2f} {row['exchange']:9.2f}"
            f" {row['dead_defenders']:9.1f} {row['dead_attackers']:9.1f}"
        )
    if arguments.json:
        print(json.dumps({f"{row['ratio']}": row["win_share"] for row in rows}))
