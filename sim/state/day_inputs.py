"""The inputs of kernels: parameters as records of numbers, and the facts of a siege and of a day."""

from itertools import chain
from struct import Struct
from typing import Any, NamedTuple

import numpy as np

from sim.scenario.schema import Scenario, people_per_row
from sim.state.grid import Shape
from sim.state.memo import memoize_last


class KernelParams(NamedTuple):
    """The parameter sections that kernels take, each a tuple of float32."""

    supply: Any
    bodies: Any
    fire: Any
    assault: Any
    morale: Any
    exit: Any
    movement: Any


class PartyParams(NamedTuple):
    """The parameter sections that the parties decide by, each a tuple of float64.

    `utilities` is the section `negotiation` again, and `exit` that of the scenario but for its rate, both rounded to
    float32: the utilities of the options, and the desertion that a command expects, are computed with these.
    """

    supply: Any
    bodies: Any
    assault: Any
    morale: Any
    exit: Any
    movement: Any
    endings: Any
    garrison: Any
    besieger: Any
    relief: Any
    patron: Any
    guarantor: Any
    mediator: Any
    observers: Any
    negotiation: Any
    utilities: Any
    terms: Any
    truce: Any
    deadline: Any
    fire: Any
    learning: Any
    convoy: Any


@memoize_last
def kernel_params_of(scenario: Scenario) -> np.ndarray:
    """The parameters of a scenario for kernels: one record of float32, (1,)."""
    return packed(KernelParams(*(getattr(scenario, name).compiled() for name in KernelParams._fields)))


@memoize_last
def party_params_of(scenario: Scenario) -> np.ndarray:
    """The parameters of a scenario for the parties: one record of float64, (1,)."""
    sections = {name: getattr(scenario, name).exact() for name in PartyParams._fields if name != "utilities"}
    sections["utilities"] = scenario.negotiation.compiled()
    rate = scenario.exit.exact().desertion_per_day
    sections["exit"] = scenario.exit.compiled()._replace(desertion_per_day=rate)
    return packed(PartyParams(**sections), "f8")


class SiteInputs(NamedTuple):
    """Numbers of one siege that no day changes."""

    seed: int  # its lowest 32 bits
    ticks: int  # a day
    width: int
    people_per_agent: int
    civilians_per_agent: int
    cell_m: float
    km2: float  # of a cell
    decision_days: float  # between two decision rounds of the commands: one at least
    attention_kept: float  # share of the public's attention that is left a day later
    first_group: int  # the first group of fighters
    ring_men_per_km: float  # men who close a kilometre of the ring
    stages_km: float  # of the road, where it has named stages, or 0


def site_inputs_of(scenario: Scenario, seed: int, shape: Shape, attention_kept: float, first_group: int) -> np.ndarray:
    """The numbers of a siege as one record of float64, (1,); see `SiteInputs` for the last two arguments."""
    cell_m, scales = shape.cell_m, people_per_row(scenario)
    inputs = SiteInputs(
        seed & 0xFFFFFFFF,
        scenario.clock.ticks_per_day,
        shape.width,
        scales["fighters"],
        scales["civilians"],
        cell_m,
        (cell_m / 1000.0) ** 2,
        max(1.0, scenario.negotiation.decision_days),
        attention_kept,
        first_group,
        scenario.besieger.ring_men_per_km,
        float(sum(stage.km for stage in scenario.stages)),
    )
    return packed(inputs, "f8")


class StateRecords(NamedTuple):
    """A siege's state as compiled days receive it: arrays of one record, and the besieger's beliefs."""

    stores: Any
    garrison: Any
    besieger: Any
    public: Any
    campaign: Any
    talks: Any
    convoy: Any
    link: Any
    initial: Any
    belief: Any  # float64, of `BesiegerMind.belief`
    endurance_belief: Any
    tastes: Any
    asks: Any  # int64 (1,), 1 where the garrison opened the talks that are open
    interval: Any  # float64 (1,), days between two offers


class DayInputs(NamedTuple):
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
    attack_factor: float  # of this push
    support: float  # factor on the defence from food and ammunition that come in
    cordon: float  # share of the besiegers in the ring
    reserve: float  # and in reserve
    fighter_intake: float  # today's ration over need
    civilian_intake: float
    road_intake: float  # of those on the road
    water: float
    care: float  # share of the treatments needed that can be given
    kin_mass: float  # civilians' mean body mass
    morale_fighter: float  # first means
    morale_besieger: float
    danger_local: float  # chance of death for a local fighter who gives himself up
    danger_foreign: float
    let_out: float  # share of civilians let through


def packed(facts: Any, real: str = "f4") -> np.ndarray:
    """A tuple of numbers, or of such tuples, as an array of one record, (1,).

    Compiled code takes it as one pointer instead of a hundred arguments: 0.3 us a call instead of 79.
    """
    kind = type(facts), real
    if kind not in _layouts:
        layout = _layout(facts, real)
        _layouts[kind] = layout, Struct("=" + _codes(layout))
    layout, form = _layouts[kind]
    return np.frombuffer(bytearray(form.pack(*_numbers(facts))), layout)


#: How each kind of tuple lies in a record; made once from the first one seen.
_layouts: dict[tuple[type, str], tuple[np.dtype, Struct]] = {}


def _numbers(facts: Any) -> Any:
    """The numbers of a tuple, or of a tuple of tuples, in a row."""
    return chain.from_iterable(facts) if hasattr(facts[0], "_fields") else facts


def _codes(layout: np.dtype) -> str:
    """The kinds of number in a record, in a row, as `struct` calls them."""
    kinds = [layout[name] for name in layout.names or ()]
    return "".join(_codes(kind) if kind.names else {"i8": "q", "f4": "f", "f8": "d"}[kind.str[1:]] for kind in kinds)


def _layout(facts: Any, real: str) -> np.dtype:
    pairs = zip(facts._fields, facts, strict=True)
    fields = [
        (n, _layout(v, real) if hasattr(v, "_fields") else "i8" if isinstance(v, int) else real) for n, v in pairs
    ]
    return np.dtype((np.record, fields))  # a record's fields are attributes also where nothing is compiled
