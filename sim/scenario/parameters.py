"""The declared parameters, and a parameter found by its dotted name."""

import functools
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, get_args

from pydantic.fields import FieldInfo

from sim.scenario.explain import bound_text, unit_of
from sim.scenario.schedule import Arrival, Entry
from sim.scenario.schedule_layers import SCHEDULE
from sim.scenario.schema import sections
from sim.scenario.sections.theatre import Contagion, Tie

EVERY = "every"  # stands for all sieges of a theatre in a dotted name


class Parameter(NamedTuple):
    """One declared parameter."""

    dotted: str
    unit: str
    default: Any
    low: float | None  # None: no bound
    high: float | None
    meaning: str
    source: str  # a reference, or the word assumption
    when: str  # "start": used on the first day only; "always": a fork can change it
    expert: bool  # hidden by default in lists of controls
    kind: str  # "number", "whole number", "yes/no", "date", "text" or "choice"
    choices: tuple[str, ...]
    open_low: bool  # the bound itself is excluded
    open_high: bool
    label: str  # for figures and sentences, such as "food in the stores"

    @property
    def section(self) -> str:
        """Its section."""
        return self.dotted.partition(".")[0]

    @property
    def name(self) -> str:
        """Its name within the section."""
        return self.dotted.partition(".")[2]

    @property
    def range(self) -> str:
        """The allowed values, as text."""
        if self.choices:
            return ", ".join(self.choices)
        if self.low is None and self.high is None:
            return {"yes/no": "true or false", "date": "any date", "text": "any text"}.get(self.kind, "any")
        low = None if self.low is None else f"{'more than ' if self.open_low else ''}{bound_text(self.low)}"
        high = None if self.high is None else f"{'less than ' if self.open_high else ''}{bound_text(self.high)}"
        if low is None or high is None:
            return f"{low} or more" if high is None else f"{high} or less"
        return f"{low} to {high}"


KINDS = {float: "number", int: "whole number", bool: "yes/no", str: "text"}


def parameters() -> list[Parameter]:
    """Every parameter, in the order of the schema."""
    return [
        parameter_from_field(section, name, field)
        for section, model in sections().items()
        for name, field in model.model_fields.items()
    ]


def theatre_level_parameters(links: Sequence[str] = ("NAME",)) -> list[Parameter]:
    """Every parameter of a theatre itself, rather than of its sieges, given the names of its links."""
    parameters = [parameter_from_field("contagion", name, field) for name, field in Contagion.model_fields.items()]
    return parameters + [
        parameter_from_field(f"links.{link}", name, field)
        for link in links
        for name, field in Tie.model_fields.items()
        if name != "between"
    ]


def section_meanings() -> dict[str, str]:
    """Section -> its one-line description."""
    return {name: (model.__doc__ or "").strip().split("\n")[0] for name, model in sections().items()}


def parameter_from_field(section: str, name: str, field: FieldInfo) -> Parameter:
    """The parameter declared by a field; its dotted name begins with `section`."""
    extra: Any = field.json_schema_extra or {}
    bounds = {k: getattr(m, k) for m in field.metadata for k in ("ge", "gt", "le", "lt") if hasattr(m, k)}
    choices = tuple(str(c) for c in get_args(field.annotation) if not isinstance(c, type))
    annotation: Any = field.annotation
    return Parameter(
        dotted=f"{section}.{name}",
        unit=unit_of(field),
        default=field.default,
        low=bounds.get("ge", bounds.get("gt")),
        high=bounds.get("le", bounds.get("lt")),
        meaning=field.description or "",
        source=str(extra.get("source", "")),
        when=str(extra.get("when", "always")),
        expert=bool(extra.get("expert", False)),
        kind="choice" if choices else KINDS.get(annotation, getattr(annotation, "__name__", "text")),
        choices=choices,
        open_low="gt" in bounds,
        open_high="lt" in bounds,
        label=str(extra.get("label") or f"{section} {name}".replace("_", " ")),
    )


@functools.cache
def parameters_by_name() -> dict[str, Parameter]:
    """Every parameter of a siege, by dotted name."""
    return {parameter.dotted: parameter for parameter in parameters()}


#: Numbers of an entry of the schedule beside the values that it sets: key -> model, field, unit, label.
OF_ENTRY = {
    "day": (Entry, "day", "day", "day of {}"),
    "announced": (Entry, "announced", "day", "notice of {}"),
    "ceasefire": (Entry, "ceasefire", "day", "length of {}"),
    "ultimatum": (Entry, "ultimatum", "day", "notice of {}"),
    "arrive.men": (Arrival, "men", "person", "men of {}"),
}


def schedule_parameters(schedule: Mapping[str, Entry]) -> list[Parameter]:
    """Every number of a schedule that can be varied, under its dotted name; an entry can be given a day."""
    parameters = []
    for name, entry in schedule.items():
        keys = ["day", *(key for key in OF_ENTRY if key != "day" and _given(entry, key))]
        keys += [f"set.{dotted}" for dotted in entry.set]
        parameters += [_of_schedule(f"{SCHEDULE}.{name}.{key}", name, key) for key in keys]
    return [parameter for parameter in parameters if parameter]


def _given(entry: Entry, key: str) -> bool:
    outer, _, inner = key.partition(".")
    value = getattr(entry, outer)
    return value is not None and (not inner or getattr(value, inner) is not None)


def _of_schedule(dotted: str, entry: str, key: str) -> Parameter | None:
    """A number of an entry of the schedule, such as its day or a value that it sets; None for anything else."""
    outer, _, inner = key.partition(".")
    title = entry.replace("_", " ")
    if outer == "set":
        parameter = parameters_by_name().get(inner)
        usable = parameter is not None and parameter.when == "always"
        return parameter._replace(dotted=dotted, label=f"{parameter.label}, {title}") if parameter and usable else None
    if key not in OF_ENTRY:
        return None
    model, name, unit, label = OF_ENTRY[key]
    made = parameter_from_field(SCHEDULE, name, model.model_fields[name])
    return made._replace(
        dotted=dotted, unit=unit, kind="whole number", default=None, choices=(), label=label.format(title)
    )


@functools.cache
def find_parameter(dotted: str) -> Parameter | None:
    """The parameter with this dotted name, or None; also `sieges.NAME....`, `links.NAME....` and `contagion....`."""
    group, _, rest = dotted.partition(".")
    name, _, last = rest.partition(".")
    if group == SCHEDULE:
        return _of_schedule(dotted, name, last)
    if group == "sieges":
        inner = _of_schedule(last, *last.split(".", 2)[1:]) if last.count(".") > 1 else parameters_by_name().get(last)
        where = "in every siege" if name == EVERY else f"at {name.replace('_', ' ')}"
        return inner and inner._replace(dotted=dotted, label=f"{inner.label} {where}")
    parameter = parameters_by_name().get(dotted)
    return parameter or {p.dotted: p for p in theatre_level_parameters((name,))}.get(dotted)
