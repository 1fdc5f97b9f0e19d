"""The causes that an estimate should follow: parameters that are tripled or cut to a third, one at a time."""

from typing import NamedTuple

from pydantic import ValidationError

from sim.scenario.parameters import parameters
from sim.scenario.schedule_rules import with_values
from sim.scenario.schema import Scenario, check_rules, get_value

FACTORS = (3.0, 1 / 3)
#: Cover is a layer of the ground and no parameter; it is multiplied on the first day.
COVER = "cover"
CAUSES = (
    "assault.lethality_per_day",
    "assault.exchange",
    COVER,
    "besieger.manpower",
    "supply.food_days",
    "garrison.morale",
)


class Variant(NamedTuple):
    """A scenario with one cause changed; the scenario itself has no cause."""

    cause: str  # "" for the scenario itself
    factor: float  # on its value, as far as the allowed range lets it change; 1 for the scenario itself
    scenario: Scenario
    cover: float = 1.0  # factor on the cover of the ground


class RefusedVariant(NamedTuple):
    """A change of a cause that the scenario does not allow, and why."""

    cause: str
    factor: float
    reason: str


def variants_of(scenario: Scenario, follow: bool) -> tuple[list[Variant], list[RefusedVariant]]:
    """The scenario itself and, with `follow`, each change of a cause that it allows; and those that it does not."""
    made, refused = [Variant("", 1.0, scenario)], []
    for cause in CAUSES if follow else ():
        for factor in FACTORS:
            if cause == COVER:
                made.append(Variant(cause, factor, scenario, cover=factor))
                continue
            changed = _changed(scenario, cause, factor)
            (made if isinstance(changed, Variant) else refused).append(changed)  # pyright: ignore[reportArgumentType]
    return made, refused


def _changed(scenario: Scenario, cause: str, factor: float) -> Variant | RefusedVariant:
    declared = next(each for each in parameters() if each.dotted == cause)
    now = get_value(scenario, cause)
    value = now * factor
    if declared.low is not None:
        value = max(value, declared.low)
    if declared.high is not None:
        value = min(value, declared.high)
    if declared.kind == "whole number":
        value = round(value)
    if value == now or value <= 0.0:
        return RefusedVariant(
            cause, factor, f"{now:g} cannot be multiplied by {factor:.3g}; allowed is {declared.range}"
        )
    try:
        world = with_values(scenario, {cause: value})
        check_rules(world)
    except (ValidationError, ValueError) as error:
        return RefusedVariant(cause, factor, str(error))
    return Variant(cause, value / now, world)
