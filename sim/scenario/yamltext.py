"""Read and write YAML: safe, limited in size, each key once, scalars as in YAML 1.2."""

import contextlib
import datetime
import math
import re
from typing import Any

import yaml

from sim.scenario.errors import ScenarioError, shorten

MAX_BYTES = 1 << 20
MAX_DEPTH = 20
MAX_NODES = 100_000  # after aliases are expanded
MAX_ALIASES = 100

# PyYAML implements YAML 1.1, where `no` is false, `1e-5` is text and 12:30:00 is a number. The same table is used for
# reading and writing, so that values survive a round trip.
PLAIN = {
    "null": re.compile(r"(?:null|Null|NULL|~|)$"),
    "bool": re.compile(r"(?:true|True|TRUE|false|False|FALSE)$"),
    "int": re.compile(r"[-+]?[0-9]+$"),
    "float": re.compile(
        r"(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
    ),
    "timestamp": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
}
Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster where libyaml is installed


def read(text: str, label: str) -> Any:
    """The only document in `text`. Raises ScenarioError, naming `label`, where it is not plain YAML."""
    try:
        return _Document(text, label).whole()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        why = shorten(str(error.problem or error.context))
        raise ScenarioError(f"{label}{where}: not YAML: {why}") from None
    except (yaml.YAMLError, UnicodeError):
        raise ScenarioError(f"{label}: not YAML: contains characters that are not allowed in text") from None


class _Document:
    """Builds values from parser events, so that limits apply before memory is used."""

    def __init__(self, text: str, label: str) -> None:
        self.label = label
        self.events = yaml.parse(text, Loader=Parser)
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.nodes = self.aliases = 0
        self.repeated: list[str] = []

    def whole(self) -> Any:
        next(self.events)  # the stream's start
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return None
        value = self.value(next(self.events), 0)
        next(self.events)  # the document's end
        if not isinstance(next(self.events), yaml.StreamEndEvent):
            raise self.fault("contains more than one YAML document; a file must contain exactly one")
        if self.repeated:
            raise ScenarioError(self.repeated)
        return value

    def fault(self, rule: str, event: Any = None) -> ScenarioError:
        where = f", line {event.start_mark.line + 1}" if event else ""
        return ScenarioError(f"{self.label}{where}: {rule}")

    def count(self, nodes: int) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            raise self.fault(f"more than {MAX_NODES} values, too many for a scenario")

    def value(self, event: Any, depth: int) -> Any:
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        if depth > MAX_DEPTH:
            raise self.fault(f"nested more than {MAX_DEPTH} deep", event)
        if event.tag is not None:
            raise self.fault(f"{shorten(event.tag)}: tags are not supported; write the plain value", event)
        before = self.nodes
        self.count(1)
        if isinstance(event, yaml.ScalarEvent):
            made = self.scalar(event)
        elif isinstance(event, yaml.MappingStartEvent):
            made = self.mapping(depth)
        else:
            made = self.sequence(depth)
        if event.anchor:
            self.anchors[event.anchor] = (made, self.nodes - before)
        return made

    def sequence(self, depth: int) -> list[Any]:
        made = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            made.append(self.value(event, depth + 1))
        return made

    def alias(self, event: Any) -> Any:
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise self.fault(f"more than {MAX_ALIASES} aliases; write the values out", event)
        if event.anchor not in self.anchors:
            raise self.fault(f"*{shorten(event.anchor)} refers to an anchor that is not defined above", event)
        made, nodes = self.anchors[event.anchor]
        self.count(nodes)
        return made

    def mapping(self, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        lines: dict[str, int] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self.fault("a key must be a plain word", event)
            key, line = event.value, event.start_mark.line + 1
            if key in made:
                first = f"first in line {lines[key]}"
                self.repeated.append(f"{self.label}, line {line}: {shorten(key)} is given twice, {first}; keep one")
            self.count(1)
            lines[key] = line
            made[key] = self.value(next(self.events), depth + 1)
        return made

    def scalar(self, event: Any) -> Any:
        text = event.value
        text.encode()  # a lone surrogate such as "\ud800" could be read but not written
        if not event.implicit[0]:
            return text
        if PLAIN["null"].match(text):
            return None
        if PLAIN["bool"].match(text):
            return text.lower() == "true"
        try:
            if PLAIN["int"].match(text):
                return int(text)
            if PLAIN["float"].match(text):
                return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
            if PLAIN["timestamp"].match(text):
                return datetime.date.fromisoformat(text)
        except ValueError:
            raise self.fault(f"{shorten(text)} is not a valid number or date", event) from None
        return text


class _Dumper(yaml.SafeDumper):
    """Writes YAML that `read` accepts."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012


for _tag, _pattern in PLAIN.items():
    _Dumper.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", _pattern, None)


def date_from_text(value: Any) -> Any:
    """The date in a text such as 2017-01-31; anything else unchanged."""
    if isinstance(value, str) and PLAIN["timestamp"].match(value):
        with contextlib.suppress(ValueError):
            return datetime.date.fromisoformat(value)
    return value


#: How other programs, mostly YAML 1.1, interpret a plain scalar.
_OTHERS = yaml.SafeLoader("")
_STRING = "tag:yaml.org,2002:str"


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None  # keeps a map readable
    if _OTHERS.resolve(yaml.ScalarNode, text, (True, False)) != _STRING:
        style = '"'  # such as no, 12:30 or 2017-01-31
    if not text.replace("\n", "").isprintable():
        style = '"'  # PyYAML folds U+0085 and its like into spaces in any other style
    return dumper.represent_scalar(_STRING, text, style=style)


_Dumper.add_representer(str, _text)
# In quotes a date is a string for every reader, as JSON Schema requires.
_Dumper.add_representer(datetime.date, lambda dumper, date: _text(dumper, date.isoformat()))


def write(data: Any) -> str:
    """`data` as YAML text, keeping the order of keys."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=math.inf)
