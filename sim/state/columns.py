"""People in columns: one row a person (or `people_per_agent` people), one array a property."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

Array = np.ndarray


class Kind(IntEnum):
    """What a person is; rows of a kind are contiguous."""

    civilian = 0
    fighter = 1
    besieger = 2


class Status(IntEnum):
    """Where a person is, or what became of him; every row has exactly one."""

    inside = 0  # in the pocket, or in the ring for a besieger
    aboard = 1  # boarding or on the road
    evacuated = 2
    settled = 3
    custody = 4
    fled = 5
    smuggled = 6
    deserted = 7
    withdrawn = 8
    dead = 9
    awaited = 10  # has not arrived yet; in no sum


class Cause(IntEnum):
    """Of what a person died."""

    bombardment = 0
    skirmish = 1
    assault = 2
    hunger = 3
    disease = 4
    wounds = 5
    crossing = 6
    breach = 7
    breakout = 8  # of a force that broke: fighting its way out, or dissolving


# Bits of `flags`.
FOREIGN = 1  # a fighter from elsewhere
KIN = 2  # a civilian whose household has a local fighter

#: Resolution of the traits drawn for each person once, in standard deviations.
TRAIT_STEP = 1.0 / 25.0

N_KIND, N_STATUS, N_CAUSE = 3, 10, 9

#: Columns of the daily count after the statuses (and the awaited): sums of those inside in 1/65536, and heads.
MIND, MASS, FORCE, IS_FIT, IS_WOUNDED = range(N_STATUS + 1, N_STATUS + 6)
COUNT_WIDTH = N_STATUS + 6
ONE = 65536.0


class People(NamedTuple):
    """Struct of arrays, all of length N = rows; civilians, then fighters, then besiegers. 26 bytes a row."""

    cell: Array  # int32, flat index of the grid
    mass: Array  # float32, body mass over that of day 0
    mind: Array  # float32 0..1, morale of fighters and besiegers, fear of civilians
    health: Array  # float32, 1 whole, below `bodies.FIT` wounded, 0 dead
    group: Array  # int32, household, squad or unit; counts through all kinds
    weight: Array  # uint16, people that the row stands for
    status: Array  # uint8, Status
    flags: Array  # uint8
    need: Array  # int8, how much more than others one needs to eat, in TRAIT_STEP standard deviations
    build: Array  # int8, how much heavier than others one was, likewise


class RowLayout(NamedTuple):
    """Where each kind begins: rows `start[k]` to `start[k + 1]`; and where each group does."""

    kind_start: Array  # int64, (4,)
    group_start: Array  # int64, (groups + 1,), first row of each group


class Groups(NamedTuple):
    """Squads, units and households in columns, float32 (groups,)."""

    mind: Array  # mean morale of those present this morning
    gone: Array  # share no longer there
    lost: Array  # share gone since yesterday


def uid_of(kind: int, index: int) -> int:
    """A person's identity: the kind in the top four bits, the index in the kind below. uint32."""
    return (kind + 1) << 28 | index


def empty(rows: int) -> People:
    """Columns of `rows` people, all unhurt, calm and inside."""
    return People(
        cell=np.zeros(rows, np.int32),
        mass=np.ones(rows, np.float32),
        mind=np.zeros(rows, np.float32),
        health=np.ones(rows, np.float32),
        group=np.zeros(rows, np.int32),
        weight=np.ones(rows, np.uint16),
        status=np.zeros(rows, np.uint8),
        flags=np.zeros(rows, np.uint8),
        need=np.zeros(rows, np.int8),
        build=np.zeros(rows, np.int8),
    )
