"""A parameter found by its dotted name, also by that of one siege of a theatre or of what is between them."""

import functools

from sim.scenario.describe import Parameter, between_sieges, parameters

EVERY = "every"  # in a dotted name: all sieges


@functools.cache
def declared() -> dict[str, Parameter]:
    """Every parameter of a siege by its dotted name."""
    return {parameter.dotted: parameter for parameter in parameters()}


@functools.cache
def known(dotted: str) -> Parameter | None:
    """The parameter of a dotted name, also of one siege of a theatre, or of none of them; None where there is none."""
    group, _, rest = dotted.partition(".")
    name, _, last = rest.partition(".")
    if group == "sieges" and last in declared():
        label = declared()[last].label
        of = "in every siege" if name == EVERY else f"at {name.replace('_', ' ')}"
        return declared()[last]._replace(dotted=dotted, label=f"{label} {of}")
    return declared().get(dotted) or {p.dotted: p for p in between_sieges((name,))}.get(dotted)
