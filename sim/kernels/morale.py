"""Minds: fighters' and besiegers' morale with their squads, civilians' fear."""

import numpy as np

from sim.compiled import kernel
from sim.state.columns import FOREIGN, Status
from sim.theory.morale import fear_step, morale_step

INSIDE, AWAITED = np.uint8(Status.inside), np.uint8(Status.awaited)


@kernel
def meet(people, roll, first_group, groups):
    """Each squad sees who is left: its mean mind, the share gone, the share lost since yesterday.

    Squads are runs of rows, so each mean is a sum in one order. Writes mind, gone, lost of the groups.
    """
    for g in range(first_group, roll.group_start.size - 1):
        a, b = roll.group_start[g], roll.group_start[g + 1]
        total = np.float32(0.0)
        here = 0
        known = 0
        for i in range(a, b):
            if people.status[i] == INSIDE:
                here += people.weight[i]
                total += people.mind[i] * np.float32(people.weight[i])
            if people.status[i] != AWAITED:
                known += people.weight[i]
        gone = np.float32(0.0) if known == 0 else np.float32(1.0) - np.float32(here) / np.float32(known)
        groups.lost[g] = max(np.float32(0.0), gone - groups.gone[g])
        groups.gone[g] = gone
        groups.mind[g] = total / np.float32(here) if here > 0 else np.float32(0.0)


@kernel
def feel(people, kind, grid, groups, moment, rules):
    """Minds of one tick. Writes mind."""
    days = np.float32(1.0) / np.float32(moment.ticks)
    if kind == 0:
        for i in range(people.cell.size):
            if people.status[i] == INSIDE:
                people.mind[i] = fear_step(rules.morale, people.mind[i], grid.danger[people.cell[i]], days)
        return
    first = moment.morale_fighter if kind == 1 else moment.morale_besieger
    # Besiegers are fed and not encircled: only losses, comrades and habit move them.
    calm = moment.truce == 1
    for i in range(people.cell.size):
        if people.status[i] != INSIDE:
            continue
        g = people.group[i]
        if kind == 1:
            people.mind[i] = morale_step(
                rules.morale,
                people.mind[i],
                first,
                groups.mind[g],
                people.mass[i],
                groups.lost[g],
                moment.kin_mass,
                moment.pressed == 1,
                calm,
                people.flags[i] & FOREIGN != 0,
                days,
            )
        else:
            drift = rules.morale.peers * (groups.mind[g] - people.mind[i]) + rules.morale.recovery * (
                first - people.mind[i]
            )
            mind = people.mind[i] + (drift - rules.morale.losses * groups.lost[g]) * days
            people.mind[i] = min(np.float32(1.0), max(np.float32(0.0), mind))
