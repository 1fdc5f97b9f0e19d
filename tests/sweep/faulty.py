"""Sieges that go wrong, for worker processes to import."""

import os
from typing import Any

from sim.model import SiegeModel
from sim.sweep import chunk_worker
from sim.sweep.chunk_worker import Chunk, ChunkTables

SEED, DAY = 3, 2


class Faulty(SiegeModel):
    """A siege that fails on its second day, with one seed, where food is scarce and morale high."""

    def step(self) -> None:
        world = self.siege.scenario
        if self.siege.seed == SEED and self.siege.day == DAY and world.supply.food_days == 5.0:
            raise ZeroDivisionError("a fault\nof the model")
        super().step()


def dies(chunk: Chunk) -> ChunkTables:
    """Carry out a chunk in a process that dies of one run."""
    for asked in chunk.runs:
        if asked.seed == SEED and asked.point == 1:
            os._exit(9)
    return chunk_worker.run_chunk(chunk)


def handler(work: Any) -> Any:
    """The chunk handler of a sweep that runs another function."""
    return chunk_worker.CHUNK_HANDLER._replace(run=work)
