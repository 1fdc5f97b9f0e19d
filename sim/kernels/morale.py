"""Minds: fighters' and besiegers' morale with their squads, civilians' fear."""

from typing import Any, NamedTuple

import numpy as np

from sim.compiled import inlined, kernel
from sim.kernels.block import Scratch, fetch
from sim.kernels.codes import AWAITED, CIVILIAN, FIGHTER, INSIDE
from sim.state.columns import FOREIGN, Groups, People, RowLayout
from sim.state.day_inputs import DayInputs, KernelParams
from sim.theory.morale import besieger_morale_step, fear_step, morale_step


@inlined
def update_squads(people: People, layout: RowLayout, first_group: int, groups: Groups) -> None:
    """Each squad sees who is left: its mean mind, the share gone, the share lost since yesterday.

    Squads are runs of rows, so each mean is a sum in one order. `first_group` is the first squad of
    fighters. Writes mind, gone, lost of the groups.
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
def update_minds(
    people: People, kind: int, groups: Groups, today: DayInputs, params: KernelParams, scratch: Scratch
) -> None:
    """Minds of one tick. Writes mind, scratch.

    Civilians' fear depends on the danger that `fire.hit_people` has left in `scratch.danger`.
    """
    days = np.float32(1.0) / np.float32(today.ticks)
    if kind == CIVILIAN:
        civilians_fear(people.status, people.mind, scratch.danger, params.morale, days)
        return
    fetch(groups.mind, people.group, scratch.first)
    if is_unhurt(groups.lost, people.group):
        scratch.second[: people.group.size] = 0.0
    else:
        fetch(groups.lost, people.group, scratch.second)
    if kind == FIGHTER:
        fighters_morale(people, scratch.first, scratch.second, today, params.morale, days)
    else:
        besiegers_morale(people, scratch.first, scratch.second, today, params.morale, days)


@kernel
def is_unhurt(lost: np.ndarray, group: np.ndarray) -> bool:
    """Whether no squad of a block has lost anyone since yesterday, as on most days. Squads stand in order.

    lost : float32 (groups,), in
    group : int32 (rows,), in
    """
    hurt = False
    for g in range(np.int64(group[0]), np.int64(group[group.size - 1]) + 1):
        hurt |= lost[g] > 0.0
    return not hurt


@kernel
def civilians_fear(status: np.ndarray, mind: np.ndarray, danger: np.ndarray, morale: Any, days: np.float32) -> None:
    """Civilians' fear.

    status : uint8 (rows,), in
    mind : float32 (rows,), inout
    danger : float32 (at least rows,), in
    """
    for i in range(status.size):
        felt = np.float32(fear_step(morale, mind[i], danger[i], days))
        mind[i] = felt if status[i] == INSIDE else mind[i]


class FightersWeights(NamedTuple):
    """What `theory.morale.morale_step` takes of the section `morale`."""

    hunger: np.float32
    pressed: np.float32
    encircled: np.float32
    truce_relief: np.float32
    foreign_share: np.float32
    foreign_bonus: np.float32
    family: np.float32
    peers: np.float32
    recovery: np.float32
    losses: np.float32


@kernel
def fighters_morale(
    people: People, peers: np.ndarray, lost: np.ndarray, today: DayInputs, morale: Any, days: np.float32
) -> None:
    """Fighters' morale. Fills people.mind.

    peers : float32 (at least rows,), in, mean mind of each one's squad
    lost : float32 (at least rows,), in, share of the squad lost since yesterday
    """
    status, mind, mass, flags = people.status, people.mind, people.mass, people.flags
    first, kin_mass = today.morale_fighter, today.kin_mass
    # Numbers, not fields of a record: those would be read again for each row that needs them.
    weights = FightersWeights(
        morale.hunger,
        morale.pressed,
        morale.encircled,
        morale.truce_relief,
        morale.foreign_share,
        morale.foreign_bonus,
        morale.family,
        morale.peers,
        morale.recovery,
        morale.losses,
    )
    pressed, calm = today.pressed == 1, today.truce == 1
    for i in range(status.size):
        foreign = flags[i] & FOREIGN != 0
        felt = np.float32(
            morale_step(weights, mind[i], first, peers[i], mass[i], lost[i], kin_mass, pressed, calm, foreign, days)
        )
        mind[i] = felt if status[i] == INSIDE else mind[i]


@kernel
def besiegers_morale(
    people: People, peers: np.ndarray, lost: np.ndarray, today: DayInputs, morale: Any, days: np.float32
) -> None:
    """Besiegers' morale: fed and not encircled, only losses, comrades and habit move them. Fills people.mind.

    peers : float32 (at least rows,), in, mean mind of each one's unit
    lost : float32 (at least rows,), in, share of the unit lost since yesterday
    """
    status, mind = people.status, people.mind
    first = today.morale_besieger
    for i in range(status.size):
        felt = besieger_morale_step(morale, mind[i], first, peers[i], lost[i], days)
        mind[i] = felt if status[i] == INSIDE else mind[i]
