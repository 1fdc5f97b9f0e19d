"""Compiled days on one thread or several: the same calls in the same order, the same bits."""

import functools
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from sim.kernels import day, fast_forward, fields, series
from sim.kernels.block import new_scratch
from sim.kernels.day import SiegeArrays, Sums
from sim.kernels.decision_round import DecisionScratch
from sim.kernels.evening import Evening, GroundSurvey
from sim.kernels.fast_forward import SiegeParams, WorkingMemory
from sim.state.columns import COUNT_WIDTH, N_KIND, Kind
from sim.state.day_inputs import DayInputs, packed, site_inputs_of
from sim.state.kernel_records import KernelRecords
from sim.state.siege import Census, Siege
from sim.theory import beliefs, observers
from sim.theory.bodies import starvation_per_day
from sim.theory.garrison_options import Outlook
from sim.theory.packages import MENU
from sim.theory.probability import event_probability
from sim.theory.situation import Situation

#: Fewer rows stay on one thread. Best days on 256 x 256 cells, two threads over one: 0.86 as fast at 160 000 rows, 1.11
#: at 320 000, with others at work on the machine.
SERIAL_BELOW = 250_000
#: Most days of one call of compiled code; longer fast-forwards take several calls.
MOST_DAYS = 512


def _blank(kind: Any) -> Any:
    """A tuple of zeros, which gives a record its layout."""
    return kind._make([0 if of is int else 0.0 for of in kind.__annotations__.values()])


@functools.cache
def starvation_table() -> np.ndarray:
    """A day's probability of starving by body mass index in steps of 1/64, 0 to 40; float32 (2560,).

    Random numbers come in steps of 2**-24: the probability is rounded up to a step, so that float32 holds it and no
    draw falls on its other side.
    """
    hazard = np.array([starvation_per_day(step / 64.0) for step in range(40 * 64)], np.float32)
    exact = np.array([event_probability(rate, np.float32(1.0)) for rate in hazard])
    return np.ldexp(np.ceil(np.ldexp(exact, 24)), -24).astype(np.float32)


def _part_of(whole: Sums) -> Sums:
    """Room for what one of several chunks adds up."""
    return Sums._make([*(np.zeros_like(array) for array in whole[:-1]), new_scratch()])


class DaysRun(NamedTuple):
    """How far a call of `DayEngine.run` has come."""

    finished: int  # days that have their row in the series
    decided: bool  # whether there was a decision round on the day that is not finished yet


