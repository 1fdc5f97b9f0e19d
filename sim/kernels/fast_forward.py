"""Days in a row: the morning's supply and orders, the compiled day, the evening's sums, until somebody acts.

Python carries out what the parties do. On most days they do nothing: they think, and let the day pass. A stretch goes
through such days without leaving machine code, and ends in the evening of a day that Python has to finish: the last
one asked for, or one on which somebody acts. `agents.skippable_days` says how many days may be asked for.
"""

from typing import Any, NamedTuple

import numpy as np

from sim.compiled import inlined, kernel
from sim.kernels import decision_round, series, supply
from sim.kernels.briefing import brief
from sim.kernels.day import whole_day
from sim.state.columns import Kind, Status
from sim.theory import observers

FIGHTER, INSIDE = int(Kind.fighter), int(Status.inside)


class DecisionScratch(NamedTuple):
    """What a decision round needs beside the books: first beliefs, and work space."""

    first_belief: Any  # float64, as `theory.beliefs.first_belief`
    first_stock: Any  # float64
    weights: Any  # float64, as long as the beliefs
    ones: Any  # float64, ones
    menu: Any  # float64 (2, items of the menu)
    nobody: Any  # float64 (0,), what no partners can have


class Evening(NamedTuple):
    """What was counted last, and what the commands make of it; arrays of one record but for the first three."""

    counts: Any  # int64 (kinds, columns of the count), both factions together
    means: Any  # float64 (2, kinds)
    cover: Any  # float32 (C,), work space
    ground: Any
    situation: Any  # theory.situation.Situation
    outlook: Any  # theory.garrison_options.Outlook


@inlined
def present(counts, site):
    """Rows that a tick visits: people inside and besiegers in the ring."""
    here = np.int64(0)
    for kind in range(counts.shape[0]):
        here += counts[kind, INSIDE]
    return here // site[0].people_per_agent


@kernel
def before(day_inputs, state, evening, site, world, day):
    """The morning: provisions, which people eat today, and the facts of the day. Writes day_inputs, stores."""
    supply.provide(state, evening, world)
    brief(day_inputs, state, evening, site, world, day)


@kernel
def after(state, decision_scratch, evening, site, world, cells, place_value, day):
    """The evening: stores lost with ground, losses; on its days a decision round.

    Returns whether they sat, whether the besieger learned, and the agent-steps. `cells` are those that the garrison
    held in the morning. Writes stores, garrison, besieger, belief, endurance_belief, weights, situation, outlook.
    """
    supply.lose_ground(state, world, cells, evening.ground[0].held)
    decision_round.count_losses(state, evening)
    steps = present(evening.counts, site) * site[0].ticks
    if evening.counts[FIGHTER, INSIDE] == 0 or not decision_round.is_due(day, site[0].decision_days):
        return False, False, steps
    learned = decision_round.learn(state, decision_scratch, evening, world, day)
    decision_round.assess(state, evening, site, world, place_value, day)
    return True, learned, steps


@kernel
def run_days(
    limit, day, n_front, moved, place_value, hungry, site, day_inputs, rows, kernel_params, world, partners,
    first_group, axial, ring, starvation, people, layout, grid, groups, sums, state, decision_scratch, evening,
):  # fmt: skip
    """At most `limit` days; the last one is left to be finished, and has no row in the series yet.

    Returns how many days were finished, the length of the line, whether it moved on the last day, whether the
    commands sat on it, whether the besieger learned, and the agent-steps. The stretch ends, too, on the evening on
    which the civilians' ration falls below `hungry`.
    """
    done, steps, has_learned = np.int64(0), np.int64(0), False
    while True:
        fed, cells = state.stores[0].civilian_ration >= hungry, evening.ground[0].held
        before(day_inputs, state, evening, site, world, day)
        n_front, changed = whole_day(
            people, layout, grid, groups, sums, first_group, axial, day_inputs, n_front, moved, kernel_params, ring,
            starvation, evening.counts, evening.means, evening.cover, evening.ground,
        )  # fmt: skip
        moved = changed > 0
        sat, learned, more = after(state, decision_scratch, evening, site, world, cells, place_value, day)
        has_learned, steps = has_learned or learned, steps + more
        turned = fed and state.stores[0].civilian_ration < hungry
        over = turned or evening.counts[FIGHTER, INSIDE] == 0 or decision_round.is_relieved(world, site[0].seed, day)
        over = over or done + 1 == limit
        if over or (
            sat
            and decision_round.anyone_acts(state, decision_scratch, evening, partners, world, place_value, site, day)
        ):
            return done, n_front, moved, sat, has_learned, steps
        state.public[0].attention = observers.attention_left(state.public[0].attention, site[0].attention_kept)
        series.write(rows, done, state, evening, world, day)
        done += 1
        day += 1
