"""Turning pydantic's errors about an experiment into messages that a user can act on."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from sim.scenario.errors import did_you_mean, shown
from sim.scenario.explain import bound_text, dotted

#: Tags of the union that pydantic puts into an error's location; the user did not write them.
TAGS = ("levels", "range", "source")
#: Keys of each kind of design besides `kind` and `seed`.
KEYS: dict[str, tuple[str, ...]] = {
    "grid": (),
    "one_at_a_time": (),
    "latin_hypercube": ("points",),
    "sobol": ("points",),
    "saltelli": ("samples", "second_order"),
    "morris": ("trajectories", "levels"),
    "boundary": ("outcome", "level", "points", "first", "batch", "start"),
}
KINDS = tuple(KEYS)
EFFECT_KEYS = ("of", "along", "levels", "across", "at", "reaches")
EXAMPLE = "[10, 20, 40], or {low: 10, high: 40, steps: 4}"


def explain(error: ValidationError, label: str, names: Sequence[str]) -> Iterator[str]:
    """One line per problem, without repetition; `names` are the keys of an experiment."""
    lines = set()
    for problem in error.errors(include_url=False):
        line = f"{label}: {_line(_location(problem['loc']), problem, names)}"
        if line not in lines:
            lines.add(line)
            yield line


def _location(loc: tuple[Any, ...]) -> tuple[Any, ...]:
    """The location as the user wrote it, such as levels[2] of a lever, without pydantic's tags."""
    if loc[:1] == ("design",):
        return tuple(part for part in loc if part not in KINDS)
    if loc[:1] in (("levers",), ("uncertainties",)):
        kept = [part for place, part in enumerate(loc) if place < 2 or part not in TAGS]
        whole = next((i for i, part in enumerate(kept) if isinstance(part, int)), len(kept) - 1)
        return tuple(kept[: whole + 1])
    if loc[:1] == ("effects",):  # without the types of a level that pydantic tried
        return loc[:4]
    return loc


def _group(loc: tuple[Any, ...], varied: bool, names: Sequence[str]) -> str:
    """The group of an unknown key, with a suggestion or the keys that are allowed."""
    word = str(loc[-1])
    if len(loc) == 1:
        return f"an experiment{did_you_mean(word, names) or f'; there is {", ".join(names)}'}"
    kind = str(loc[1])
    if loc[0] == "effects":
        return f"an effect{did_you_mean(word, EFFECT_KEYS)}; allowed: {', '.join(EFFECT_KEYS)}"
    of, known = ("a range", ["low", "high", "steps", "log"]) if varied else (kind, ["kind", "seed", *KEYS[kind]])
    return f"{of}{did_you_mean(word, known)}; allowed: {', '.join(known)}"


def _line(loc: tuple[Any, ...], problem: Any, names: Sequence[str]) -> str:
    kind, given, limits = problem["type"], problem["input"], problem.get("ctx", {})
    name, varied = dotted(loc), loc[:1] in (("levers",), ("uncertainties",))
    value = f"{name} = {shown(given)}"
    if varied and isinstance(loc[-1], int):  # pydantic reports an error for each type of the union
        return f"{value}: must be a number, true or false, a word or a date"
    if loc[0] == "effects" and len(loc) == 4 and loc[2] in ("levels", "at"):
        return f"{value}: must be a number, true or false, a word or a date"
    match kind:
        case "extra_forbidden":
            return f"{name} is not a key of {_group(problem['loc'], varied, names)}"
        case "missing":
            return f"{name} is missing"
        case "greater_than_equal":
            return f"{value}: must be {bound_text(limits['ge'])} or more"
        case "less_than_equal":
            return f"{value}: must be {bound_text(limits['le'])} or less"
        case "union_tag_invalid":
            kinds = ", ".join(KINDS)
            given = given.get("kind") if isinstance(given, dict) else given
            return f"design.kind = {shown(given)}: must be one of {kinds}{did_you_mean(str(given), KINDS)}"
        case "union_tag_not_found":
            return f"design.kind is missing; must be one of {', '.join(KINDS)}"
        case "too_long" | "too_short" if loc[-1] == "levels":
            return f"{value}: must be the two levels that are compared, such as [10, 40]"
        case "list_type" if not varied:
            return f"{value}: must be a list"
        case "list_type":
            return f"{value}: must be a list of levels or a range, such as {EXAMPLE}"
        case "string_pattern_mismatch":
            return f"{value}: must contain only lower-case letters, digits and _"
        case "model_attributes_type" | "dict_type" | "model_type":
            return f"{value}: must be a mapping"
        case "int_type" | "float_type":
            return f"{value}: must be {'a whole number' if kind == 'int_type' else 'a number'}"
        case "bool_type":
            return f"{value}: must be true or false"
        case "too_short":
            return f"{value}: must have at least one entry"
    return f"{value}: {problem['msg'][:1].lower()}{problem['msg'][1:]}"