class DayEngine:
    """Simulates days of one siege; holds what the kernels need besides its state."""

    def __init__(self, siege: Siege, threads: int) -> None:
        """Prepare for a siege; `threads` is an upper bound."""
        self.siege, self.threads, grid = siege, threads, siege.grid
        cells = grid.holder.size
        self.arrays = SiegeArrays(
            siege.people, siege.layout, siege.groups, grid, np.zeros(cells, np.uint8), starvation_table()
        )
        self.day_inputs = packed(_blank(DayInputs))
        kept = observers.kept_per_day(siege.scenario.observers.attention_days)
        first_group = int(siege.people.group[siege.layout.kind_start[Kind.fighter]])
        self.site = site_inputs_of(siege.scenario, siege.seed, siege.shape, kept, first_group)
        self.evening = Evening(
            np.zeros((N_KIND, COUNT_WIDTH), np.int64), np.zeros((2, N_KIND)), np.zeros(cells, np.float32),
            packed(_blank(GroundSurvey), "f8"), packed(_blank(Situation), "f8"), packed(_blank(Outlook), "f8"),
        )  # fmt: skip
        self.rows = series.rows(MOST_DAYS)
        self.parts = 1 if siege.people.cell.size < SERIAL_BELOW else max(1, threads)
        whole = Sums(grid.strength, siege.deaths, siege.faction_counts, grid.crowd, new_scratch())
        self.sums = [whole] if self.parts == 1 else [_part_of(whole) for _ in range(self.parts)]
        self.pool = ThreadPoolExecutor(self.parts) if self.parts > 1 else None

    @functools.cached_property
    def kernel_records(self) -> KernelRecords:
        """The siege's state as records; made on first access, when the hidden types have been drawn."""
        return KernelRecords(self.siege)

    @functools.cached_property
    def scratch(self) -> DecisionScratch:
        """First beliefs, and work space, of decision rounds."""
        n, mind = self.siege.scenario.negotiation, self.siege.besieger
        first = np.array(beliefs.first_belief(n.belief_spread))
        stock = (
            np.array(beliefs.first_stock(mind.first_endurance_factor, n.sight_spread))
            if n.sight_spread > 0.0
            else np.zeros(0)
        )
        return DecisionScratch(
            first, stock, np.zeros_like(first), np.ones_like(first), np.zeros((2, len(MENU))), np.zeros(0)
        )

    @functools.cached_property
    def memory(self) -> WorkingMemory:
        """Working memory of compiled days on one thread."""
        return WorkingMemory(self.day_inputs, self.sums[0], self.scratch, self.rows)

    def run(self, days: int, min_ration: float, interval: float) -> DaysRun:
        """Simulate at most `days` days, the last one not finished yet; fewer where somebody acts.

        It also ends on the day on which the civilians' ration falls below `min_ration`. `interval` is the number of
        days between two offers. Writes the siege: people, ground, groups, state, deaths, counts, line, day, series.
        """
        siege = self.siege
        self.kernel_records.fill(interval)
        place_value = siege.place_value()
        if self.pool is None:
            params = SiegeParams(self.site, siege.kernel_params, siege.party_params, siege.partners)
            finished, siege.n_front, siege.line_moved, decided, learned, steps = fast_forward.run_days(
                min(days, MOST_DAYS), siege.day, siege.n_front, siege.line_moved, place_value, min_ration, params,
                self.arrays, self.kernel_records.records, self.evening, self.memory,
            )  # fmt: skip
        else:
            finished, (decided, learned, steps) = 0, self._one_day(siege.census.held_cells, place_value)
        self.kernel_records.read_back(learned)
        self._publish_counts()
        finished = int(finished)
        siege.day += finished
        siege.pending_rows.append(self.rows[:finished].copy())
        siege.agent_steps += int(steps)
        return DaysRun(finished, decided)

    def _one_day(self, held: int, place_value: float) -> tuple[bool, bool, int | np.int64]:
        """One day on several threads, not finished yet, as the inside of `fast_forward.run_days`.

        Returns whether there was a decision round, whether the besieger updated his beliefs, and the agent-steps.
        """
        siege, day_inputs, state = self.siege, self.day_inputs, self.kernel_records.records
        params, party_params, grid = siege.kernel_params, siege.party_params, siege.grid
        fast_forward.start_day(day_inputs, state, self.evening, self.site, party_params, siege.day)
        for sums in self.sums:
            sums.deaths[:] = 0
        siege.n_front = day.morning(
            self.arrays, self.site, day_inputs, siege.n_front, siege.line_moved, params, self.sums[0].scratch
        )
        self._run_chunks(day.bodies_day, day_inputs, params)
        changed = fell = 0
        whole = fields.is_whole(grid)
        for tick in range(siege.scenario.clock.ticks_per_day):
            siege.n_front, fell, strikes, whole = day.ground_tick(
                self.arrays, day_inputs, tick, siege.n_front, fell > 0, whole, params
            )
            changed += fell
            self._run_chunks(day.people_tick, day_inputs, tick, strikes, whole and fell == 0, params)
            self._merge(grid.strength, [s.strength for s in self.sums])
        siege.deaths += sum(s.deaths for s in self.sums)
        siege.line_moved = changed > 0
        self._count_evening()
        return fast_forward.close_day(
            state, self.scratch, self.evening, self.site, party_params, held, place_value, siege.day
        )

    def write_row(self) -> None:
        """Append today's row, as everything stands, to the series of the siege."""
        self.kernel_records.fill(0.0)
        series.write(self.rows, 0, self.kernel_records.records, self.evening, self.siege.party_params, self.siege.day)
        self.siege.pending_rows.append(self.rows[:1].copy())

    def decision_inputs(self) -> tuple[Situation, np.ndarray, Outlook]:
        """What the commands knew at the decision round of the last day: the situation, its record (1,), the outlook."""
        e = self.evening
        return Situation(*e.situation.tolist()[0]), e.situation, Outlook(*e.outlook.tolist()[0])

    def count(self) -> None:
        """Count everyone again, after statuses changed outside the compiled day. Writes the counts and the census."""
        self._count_evening()
        self._publish_counts()

    def _count_evening(self) -> None:
        siege, e = self.siege, self.evening
        self._run_chunks(day.count, siege.kernel_params)
        if self.pool is not None:
            siege.faction_counts[:] = sum(s.faction_counts for s in self.sums)
            self._merge(siege.grid.crowd, [s.crowd for s in self.sums])
        day.evening(siege.grid, siege.faction_counts, siege.deaths, e)

    def _publish_counts(self) -> None:
        """Copy the counts and the survey of the ground into the census of the siege."""
        e = self.evening
        foreign, families, starved, *ground = e.ground.tolist()[0]
        minds, masses = e.means.tolist()
        self.siege.census = Census(e.counts.tolist(), minds, masses, foreign, families, starved, *ground)

    @staticmethod
    def _merge(into: np.ndarray, parts: list[np.ndarray]) -> None:
        """Add up what the chunks counted."""
        day.merge(into, parts[0], parts[1])
        for more in parts[2:]:
            into += more

    def _run_chunks(self, kernel: Any, *tail: Any) -> None:
        """Run a kernel on every chunk, at once where there are several, and wait for all of them."""
        if self.pool is None:
            kernel(self.arrays, 0, 1, *tail, self.sums[0])
            return
        jobs = [
            self.pool.submit(kernel, self.arrays, part, self.parts, *tail, sums) for part, sums in enumerate(self.sums)
        ]
        for job in jobs:
            job.result()

    def close(self) -> None:
        """Let the threads go."""
        if self.pool is not None:
            self.pool.shutdown()
