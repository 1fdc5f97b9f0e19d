"""Tables of runs with a known effect: seeds share their luck over all levels, as in a sweep."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.facts.fact import Claim, FactWorld, StylisedFact

LEVER, OTHER = "guarantor.strength", "besieger.audience_cost"
ENDS = (0.0, 1.0)


def fact_of(*claims: dict[str, Any], levels: Sequence[float] = ENDS, across: Sequence[float] = ()) -> StylisedFact:
    """A fact of one world with these claims."""
    levers: dict[str, Any] = {LEVER: list(levels)} | ({OTHER: list(across)} if across else {})
    declaration = {"name": "planted", "code": "P1", "title": "t", "statement": "s", "source": "none", "control": "none"}
    made = [Claim.model_validate({"says": "planted", "world": "here", **claim}) for claim in claims]
    worlds = {"here": FactWorld(says="a table")}
    return StylisedFact(**declaration, worlds=worlds, levers=levers, replicates=2, claims=made)


def runs(
    seeds: int,
    luck: int,
    deal: Any,
    pace: Any = lambda level, other: 60.0 + 0 * level,
    levels: Sequence[float] = ENDS,
    across: Sequence[float] = (),
) -> pd.DataFrame:
    """Runs that end in an evacuation where their luck is under `deal`, else in a storm, after `pace` days on average.

    They are cut at a year. Three quarters of the luck are shared by all levels of a seed.
    """
    chance = np.random.default_rng(luck)
    shape = (seeds, len(levels), len(across) or 1)
    u, v = np.where(chance.random((2, *shape)) < 0.75, chance.random((2, seeds, 1, 1)), chance.random((2, *shape)))
    seed, level, other = np.meshgrid(np.arange(1, seeds + 1), levels, across or [0.0], indexing="ij")
    day = -pace(level=level, other=other) * np.log(1 - v)
    left = u < deal(level=level, other=other)
    how = np.where(day > 365, "stalemate", np.where(left, "evacuation", "stormed"))
    columns = {LEVER: level, OTHER: other, "seed": seed, "ending": how, "exit_day": np.minimum(day, 365)}
    columns |= {"signed_day": np.where(how == "evacuation", day, np.nan), "deal": how == "evacuation"}
    return pd.DataFrame({name: column.ravel() for name, column in columns.items()}).assign(world="here")
