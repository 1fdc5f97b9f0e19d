"""The schema of a scenario: complete and checked."""

import datetime
import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_serializer,
    field_validator,
    model_validator,
)

from sim.scenario.numbers import PlainInput
from sim.scenario.schedule import Entry
from sim.scenario.sections.assault import Assault
from sim.scenario.sections.besieger import Besieger
from sim.scenario.sections.bodies import Bodies
from sim.scenario.sections.convoy import Convoy
from sim.scenario.sections.deadline import Deadline
from sim.scenario.sections.endings import Endings
from sim.scenario.sections.exit import Exit
from sim.scenario.sections.fire import Fire
from sim.scenario.sections.garrison import Garrison
from sim.scenario.sections.learning import Learning
from sim.scenario.sections.morale import Morale
from sim.scenario.sections.movement import Movement
from sim.scenario.sections.negotiation import Negotiation
from sim.scenario.sections.setting import Clock, Map, Population
from sim.scenario.sections.supply import Supply
from sim.scenario.sections.terms import Terms
from sim.scenario.sections.third_parties import Guarantor, Mediator, Observers, Patron, Relief
from sim.scenario.sections.truce import Truce


class Fact(PlainInput):
    """The source of a value of this scenario, with the range that sources support."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    source: str = Field(description="a reference, or the word assumption and the reason")
    low: float | None = Field(default=None, description="lowest value supported by a source")
    best: float | None = Field(default=None, description="best estimate, where it differs from the value used")
    high: float | None = Field(default=None, description="highest value supported by a source")


class Reinforcement(PlainInput):
    """Men who join the besieger on a given day."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    day: int = Field(ge=1, le=7300, description="day of arrival")
    men: int = Field(ge=1, le=500_000, description="number of men")


class Partner(PlainInput):
    """A force that besieges alongside the besieger, with its own say on deals and on assaults."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    name: str = Field(pattern=r"^[a-z0-9_]+$", description="name, used in the ledger")
    share_of_men: float = Field(gt=0, lt=1, description="share of the besieging men who are its own [share]")
    threat_bearer: float = Field(ge=0, le=1, description="share of the later danger that falls on its own side [share]")
    audience_cost: float = Field(ge=0, le=3, description="cost to it of a visible deal [level 0-3]")
    life_price: float = Field(
        default=1.0, gt=0, le=20, description="price of its men's lives relative to the besieger's"
    )
    foreigners_cost: float = Field(
        default=0.0, ge=0, le=2, description="cost to it of foreign fighters going free [share of value]"
    )


class Stage(PlainInput):
    """A stretch of the road to the refuge, in the order of travel."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    name: str = Field(default="", description="name of the stretch")
    km: float = Field(gt=0, le=3000, description="length [km]")
    held_by: Literal["besieger", "third", "patron_reach", "refuge"] = Field(
        default="besieger", description="who holds it, or patron_reach where the patron's aircraft reach it best"
    )
    danger: float = Field(default=1.0, ge=0, le=20, description="danger relative to similar stretches elsewhere")


#: Lists of a scenario, beside its sections: name -> content, with an example.
LISTS = {
    "reinforcements": "men who join the besieger later: a list of {day: 30, men: 500}",
    "partners": "forces that besiege alongside the besieger, each with its own say: a list of {name: militia, "
    "share_of_men: 0.3, threat_bearer: 1.0, audience_cost: 2.0}",
    "stages": "stretches of the road to the refuge: a list of {name: desert, km: 200.0, held_by: third, danger: 1.0}; "
    "if empty, the road is one stretch of convoy.road_km held by the besieger",
}


#: The latest horizon. Python's calendar ends ten years later, which leaves time for a convoy still on its way.
LAST_DATE = datetime.date(9989, 12, 31)


