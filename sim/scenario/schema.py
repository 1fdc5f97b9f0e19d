"""What a scenario is: one complete, checked world."""

import datetime
import math
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.scenario.numbers import PlainInput
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
    """Where a number of this scenario comes from, with the range that sources give."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    source: str = Field(description="reference, or the word assumption and why")
    low: float | None = Field(default=None, description="lowest value that a source supports")
    best: float | None = Field(default=None, description="best value, where it is not the one used")
    high: float | None = Field(default=None, description="highest value that a source supports")


class Reinforcement(PlainInput):
    """Men who join the besieger on a given day."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    day: int = Field(ge=1, le=7300, description="day of arrival")
    men: int = Field(ge=1, le=500_000, description="how many")


class Partner(PlainInput):
    """A force that besieges together with the besieger, and has a voice of its own on deals and on storming."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    name: str = Field(pattern=r"^[a-z0-9_]+$", description="name, as the ledger tells who objected")
    share_of_men: float = Field(gt=0, lt=1, description="share of the besieging men that are his [share]")
    threat_bearer: float = Field(ge=0, le=1, description="share of the later danger that falls on his own side [share]")
    audience_cost: float = Field(ge=0, le=3, description="cost to him of a visible deal [level 0-3]")
    life_price: float = Field(default=1.0, gt=0, le=20, description="price of his men's lives over the besieger's")
    foreigners_cost: float = Field(
        default=0.0, ge=0, le=2, description="cost to him of foreign fighters going free [share of value]"
    )


class Stage(PlainInput):
    """A stretch of the road to the refuge, in the order of travel."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    name: str = Field(default="", description="name of the stretch")
    km: float = Field(gt=0, le=3000, description="length")
    held_by: Literal["besieger", "third", "patron_reach", "refuge"] = Field(
        default="besieger", description="who holds it, or whether the patron's aircraft reach it best"
    )
    danger: float = Field(default=1.0, ge=0, le=20, description="danger over that of such stretches elsewhere")


#: Lists of a scenario, which stand beside its sections: name -> what they hold, with an example.
LISTS = {
    "reinforcements": "men who join the besieger later: a list of {day: 30, men: 500}",
    "partners": "forces that besiege together with the besieger, each with a voice: a list of {name: militia, "
    "share_of_men: 0.3, threat_bearer: 1.0, audience_cost: 2.0}",
    "stages": "stretches of the road to the refuge: a list of {name: desert, km: 200.0, held_by: third, danger: 1.0}; "
    "without any the road is one stretch of convoy.road_km held by the besieger",
}


#: The latest horizon. Python's calendar ends ten years later, which leaves room for a convoy that is still on its way.
LAST_DATE = datetime.date(9989, 12, 31)


class Scenario(BaseModel):
    """One world: facts of the place and its parties, and the constants of the theory."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    name: str = Field(default="siege", pattern=r"^[a-z0-9_]+$", description="name, as in file names")
    title: str = Field(default="", description="one line for lists and figures")
    about: str = Field(default="", description="what this world is, in a paragraph")
    facts: dict[str, Fact] = Field(default_factory=dict, description="dotted parameter -> where its value comes from")
    reinforcements: tuple[Reinforcement, ...] = Field(
        default=(), strict=False, description="men who join the besieger later"
    )
    partners: tuple[Partner, ...] = Field(
        default=(), strict=False, description="forces that besiege together with the besieger, each with a voice"
    )
    stages: tuple[Stage, ...] = Field(
        default=(), strict=False, description="stretches of the road to the refuge, in the order of travel"
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

    @model_validator(mode="after")
    def _agree(self) -> "Scenario":
        """Rules that hold between parameters."""
        b = self.besieger
        if b.cordon_share + b.reserve_share > 1:
            raise ValueError("besieger.cordon_share + besieger.reserve_share must be at most 1")
        if sum(partner.share_of_men for partner in self.partners) >= 1:
            raise ValueError("partners: their share_of_men together must be below 1, for the besieger has men too")
        if len({partner.name for partner in self.partners}) < len(self.partners):
            raise ValueError("partners: two bear the same name")
        stride = self.assault.advance_m_day / self.clock.ticks_per_day
        if stride > self.map.cell_m:
            least = math.ceil(self.assault.advance_m_day / self.map.cell_m)
            raise ValueError(
                f"assault.advance_m_day / clock.ticks_per_day = {stride:g} m: ground falls one cell a tick at most, "
                f"and a cell of map.cell_m = {self.map.cell_m:g} is smaller; let clock.ticks_per_day be {least} or more"
            )
        latest = LAST_DATE - datetime.timedelta(days=self.clock.horizon_days)
        if self.clock.start > latest:
            raise ValueError(
                f"clock.start = {self.clock.start}: with clock.horizon_days = {self.clock.horizon_days} the siege "
                f"could last beyond {LAST_DATE}, where the calendar ends; let clock.start be {latest} or earlier"
            )
        for dotted in self.facts:
            get_value(self, dotted)
        return self


def sections() -> dict[str, type]:
    """Name -> section class, in the order of the scenario."""
    from sim.scenario.declare import Section

    fields = Scenario.model_fields.items()
    return {n: f.annotation for n, f in fields if isinstance(f.annotation, type) and issubclass(f.annotation, Section)}


def get_value(scenario: Scenario, dotted: str) -> Any:
    """Value of a dotted parameter name; raises ValueError when there is none."""
    value: Any = scenario
    for part in dotted.split("."):
        if not hasattr(value, part):
            raise ValueError(f"{dotted} is not a parameter")
        value = getattr(value, part)
    return value


def row_counts(scenario: Scenario, scale: int) -> dict[str, int]:
    """Rows of each kind when one stands for so many people."""
    garrison, besieger = scenario.garrison, scenario.besieger
    foreign = round(garrison.fighters * garrison.foreign_share)
    parts = {
        "civilians": [scenario.population.civilians],
        "fighters": [garrison.fighters - foreign, foreign],
        "besiegers": [besieger.manpower, *(r.men for r in scenario.reinforcements)],
    }
    return {kind: sum(-(-people // scale) for people in people_of) for kind, people_of in parts.items()}
