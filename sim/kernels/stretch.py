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


class Room(NamedTuple):
    """What a sitting needs beside the books: first beliefs, and work space."""

    first_belief: Any  # float64, as `theory.beliefs.first_belief`
    first_stock: Any  # float64
    weights: Any  # float64, as long as the beliefs
    ones: Any  # float64, ones
    menu: Any  # float64 (2, items of the menu)
    nobody: Any  # float64 (0,), what no partners can have


class Evening(NamedTuple):
    """What was counted last, and what the commands make of it; arrays of one record but for the first three."""

    heads: Any  # int64 (kinds, columns of the count), both factions together
    means: Any  # float64 (2, kinds)
    held: Any  # float32 (C,), work space
    survey: Any
    situation: Any  # theory.prospects.Situation
    outlook: Any  # theory.garrison_options.Outlook


@inlined
def present(heads, place):
    """Rows that a tick visits: people inside and besiegers in the ring."""
    here = np.int64(0)
    for kind in range(heads.shape[0]):
        here += heads[kind, INSIDE]
    return here // place[0].people_per_agent


@kernel
def before(today, book, evening, place, world, day):
    """The morning: provisions, which the bodies eat today, and the facts of the day. Writes today, stores."""
    supply.provide(book, evening, world)
    brief(today, book, evening, place, world, day)


@kernel
def after(book, room, evening, place, rulebook, world, cells, prize, day):
    """The evening: stores lost with ground, losses; on its days a sitting.

    Returns whether they sat, whether the besieger learned, and the agent-steps. `cells` are those that the garrison
    held in the morning. Writes stores, garrison, besieger, belief, endurance_belief, weights, situation, outlook.
    """
    supply.lose_ground(book, world, cells, evening.survey[0].held)
    decision_round.count_losses(book, evening)
    steps = present(evening.heads, place) * place[0].ticks
    if evening.heads[FIGHTER, INSIDE] == 0 or not decision_round.is_due(day, place[0].decision_days):
        return False, False, steps
    learned = decision_round.learn(book, room, evening, world, day)
    decision_round.reckon(book, evening, place, rulebook, world, prize, day)
    return True, learned, steps


@kernel
def stretch(
    limit, day, n_front, moved, prize, hungry, place, today, rows, rulebook, world, partners, first_group, axial, ring,
    starvation, people, roll, grid, groups, sums, book, room, evening,
):  # fmt: skip
    """At most `limit` days; the last one is left to be finished, and has no row in the series yet.

    Returns how many days were finished, the length of the line, whether it moved on the last day, whether the
    commands sat on it, whether the besieger learned, and the agent-steps. The stretch ends, too, on the evening on
    which the civilians' ration falls below `hungry`.
    """
    done, steps, has_learned = np.int64(0), np.int64(0), False
    while True:
        fed, cells = book.stores[0].civilian_ration >= hungry, evening.survey[0].held
        before(today, book, evening, place, world, day)
        n_front, changed = whole_day(
            people, roll, grid, groups, sums, first_group, axial, today, n_front, moved, rulebook, ring, starvation,
            evening.heads, evening.means, evening.held, evening.survey,
        )  # fmt: skip
        moved = changed > 0
        sat, learned, more = after(book, room, evening, place, rulebook, world, cells, prize, day)
        has_learned, steps = has_learned or learned, steps + more
        turned = fed and book.stores[0].civilian_ration < hungry
        over = turned or evening.heads[FIGHTER, INSIDE] == 0 or decision_round.relieved(world, place[0].seed, day)
        over = over or done + 1 == limit
        if over or (sat and decision_round.stirs(book, room, evening, partners, rulebook, world, prize, place, day)):
            return done, n_front, moved, sat, has_learned, steps
        book.public[0].attention = observers.attention_left(book.public[0].attention, place[0].attention_kept)
        series.write(rows, done, book, evening, world, day)
        done += 1
        day += 1
