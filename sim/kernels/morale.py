"""Minds: fighters' and besiegers' morale with their squads, civilians' fear."""

import numpy as np

from sim.compiled import inlined, kernel
from sim.kernels.block import fetch
from sim.kernels.codes import AWAITED, CIVILIAN, FIGHTER, INSIDE
from sim.state.columns import FOREIGN
from sim.theory.morale import besieger_morale_step, fear_step, morale_step


@inlined
def meet(people, layout, first_group, groups):
    """Each squad sees who is left: its mean mind, the share gone, the share lost since yesterday.

    Squads are runs of rows, so each mean is a sum in one order. Writes mind, gone, lost of the groups.
    """
    for g in range(first_group, layout.group_start.size - 1):
        a, b = layout.group_start[g], layout.group_start[g + 1]
        total = np.float32(0.0)
        here = 0
        known = 0
        for i in range(np.uint64(a), np.uint64(b)):
            if people.status[i] == INSIDE:
                here += people.weight[i]
                total += people.mind[i] * np.float32(people.weight[i])
            if people.status[i] != AWAITED:
                known += people.weight[i]
        gone = np.float32(0.0) if known == 0 else np.float32(1.0) - np.float32(here) / np.float32(known)
        groups.lost[g] = max(np.float32(0.0), gone - groups.gone[g])
        groups.gone[g] = gone
        groups.mind[g] = total / np.float32(here) if here > 0 else np.float32(0.0)


@inlined
def feel(people, kind, groups, today, params, scratch):
    """Minds of one tick; of civilians by the danger that `fire.suffer` has fetched. Writes mind, scratch."""
    days = np.float32(1.0) / np.float32(today.ticks)
    if kind == CIVILIAN:
        fear(people.status, people.mind, scratch.first, params.morale, days)
        return
    fetch(groups.mind, people.group, scratch.first)
    if is_unhurt(groups.lost, people.group):
        scratch.second[: people.group.size] = 0.0
    else:
        fetch(groups.lost, people.group, scratch.second)
    if kind == FIGHTER:
        endure(people, scratch.first, scratch.second, today, params.morale, days)
    else:
        besiege(people, scratch.first, scratch.second, today, params.morale, days)


@kernel
def is_unhurt(lost, group):
    """Whether no squad of a block has lost anyone since yesterday, as on most days. Squads stand in order."""
    hurt = False
    for g in range(np.int64(group[0]), np.int64(group[group.size - 1]) + 1):
        hurt |= lost[g] > 0.0
    return not hurt


@kernel
def fear(status, mind, danger, morale, days):
    """Civilians' fear. Fills mind."""
    for i in range(status.size):
        felt = np.float32(fear_step(morale, mind[i], danger[i], days))
        mind[i] = felt if status[i] == INSIDE else mind[i]


@kernel
def endure(people, peers, lost, today, morale, days):
    """Fighters' morale. Fills mind."""
    status, mind, mass, flags = people.status, people.mind, people.mass, people.flags
    first, kin_mass = today.morale_fighter, today.kin_mass
    pressed, calm = today.pressed == 1, today.truce == 1
    for i in range(status.size):
        foreign = flags[i] & FOREIGN != 0
        felt = np.float32(
            morale_step(morale, mind[i], first, peers[i], mass[i], lost[i], kin_mass, pressed, calm, foreign, days)
        )
        mind[i] = felt if status[i] == INSIDE else mind[i]


@kernel
def besiege(people, peers, lost, today, morale, days):
    """Besiegers' morale: fed and not encircled, only losses, comrades and habit move them. Fills mind."""
    status, mind = people.status, people.mind
    first = today.morale_besieger
    for i in range(status.size):
        felt = besieger_morale_step(morale, mind[i], first, peers[i], lost[i], days)
        mind[i] = felt if status[i] == INSIDE else mind[i]
