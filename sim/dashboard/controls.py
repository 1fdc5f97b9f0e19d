"""Controls made from the schema: one for every parameter, and from what is typed back to a value."""

import contextlib
import datetime
import functools
from collections.abc import Collection
from typing import Any, NamedTuple

from sim.compare.axes import parameter_label, parameter_unit
from sim.dashboard import lists
from sim.scenario.errors import ScenarioError, shorten, shown
from sim.scenario.files import shipped_folder, shipped_names, shipped_theatres
from sim.scenario.parameters import Parameter, parameters, section_meanings
from sim.scenario.schema import LISTS, Scenario, get_value

#: Map files that a control offers; a path is not taken from a page.
GENERATED, CARRIED = "", "(as it is)"
#: The three that the page puts first: name -> what it is called, its range here, and what it means at the ends.
SLIDERS = {
    "supply.food_days": ("Supply", 0, 180, 1, "days of food in the stores"),
    "garrison.morale": ("Morale", 0.2, 1, 0.01, "of the garrison on the first day"),
    "besieger.manpower": ("Manpower", 0.1, 3, 0, "men of the besieger"),
}


class Control(NamedTuple):
    """One control, as a template needs it."""

    dotted: str
    label: str
    control: str  # number, text, date, switch, choice
    unit: str
    meaning: str
    range: str
    source: str
    when: str
    expert: bool
    options: list[dict[str, str]]
    slider: bool
    min: float | None
    max: float | None
    step: float | None


@functools.cache
def declared() -> dict[str, Parameter]:
    """Every parameter by its dotted name."""
    return {parameter.dotted: parameter for parameter in parameters()}


def control_of(parameter: Parameter) -> Control:
    """The control of a parameter."""
    kinds = {"number": "number", "whole number": "number", "yes/no": "switch", "date": "date", "choice": "choice"}
    choices = {"map.file": maps()}.get(parameter.dotted, dict.fromkeys(parameter.choices))
    control = "choice" if choices else kinds.get(parameter.kind, "text")
    low, high = parameter.low, parameter.high
    narrow = control == "number" and low is not None and high is not None and high - low <= 5
    return Control(
        parameter.dotted,
        parameter_label(parameter.dotted) if parameter.label else parameter.name,
        control,
        parameter_unit(parameter.dotted),
        parameter.meaning,
        parameter.range,
        parameter.source,
        parameter.when,
        parameter.expert,
        [{"value": name, "text": name or "none: a generated map"} for name in choices],
        narrow,
        low,
        high,
        (high - low) / 200 if narrow and low is not None and high is not None else None,
    )


@functools.cache
def sections() -> list[dict[str, Any]]:
    """All controls by section, in the order of the schema, and an editor for each list."""
    said = section_meanings()
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in said}
    for parameter in parameters():
        found[parameter.section].append(control_of(parameter)._asdict())
    return [{"name": name, "meaning": said[name], "items": items} for name, items in found.items()] + lists.sections()


@functools.cache
def maps() -> dict[str, str]:
    """Maps that are shipped: name -> text."""
    folder = shipped_folder() / "maps"
    return {GENERATED: "", CARRIED: ""} | {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))}


def texts(world: Scenario) -> dict[str, str]:
    """Every parameter's value as the control shows it."""
    found = {dotted: text_of(dotted, get_value(world, dotted)) for dotted in declared()}
    return found | {name: lists.listed(world, name) for name in LISTS}


def text_of(dotted: str, value: Any) -> str:
    """A value as the control shows it."""
    if dotted == "map.file":
        return CARRIED if value else GENERATED
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return shown(value) if isinstance(value, bool) else str(value)


def value_from(dotted: str, text: str) -> Any:
    """The value that a control's text means; ScenarioError for text that means none."""
    if dotted in LISTS:
        return lists.rows_from(dotted, text)
    parameter = declared().get(dotted)
    if parameter is None:
        raise ScenarioError(f"{shorten(dotted)}: is not a parameter")
    return value_of(parameter, text.strip())


def value_of(parameter: Parameter, text: str) -> Any:
    """The value of a parameter that a text means."""
    dotted = parameter.dotted
    if dotted == "map.file":
        if text not in maps() or text == CARRIED:
            raise ScenarioError(
                f"map.file = {shown(text)}: choose a shipped map; a map of your own goes into a scenario"
            )
        return maps()[text]
    try:
        match parameter.kind:
            case "number":
                return float(text)
            case "whole number":
                number = float(text)
                return int(number) if number.is_integer() else number
            case "yes/no":
                return {"true": True, "false": False}[text]
            case "date":
                return datetime.date.fromisoformat(text)
    except (ValueError, KeyError, OverflowError):
        raise ScenarioError(f"{dotted} = {shown(text)}: must be {_what(parameter)}: {parameter.range}") from None
    return text


def _what(parameter: Parameter) -> str:
    return {"yes/no": "yes or no", "date": "a date"}.get(parameter.kind, f"a {parameter.kind}")


def sliders(world: Scenario, start: Scenario, waiting: Collection[str] = ()) -> list[dict[str, Any]]:
    """The three first controls; the besieger's men reach from a tenth to three times those of the scenario."""
    found = []
    for dotted, (label, low, high, step, hint) in SLIDERS.items():
        value, first = get_value(world, dotted), get_value(start, dotted)
        if dotted == "besieger.manpower":
            step = max(1, round(first / 100))
            low, high = round(low * first / step) * step or step, round(high * first / step) * step
        found.append(
            {
                "dotted": dotted,
                "label": label,
                "min": min(low, value),
                "max": max(high, value),
                "step": step,
                "value": value,
                "unit": {"supply.food_days": "days", "besieger.manpower": "men"}.get(dotted, ""),
                "hint": hint,
                "when": declared()[dotted].when,
                "waiting": dotted in waiting,
            }
        )
    return found


def scenarios(first: str, theatres: bool = False) -> list[dict[str, str]]:
    """The sieges that can be chosen: those that are shipped, and the one that was named at the start."""
    names = shipped_names()
    if first not in [*names, *shipped_theatres()]:
        names = [first, *names]
    found = [{"value": name, "text": _plain_name(name)} for name in names]
    if theatres:
        found += [{"value": name, "text": f"{_plain_name(name)} (several sieges)"} for name in shipped_theatres()]
    return found


def _plain_name(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".yaml").replace("_", " ")


def seed_of(said: Any) -> int:
    """The seed that was typed, or a number; ScenarioError for what is no seed."""
    from sim.scenario.numbers import MAX_SEED, whole_number

    if isinstance(said, str):
        with contextlib.suppress(ValueError, OverflowError):
            said = int(said) if said.strip().isdecimal() else float(said)
    return whole_number("seed", said, 0, MAX_SEED)
