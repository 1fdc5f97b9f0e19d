"""Small sieges through the loader, for tests of any floor."""

from collections.abc import Callable
from typing import Any

import pytest
from worlds import HAMLET

from sim.model import SiegeModel

MakeSiege = Callable[..., SiegeModel]


@pytest.fixture
def hamlet() -> MakeSiege:
    """Make the hamlet: `hamlet(PRESSED, seed=3, threads=2, **{"supply.food_days": 5.0})`."""

    def make(*groups: dict[str, Any], seed: int = 1, threads: int = 1, **overrides: Any) -> SiegeModel:
        world = dict(HAMLET)
        for group in (*groups, overrides):
            world |= group
        return SiegeModel("baseline", seed=seed, threads=threads, **world)

    return make