class Scenario(BaseModel):
    """One siege: facts about the place and the parties, and the parameters of the theory.

    Raises ValidationError (of pydantic) for values out of range or inconsistent with each other.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    name: str = Field(default="siege", pattern=r"^[a-z0-9_]+$", description="name, used in file names")
    title: str = Field(default="", description="title in one line")
    about: str = Field(default="", description="description in one paragraph")
    facts: dict[str, Fact] = Field(default_factory=dict, description="dotted parameter -> source of its value")
    reinforcements: tuple[Reinforcement, ...] = Field(
        default=(), strict=False, description="men who join the besieger later"
    )
    partners: tuple[Partner, ...] = Field(
        default=(), strict=False, description="forces that besiege alongside the besieger, each with its own say"
    )
    stages: tuple[Stage, ...] = Field(
        default=(), strict=False, description="stretches of the road to the refuge, in the order of travel"
    )

    schedule: dict[Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")], Entry] = Field(
        default_factory=dict, description="changes during the siege: name -> when, and what happens then"
    )

    map: Map = Map()
    clock: Clock = Clock()
    population: Population = Population()
    supply: Supply = Supply()
    bodies: Bodies = Bodies()
    fire: Fire = Fire()
    assault: Assault = Assault()
    morale: Morale = Morale()
    exit: Exit = Exit()
    movement: Movement = Movement()
    garrison: Garrison = Garrison()
    besieger: Besieger = Besieger()
    relief: Relief = Relief()
    patron: Patron = Patron()
    guarantor: Guarantor = Guarantor()
    mediator: Mediator = Mediator()
    observers: Observers = Observers()
    negotiation: Negotiation = Negotiation()
    terms: Terms = Terms()
    learning: Learning = Learning()
    truce: Truce = Truce()
    deadline: Deadline = Deadline()
    convoy: Convoy = Convoy()
    endings: Endings = Endings()

    @field_serializer("schedule", when_used="json")
    def _schedule_in_order(self, schedule: dict[str, Entry]) -> list[Any]:
        """Entries as a list, since entries of one day act in their order, which keys of JSON do not have."""
        return [[name, entry.model_dump(mode="json", exclude_defaults=True)] for name, entry in schedule.items()]

    @field_validator("schedule", mode="before")
    @classmethod
    def _schedule_from_list(cls, schedule: Any, info: ValidationInfo) -> Any:
        """The entries of such a list. Raises ValueError where it holds anything but pairs."""
        return dict(schedule) if info.mode == "json" and isinstance(schedule, list) else schedule

    @model_validator(mode="after")
    def _agree(self) -> "Scenario":
        """Check the rules between parameters, and the names of facts. Raises ValueError where one is broken."""
        check_rules(self)
        for dotted in self.facts:
            get_value(self, dotted)
        return self


def check_rules(scenario: Scenario) -> None:
    """Check the rules between parameters. Raises ValueError where one is broken."""
    b = scenario.besieger
    if b.cordon_share + b.reserve_share > 1:
        raise ValueError("besieger.cordon_share + besieger.reserve_share must be at most 1")
    if sum(partner.share_of_men for partner in scenario.partners) >= 1:
        raise ValueError("partners: share_of_men must sum to less than 1, since the besieger has men of its own")
    if len({partner.name for partner in scenario.partners}) < len(scenario.partners):
        raise ValueError("partners: two have the same name")
    stride = scenario.assault.advance_m_day / scenario.clock.ticks_per_day
    if stride > scenario.map.cell_m:
        least = math.ceil(scenario.assault.advance_m_day / scenario.map.cell_m)
        raise ValueError(
            f"assault.advance_m_day / clock.ticks_per_day = {stride:g} m: at most one cell can change hands per "
            f"tick, but map.cell_m = {scenario.map.cell_m:g} is smaller; set clock.ticks_per_day to {least} or more"
        )
    latest = LAST_DATE - datetime.timedelta(days=scenario.clock.horizon_days)
    if scenario.clock.start > latest:
        raise ValueError(
            f"clock.start = {scenario.clock.start}: with clock.horizon_days = {scenario.clock.horizon_days} the siege "
            f"could last beyond {LAST_DATE}, where the calendar ends; set clock.start to {latest} or earlier"
        )


def sections() -> dict[str, type]:
    """The section classes by name, in the order of the scenario."""
    from sim.scenario.declare import Section

    fields = Scenario.model_fields.items()
    return {n: f.annotation for n, f in fields if isinstance(f.annotation, type) and issubclass(f.annotation, Section)}


def get_value(scenario: Scenario, dotted: str) -> Any:
    """The value of a dotted parameter. Raises ValueError where there is no such parameter."""
    value: Any = scenario
    parts = dotted.split(".")
    for place, part in enumerate(parts):
        if isinstance(value, dict):  # entries of the schedule by name, and what an entry sets by dotted name
            rest = ".".join(parts[place:])
            if rest in value:
                return value[rest]
            if part not in value:
                raise ValueError(f"{dotted} is not a parameter")
            value = value[part]
        elif hasattr(value, part):
            value = getattr(value, part)
        else:
            raise ValueError(f"{dotted} is not a parameter")
    return value


def people_per_row(scenario: Scenario) -> dict[str, int]:
    """The number of people that one row of each kind stands for."""
    population = scenario.population
    scale = population.people_per_agent
    return {"civilians": population.civilians_per_agent or scale, "fighters": scale, "besiegers": scale}


def row_counts(scenario: Scenario, scale: int | Mapping[str, int]) -> dict[str, int]:
    """Number of rows of each kind when one row stands for `scale` people, the same for all kinds or one for each."""
    garrison, besieger = scenario.garrison, scenario.besieger
    foreign = round(garrison.fighters * garrison.foreign_share)
    joining = {"garrison": [], "besieger": [more.men for more in scenario.reinforcements]}
    for entry in scenario.schedule.values():
        if entry.arrive is not None:
            joining[entry.arrive.side].append(entry.arrive.men)
    parts = {
        "civilians": [scenario.population.civilians],
        "fighters": [garrison.fighters - foreign, foreign, *joining["garrison"]],
        "besiegers": [besieger.manpower, *joining["besieger"]],
    }
    scales = scale if isinstance(scale, Mapping) else dict.fromkeys(parts, scale)
    return {kind: sum(-(-people // scales[kind]) for people in people_of) for kind, people_of in parts.items()}
