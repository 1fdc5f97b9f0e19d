"""Form controls generated from the schema, one for every parameter, and the value that a control's text stands for."""

import contextlib
import datetime
import functools
from collections.abc import Collection
from typing import Any, NamedTuple

from sim.compare.axes import parameter_label, parameter_unit
from sim.dashboard.controls import list_controls
from sim.scenario.errors import ScenarioError, shorten, shown
from sim.scenario.files import shipped_folder
from sim.scenario.parameters import Parameter, parameters, section_meanings
from sim.scenario.schema import LISTS, Scenario, get_value

#: Choices for the map beside the shipped files; no path is taken from a page.
GENERATED_MAP, CURRENT_MAP = "", "(current map)"
#: The three sliders of the live page: label, lowest value, highest value, step, hint.
SLIDERS = {
    "supply.food_days": ("Food in store", 0, 180, 1, "at full rations, on the first day"),
    "garrison.morale": ("Garrison morale", 0.2, 1, 0.01, "0 to 1, on the first day"),
    "besieger.manpower": ("Besieging force", 0.1, 3, 0, "soldiers, on the first day"),
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
    """The control of a parameter. One with a short range has a slider too."""
    kinds = {"number": "number", "whole number": "number", "yes/no": "switch", "date": "date", "choice": "choice"}
    choices = {"map.file": maps()}.get(parameter.dotted, dict.fromkeys(parameter.choices))
    control = "choice" if choices else kinds.get(parameter.kind, "text")
    low, high = parameter.low, parameter.high
    narrow = control == "number" and low is not None and high is not None and high - low <= 5
    return Control(
        parameter.dotted,
        parameter_label(parameter.dotted),
        control,
        parameter_unit(parameter.dotted),
        parameter.meaning,
        parameter.range,
        parameter.source,
        parameter.when,
        parameter.expert,
        [{"value": name, "text": name or "none (generate a map)"} for name in choices],
        narrow,
        low,
        high,
        (high - low) / 200 if narrow and low is not None and high is not None else None,
    )


@functools.cache
def sections() -> list[dict[str, Any]]:
    """All controls by section, in the order of the schema, and an editor for each list."""
    meaning_of = section_meanings()
    controls: dict[str, list[dict[str, Any]]] = {name: [] for name in meaning_of}
    for parameter in parameters():
        controls[parameter.section].append(control_of(parameter)._asdict())
    return [
        {"name": name, "meaning": meaning_of[name], "items": items} for name, items in controls.items()
    ] + list_controls.sections()


@functools.cache
def maps() -> dict[str, str]:
    """Choices for the map: name -> text of the shipped file."""
    folder = shipped_folder() / "maps"
    return {GENERATED_MAP: "", CURRENT_MAP: ""} | {
        path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))
    }


def texts(scenario: Scenario) -> dict[str, str]:
    """Dotted name -> the value as its control shows it."""
    texts = {dotted: text_of(dotted, get_value(scenario, dotted)) for dotted in declared()}
    return texts | {name: list_controls.rows_text(scenario, name) for name in LISTS}


def text_of(dotted: str, value: Any) -> str:
    """A value as its control shows it."""
    if dotted == "map.file":
        return CURRENT_MAP if value else GENERATED_MAP
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return shown(value) if isinstance(value, bool) else str(value)


def value_from(dotted: str, text: str) -> Any:
    """The value that the text of a control stands for.

    Raises ScenarioError where the text is not a value of the parameter.
    """
    if dotted in LISTS:
        return list_controls.rows_from(dotted, text)
    parameter = declared().get(dotted)
    if parameter is None:
        raise ScenarioError(f"{shorten(dotted)}: is not a parameter")
    return value_of(parameter, text.strip())


def value_of(parameter: Parameter, text: str) -> Any:
    """The value of a parameter that a text stands for.

    Raises ScenarioError where the text is not a value of the parameter.
    """
    dotted = parameter.dotted
    if dotted == "map.file":
        if text not in maps() or text == CURRENT_MAP:
            raise ScenarioError(
                f"map.file = {shown(text)}: choose a shipped map; to use your own, name it in a scenario file"
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
        raise ScenarioError(f"{dotted} = {shown(text)}: must be {_kind(parameter)}: {parameter.range}") from None
    return text


def _kind(parameter: Parameter) -> str:
    return {"yes/no": "yes or no", "date": "a date"}.get(parameter.kind, f"a {parameter.kind}")


def sliders(scenario: Scenario, initial: Scenario, pending: Collection[str] = ()) -> list[dict[str, Any]]:
    """The sliders of the live page; the besieging force ranges from a tenth to three times that of `initial`.

    `pending` names parameters whose new value counts after a restart.
    """
    items = []
    for dotted, (label, low, high, step, hint) in SLIDERS.items():
        value, first = get_value(scenario, dotted), get_value(initial, dotted)
        if dotted == "besieger.manpower":
            step = max(1, round(first / 100))
            low, high = round(low * first / step) * step or step, round(high * first / step) * step
        items.append(
            {
                "dotted": dotted,
                "label": label,
                "min": min(low, value),
                "max": max(high, value),
                "step": step,
                "value": value,
                "unit": "days" if dotted == "supply.food_days" else "",
                "hint": hint,
                "when": declared()[dotted].when,
                "pending": dotted in pending,
            }
        )
    return items


def seed_of(entry: Any) -> int:
    """The seed that was entered, as text or a number.

    Raises ScenarioError where it is not a valid seed.
    """
    from sim.scenario.numbers import MAX_SEED

    return whole_entry("seed", entry, 0, MAX_SEED)


def whole_entry(name: str, entry: Any, least: int, most: int) -> int:
    """The whole number that was entered, as text or a number. Raises ScenarioError where it is not one of these."""
    from sim.scenario.numbers import whole_number

    if isinstance(entry, str):
        with contextlib.suppress(ValueError, OverflowError):
            entry = int(entry) if entry.strip().isdecimal() else float(entry)
    return whole_number(name, entry, least, most)
