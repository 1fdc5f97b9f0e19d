"""The compiled day on one thread or several: the same calls in the same order, the same bits."""

import functools
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from sim.kernels import day
from sim.kernels.block import bench
from sim.kernels.day import Sums
from sim.state.columns import COUNT_WIDTH, N_KIND
from sim.state.moment import Moment, packed
from sim.state.siege import Siege, Survey
from sim.theory.bodies import starvation_per_day

#: Fewer rows stay on one thread. Best days on 256 x 256 cells, two threads over one: 0.86 as fast at 160 000 rows, 1.11
#: at 320 000, with others at work on the machine.
SERIAL_BELOW = 250_000


@functools.cache
def starvation_table() -> np.ndarray:
    """The theory's hazard of starvation by body mass index in steps of 1/64, float32, 0 to 40."""
    return np.array([starvation_per_day(step / 64.0) for step in range(40 * 64)], np.float32)


def _part_of(whole: Sums) -> Sums:
    """Room for what one of several chunks adds up."""
    return Sums._make([*(np.zeros_like(array) for array in whole[:-1]), bench()])


class Day:
    """Carries out days for one siege; holds what the kernels need besides its state."""

    def __init__(self, siege: Siege, threads: int) -> None:
        """Prepare for a siege; `threads` is an upper bound."""
        self.siege, grid = siege, siege.grid
        self.ring_men_per_km = np.float32(siege.scenario.besieger.ring_men_per_km)
        self.starvation = starvation_table()
        self.first_group = int(siege.people.group[siege.roll.start[1]])
        cells = grid.holder.size
        self.axial = np.zeros(cells, np.uint8)
        self.heads = np.zeros((N_KIND, COUNT_WIDTH), np.int64)
        self.means = np.zeros((2, N_KIND))
        self.held = np.zeros(cells, np.float32)
        self.parts = 1 if siege.people.cell.size < SERIAL_BELOW else max(1, threads)
        whole = Sums(grid.strength, siege.toll, siege.counts, grid.crowd, bench())
        self.columns = (*siege.people, *siege.roll, *grid, *siege.groups, *whole[:-1], *whole.bench)
        self.sums = [whole] if self.parts == 1 else [_part_of(whole) for _ in range(self.parts)]
        self.pool = ThreadPoolExecutor(self.parts) if self.parts > 1 else None

    def run(self, today: Moment) -> None:
        """One day. Writes the siege: people, ground, groups, toll, counts, line, what is seen."""
        siege, rules, moment = self.siege, self.siege.rules, packed(today)
        people, roll, grid, groups = siege.people, siege.roll, siege.grid, siege.groups
        line = siege.n_front, siege.line_moved
        if self.pool is None:
            siege.n_front, changed, evening = day.whole_day(
                self.first_group, self.axial, moment, *line, rules, self.ring_men_per_km, self.starvation, self.heads,
                self.means, self.held, *self.columns,
            )  # fmt: skip
        else:
            for sums in self.sums:
                sums.toll[:] = 0
            siege.n_front = day.morning(
                people, roll, self.first_group, grid, self.axial, groups, moment, *line, rules, self.ring_men_per_km,
                self.sums[0].bench,
            )  # fmt: skip
            self._each(day.bodies_of, moment, rules, self.starvation)
            changed = fell = 0
            for tick in range(today.ticks):
                siege.n_front, fell, strikes, whole = day.ground(
                    grid, self.axial, moment, tick, siege.n_front, fell > 0, rules
                )
                changed += fell
                self._each(day.people_of, grid, groups, moment, tick, strikes, whole, rules)
                self._merge(grid.strength, [s.strength for s in self.sums])
            siege.toll += sum(s.toll for s in self.sums)
            evening = self._evening()
        siege.line_moved = changed > 0
        self._book(evening)

    def count(self) -> None:
        """Count everyone again, after statuses changed outside the compiled day. Writes the counts, what is seen."""
        self._book(self._evening())

    def _evening(self) -> Any:
        siege = self.siege
        self._each(day.count, siege.rules)
        if self.pool is not None:
            siege.counts[:] = sum(s.counts for s in self.sums)
            self._merge(siege.grid.crowd, [s.crowd for s in self.sums])
        return day.evening(siege.grid, siege.counts, siege.toll, self.heads, self.means, self.held)

    def _book(self, evening: Any) -> None:
        foreign, starved, ground = evening
        minds, masses = self.means.tolist()
        self.siege.seen = Survey(self.heads.tolist(), minds, masses, foreign, starved, *ground)

    @staticmethod
    def _merge(into: np.ndarray, parts: list[np.ndarray]) -> None:
        """Add up what the chunks counted."""
        day.merge(into, parts[0], parts[1])
        for more in parts[2:]:
            into += more

    def _each(self, kernel: Any, *tail: Any) -> None:
        """Run a kernel on every chunk, at once where there are several, and wait for all of them."""
        siege = self.siege
        if self.pool is None:
            kernel(siege.people, siege.roll, 0, 1, *tail, self.sums[0])
            return
        jobs = [
            self.pool.submit(kernel, siege.people, siege.roll, part, self.parts, *tail, sums)
            for part, sums in enumerate(self.sums)
        ]
        for job in jobs:
            job.result()

    def close(self) -> None:
        """Let the threads go."""
        if self.pool is not None:
            self.pool.shutdown()
