"""The schedule of a scenario: changes on a date, on a day, or when a condition holds."""

import datetime
import functools
import re
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, ConfigDict, Field, field_validator, model_validator

from sim.scenario.numbers import PlainInput
from sim.scenario.yamltext import date_from_text

#: Keys of an entry that say when it acts, and those that say what happens then.
TIMES = ("day", "date", "condition")
EFFECTS = ("set", "arrive", "ceasefire", "ultimatum", "offensive", "lift")
LONGEST_DAYS = 7300


class Quantity(NamedTuple):
    """What a condition can compare: a column of the daily series that an observer could count."""

    meaning: str
    high: float | str | None = None  # highest value: a number, the dotted parameter that bounds it, or None


SHARE = 1.0
CIVILIANS, FIGHTERS, BESIEGERS = "population.civilians", "garrison.fighters", "besieger.manpower"
#: Quantities of conditions, by their names in the daily series; the lowest value of each is 0.
QUANTITIES = {
    "food_days": Quantity("days for which the food stock lasts at full rations"),
    "civilian_ration": Quantity("ration of a civilian, share of a full ration", SHARE),
    "fighter_ration": Quantity("ration of a fighter, share of a full ration", SHARE),
    "price": Quantity("price of food over the peacetime price"),
    "mass_civilians": Quantity("mean body mass of civilians over that of day 0"),
    "mass_fighters": Quantity("mean body mass of fighters over that of day 0"),
    "morale_fighters": Quantity("mean morale of the garrison", SHARE),
    "morale_besiegers": Quantity("mean morale of the besiegers", SHARE),
    "fear": Quantity("mean fear of civilians", SHARE),
    "civilians": Quantity("civilians inside", CIVILIANS),
    "fighters": Quantity("fighters inside", FIGHTERS),
    "fit_fighters": Quantity("fighters fit to fight", FIGHTERS),
    "besiegers": Quantity("besiegers present", BESIEGERS),
    "ground": Quantity("share of the initial ground that the garrison holds", SHARE),
    "ring_open": Quantity("share of traffic that passes the ring", SHARE),
    "pressed": Quantity("1 during an assault campaign, else 0", SHARE),
    "truce": Quantity("1 during a truce, else 0", SHARE),
    "talks": Quantity("1 while talks are open, else 0", SHARE),
    "dead_civilians": Quantity("civilians dead", CIVILIANS),
    "dead_fighters": Quantity("fighters dead", FIGHTERS),
    "dead_besiegers": Quantity("besiegers dead", BESIEGERS),
    "dead_hunger": Quantity("people dead of hunger"),
    "fled": Quantity("civilians who fled or were smuggled out", CIVILIANS),
}


class Comparison(NamedTuple):
    """One comparison of a condition, such as `food_days < 10`."""

    quantity: str
    sign: Literal["<", "<=", ">", ">="]
    threshold: float

    def holds(self, value: float) -> bool:
        """Whether it holds for this value of the quantity."""
        match self.sign:
            case "<":
                return value < self.threshold
            case "<=":
                return value <= self.threshold
            case ">":
                return value > self.threshold
            case _:
                return value >= self.threshold


_COMPARISON = re.compile(r"\s*([a-z_]+)\s*(<=|>=|<|>)\s*([-+]?[0-9]+(?:\.[0-9]+)?)\s*")


@functools.cache
def comparisons(condition: str) -> tuple[Comparison, ...]:
    """The comparisons of a condition, all of which must hold.

    >>> comparisons("food_days < 10 and ground >= 0.5")[0]
    Comparison(quantity='food_days', sign='<', threshold=10.0)

    Raises ValueError for any other text.
    """
    made = []
    for part in condition.split(" and "):
        match = _COMPARISON.fullmatch(part)
        if match is None:
            raise ValueError('must compare quantities with numbers, such as "food_days < 10 and ground >= 0.5"')
        name, sign, threshold = match.groups()
        if name not in QUANTITIES:
            raise ValueError(f"{name} is not a quantity of a condition; allowed are {', '.join(QUANTITIES)}")
        made.append(Comparison(name, sign, float(threshold)))  # pyright: ignore[reportArgumentType]
    return tuple(made)


class Arrival(PlainInput):
    """People who join one of the two sides."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    side: Literal["garrison", "besieger"] = Field(description="the force that they join")
    men: int = Field(ge=1, le=500_000, description="number of men")
    foreign: bool = Field(default=False, description="whether they are foreign fighters (of the garrison only)")


class Entry(PlainInput):
    """One entry of the schedule: when it acts, and what happens then. It acts in the morning of its day."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    day: int | None = Field(default=None, ge=0, le=LONGEST_DAYS, description="day on which it acts; day 0 is the first")
    date: Annotated[datetime.date | None, BeforeValidator(date_from_text)] = Field(
        default=None, description="date on which it acts; day 0 is clock.start"
    )
    condition: str | None = Field(
        default=None,
        description="comparisons with the values of the previous evening, such as food_days < 10 and ground >= 0.5; it "
        "acts on the first morning on which all of them hold",
    )
    repeat: bool = Field(
        default=False, description="whether it acts again each time that its condition becomes true again"
    )
    set: dict[str, Any] = Field(default_factory=dict, description="dotted parameter -> its value from that day on")
    arrive: Arrival | None = Field(default=None, description="people who join the garrison or the besieger")
    ceasefire: int | None = Field(default=None, ge=1, le=LONGEST_DAYS, description="days for which nobody fires")
    ultimatum: int | None = Field(
        default=None, ge=1, le=365, description="days until an ultimatum, announced to the garrison that day, runs out"
    )
    offensive: Literal["begin", "halt"] | None = Field(
        default=None, description="begin: an offensive is ordered that day; halt: it is called off"
    )
    lift: bool = Field(default=False, description="whether the besieger lifts the siege that day, as under a peace")
    announced: int | None = Field(
        default=None,
        ge=1,
        le=365,
        description="days before its date at which an offensive is announced to the garrison; if absent, nobody knows "
        "of it before its day",
    )

    @field_validator("condition")
    @classmethod
    def _readable(cls, condition: str | None) -> str | None:
        """Check the text of a condition. Raises ValueError where it cannot be read."""
        if condition is not None:
            comparisons(condition)
        return condition

    @model_validator(mode="after")
    def _complete(self) -> "Entry":
        """Check that it says when and what. Raises ValueError where it does not."""
        times = [name for name in TIMES if getattr(self, name) is not None]
        if len(times) != 1:
            given = f" (given: {' and '.join(times)})" if times else ""
            raise ValueError(f"give exactly one of {', '.join(TIMES)}{given}")
        if not any(getattr(self, name) for name in EFFECTS):
            raise ValueError(f"nothing happens; give at least one of {', '.join(EFFECTS)}")
        if self.repeat and self.condition is None:
            raise ValueError("repeat: only an entry with a condition can act again; leave it out, or give a condition")
        if self.repeat and self.arrive:
            raise ValueError("repeat: the same people cannot arrive twice; write one entry for each arrival")
        if self.arrive and self.arrive.foreign and self.arrive.side == "besieger":
            raise ValueError("arrive.foreign: only fighters of the garrison are local or foreign; leave it out")
        if self.announced is not None and (self.offensive != "begin" or self.condition is not None):
            raise ValueError("announced: only an offensive that begins on a day or date can be announced; leave it out")
        return self

    def day_after(self, start: datetime.date) -> int | None:
        """The day on which it acts, where day 0 is `start`; None for a condition."""
        return (self.date - start).days if self.date else self.day
