"""Walking: each to where he is needed, or where it is calmer; and who is strong where."""

import numpy as np

from sim.compiled import kernel
from sim.state.columns import Status
from sim.state.draw import HOP, MOBILE, ROLE, WAY, key_of, share_of, uniform, words
from sim.state.grid import ATTACK, DEFENCE, TO_ASSAULT, TO_FRONT, TO_PUSH, TO_RING, TO_SHELTER
from sim.theory.assault import strength
from sim.theory.bodies import FIT
from sim.theory.movement import hops

INSIDE = np.uint8(Status.inside)
GARRISON, BESIEGER = np.uint8(0), np.uint8(1)


@kernel
def walk(people, kind, uid, grid, moment, tick, rules, luck, strengths):
    """Steps of one tick, then where strength stands. Writes cell, luck, strengths."""
    days = np.float32(1.0) / np.float32(moment.ticks)
    at = moment.day * moment.ticks + tick
    hop, way_key = key_of(moment.seed, at, HOP), key_of(moment.seed, at, WAY)
    role = key_of(moment.seed, 0, MOBILE if kind == 1 else ROLE)
    speed = rules.movement.civilian_m_day
    if kind == 1:
        speed = rules.movement.fighter_m_day
    elif kind == 2:
        speed = rules.movement.besieger_m_day
    mean = np.float32(hops(speed, days, moment.cell_m))
    side = DEFENCE if kind == 1 else ATTACK
    own = BESIEGER if kind == 2 else GARRISON
    words(hop, uid, people.cell.size, luck)
    for i in range(people.cell.size):
        if people.status[i] != INSIDE:
            continue
        person = uid + np.uint32(i)
        c = people.cell[i]
        goal = TO_SHELTER
        reach = mean
        if kind == 0:
            reach = mean * people.mind[i]
        else:
            rank = uniform(role, person)
            if kind == 1:
                moves = moment.pushing == 1 and rank < rules.movement.mobile_share and grid.distance[TO_PUSH, c] >= 0
                goal = TO_PUSH if moves else TO_FRONT
            elif rank < moment.cordon:
                goal = TO_RING
            elif rank < moment.cordon + moment.reserve:
                goal = -1
            else:
                goal = TO_ASSAULT if moment.pushing == 1 and grid.distance[TO_ASSAULT, c] >= 0 else TO_RING
        if goal >= 0 and grid.chance[goal, c] > 0.0:
            whole = np.int32(reach)
            steps = whole + (1 if share_of(luck[i]) < reach - np.float32(whole) else 0)
            # Each further step has a luck of its own: the uid is shifted by the number of the step.
            for k in range(steps):
                if uniform(way_key, person + np.uint32(k) * np.uint32(0x61C88647)) < grid.chance[goal, c]:
                    n = grid.way[goal, c]
                    if grid.holder[n] == own:  # ways are the morning's, and the line may have moved since
                        c = n
            people.cell[i] = c
        if kind > 0 and people.health[i] >= FIT:
            force = strength(rules.assault, people.mind[i], people.mass[i])
            strengths[side, c] += np.int32(np.int32(force * np.float32(256.0)) * np.int32(people.weight[i]))
