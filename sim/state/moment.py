"""What the kernels are told about a day: rules as numbers, and the day's facts."""

from typing import Any, NamedTuple

import numpy as np


class Rules(NamedTuple):
    """The parameter sections that kernels take, each a tuple of float32."""

    supply: Any
    bodies: Any
    fire: Any
    assault: Any
    morale: Any
    exit: Any
    movement: Any


class Moment(NamedTuple):
    """Facts of one day that hold for everyone, float32 but for the whole numbers."""

    seed: int
    day: int
    ticks: int
    width: int
    cell_m: float
    strikes: float  # strikes a cell a day
    truce: int  # 1: nobody fires
    pressed: int  # 1: an assault campaign runs
    pushing: int  # 1: a push is under way today
    axis_x: float  # direction of the push, a unit vector from the pocket's middle
    axis_y: float
    middle_x: float  # middle of the ground still held, cells
    middle_y: float
    fortune: float  # of this push
    support: float  # factor on the defence from food and ammunition that come in
    cordon: float  # share of the besiegers in the ring
    reserve: float  # and in reserve
    fighter_intake: float  # today's ration over need
    civilian_intake: float
    water: float
    care: float  # share of the treatments needed that can be given
    kin_mass: float  # civilians' mean body mass
    morale_fighter: float  # first means
    morale_besieger: float
    danger_local: float  # chance of death for a local fighter who gives himself up
    danger_foreign: float
    let_out: float  # share of civilians let through


def packed(facts: Any) -> np.void:
    """A tuple of numbers, or of such tuples, as one record: a kernel takes it as one pointer instead of 100 arguments.

    Measured on a small siege: 14 us instead of 79 us a call.
    """
    kind = type(facts)
    if kind not in _layouts:
        _layouts[kind] = _layout(facts)
    return np.array([_values(facts)], _layouts[kind])[0]


#: How each kind of tuple lies in a record; made once from the first one seen.
_layouts: dict[type, np.dtype] = {}


def _layout(facts: Any) -> np.dtype:
    fields = zip(facts._fields, facts, strict=True)
    return np.dtype([(name, _layout(v) if hasattr(v, "_fields") else _number(v)) for name, v in fields])


def _number(value: Any) -> str:
    return "i8" if isinstance(value, int) else "f4"


def _values(facts: Any) -> tuple[Any, ...]:
    return tuple(_values(v) if hasattr(v, "_fields") else v for v in facts)
