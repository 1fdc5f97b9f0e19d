"""Days in a row: the morning's supply and orders, the compiled day, the evening's estimates, until somebody acts.

Python carries out what the parties do. On most days they do nothing but update their estimates. `run_days` simulates
such days without leaving compiled code, and ends on the evening of a day that Python has to complete: the last one
requested, or one on which somebody acts. `agents.skippable_days` gives the number of days that may be requested.
"""

from typing import NamedTuple

import numpy as np

from sim.compiled import inlined, kernel
from sim.kernels import decision_round, series, supply
from sim.kernels.briefing import brief
from sim.kernels.codes import CIVILIAN, FIGHTER
from sim.kernels.day import SiegeArrays, Sums, whole_day
from sim.kernels.decision_round import DecisionScratch
from sim.kernels.evening import Evening
from sim.state.columns import Status
from sim.state.day_inputs import StateRecords
from sim.theory import observers

INSIDE = int(Status.inside)  # a column of the counts


class SiegeParams(NamedTuple):
    """The numbers of a siege that no day changes, all records."""

    site: np.ndarray  # SiteInputs (1,)
    kernel: np.ndarray  # KernelParams (1,)
    party: np.ndarray  # PartyParams (1,)
    partners: np.ndarray  # PartnerView (partners,)


class WorkingMemory(NamedTuple):
    """What compiled days fill and need not keep, but for the rows of the series."""

    day_inputs: np.ndarray  # DayInputs record (1,)
    sums: Sums
    decision: DecisionScratch
    rows: np.ndarray  # series.Row record (days,)


@inlined
def rows_visited(counts: np.ndarray, site: np.ndarray) -> np.int64:
    """Rows that a tick visits: people inside and besiegers in the ring.

    counts : int64 (kinds, columns), in
    site : SiteInputs record (1,), in
    """
    scale = np.int64(site[0].people_per_agent)
    here = counts[CIVILIAN, INSIDE] * scale // np.int64(site[0].civilians_per_agent)
    for kind in range(CIVILIAN + 1, counts.shape[0]):
        here += counts[kind, INSIDE]
    return here // scale


@kernel
def start_day(
    day_inputs: np.ndarray,
    state: StateRecords,
    evening: Evening,
    site: np.ndarray,
    party_params: np.ndarray,
    day: int,
) -> None:
    """The morning: provisions, and the inputs of the day. Writes day_inputs, stores.

    day_inputs : DayInputs record (1,), out
    site : SiteInputs record (1,), in
    party_params : PartyParams record (1,), in
    """
    supply.provide(state, evening, party_params)
    brief(day_inputs, state, evening, site, party_params, day)


@kernel
def close_day(
    state: StateRecords,
    decision_scratch: DecisionScratch,
    evening: Evening,
    site: np.ndarray,
    party_params: np.ndarray,
    cells: int,
    place_value: float,
    day: int,
) -> tuple[bool, bool, int | np.int64]:
    """The evening: stores lost with ground, losses; in a decision round both commands assess their options.

    Returns whether there was a decision round, whether the besieger updated his beliefs, and the agent-steps. `cells`
    are those that the garrison held in the morning. Writes stores, garrison, besieger, belief, endurance_belief,
    weights, situation, outlook.

    site : SiteInputs record (1,), in
    party_params : PartyParams record (1,), in
    """
    supply.lose_ground(state, party_params, cells, evening.ground[0].held)
    decision_round.count_losses(state, evening)
    steps = rows_visited(evening.counts, site) * site[0].ticks
    if evening.counts[FIGHTER, INSIDE] == 0 or not decision_round.is_due(day, site[0].decision_days):
        return False, False, steps
    learned = decision_round.learn(state, decision_scratch, evening, party_params, day)
    decision_round.assess(state, evening, site, party_params, place_value, day)
    return True, learned, steps


@kernel
def run_days(
    limit: int,
    day: int,
    n_front: int,
    moved: bool,
    place_value: float,
    min_ration: float,
    params: SiegeParams,
    arrays: SiegeArrays,
    state: StateRecords,
    evening: Evening,
    memory: WorkingMemory,
) -> tuple[np.int64, int, bool, bool, bool, np.int64]:
    """At most `limit` days; the last one is left to be completed, and has no row in the series yet.

    It also ends on the evening of a day on which the civilians' ration falls below `min_ration`. Returns how many days
    were completed, the length of the front line, whether it moved on the last day, whether that day had a decision
    round, whether the besieger updated his beliefs, and the agent-steps.
    """
    site, party, partners = params.site, params.party, params.partners
    done, steps, has_learned = np.int64(0), np.int64(0), False
    while True:
        fed, cells = state.stores[0].civilian_ration >= min_ration, evening.ground[0].held
        start_day(memory.day_inputs, state, evening, site, party, day)
        n_front, changed = whole_day(
            arrays, site, memory.day_inputs, n_front, moved, params.kernel, memory.sums, evening
        )
        moved = changed > 0
        decided, learned, more = close_day(state, memory.decision, evening, site, party, cells, place_value, day)
        has_learned, steps = has_learned or learned, steps + more
        starving = fed and state.stores[0].civilian_ration < min_ration
        over = starving or evening.counts[FIGHTER, INSIDE] == 0 or decision_round.is_relieved(party, site[0].seed, day)
        over = over or done + 1 == limit
        if over or (
            decided
            and decision_round.anyone_acts(state, memory.decision, evening, partners, party, place_value, site, day)
        ):
            return done, n_front, moved, decided, has_learned, steps
        state.public[0].attention = observers.attention_left(state.public[0].attention, site[0].attention_kept)
        series.write(memory.rows, done, state, evening, party, day)
        done += 1
        day += 1
