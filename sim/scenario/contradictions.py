"""What in a scenario contradicts itself: ranges of facts, values outside them, arrivals after the end."""

import itertools
from collections.abc import Iterator, Mapping

from sim.scenario.explain import bound_text
from sim.scenario.schema import Fact, Scenario, get_value


def fact_problems(facts: Mapping[str, Fact]) -> Iterator[tuple[str, str]]:
    """Facts whose range contains nothing, or not their best estimate: dotted name, and a sentence."""
    for dotted, fact in facts.items():
        ends = {"low": fact.low, "best": fact.best, "high": fact.high}
        given = [(name, value) for name, value in ends.items() if value is not None]
        for (lower, less), (upper, more) in itertools.pairwise(given):
            if less > more:
                yield (
                    dotted,
                    f"facts.{dotted}: {lower} = {bound_text(less)} is more than {upper} = {bound_text(more)}; "
                    "give them in the order low, best, high",
                )


def remarks(scenario: Scenario) -> list[str]:
    """What is allowed but probably not meant: values outside the range of their fact, arrivals after the end."""
    lines = []
    for dotted, fact in scenario.facts.items():
        value = get_value(scenario, dotted)
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if fact.low is not None and value < fact.low:
            lines.append(f"{dotted} = {bound_text(value)} is below low = {bound_text(fact.low)} of its own fact")
        elif fact.high is not None and value > fact.high:
            lines.append(f"{dotted} = {bound_text(value)} is above high = {bound_text(fact.high)} of its own fact")
    horizon = scenario.clock.horizon_days
    for number, more in enumerate(scenario.reinforcements):
        if more.day >= horizon:
            lines.append(
                f"reinforcements[{number}]: day = {more.day} never comes, since the siege ends by day {horizon - 1}; "
                "give an earlier day, or a higher clock.horizon_days"
            )
    return lines
