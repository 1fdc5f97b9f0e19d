"""Load a scenario from a name or file, check it, and write it as a self-contained file."""

import functools
import importlib.metadata
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from sim.hashes import short_hash
from sim.scenario import yamltext
from sim.scenario.contradictions import fact_problems
from sim.scenario.errors import ScenarioError, did_you_mean, shorten, shown
from sim.scenario.explain import Loc, dotted_names, explain, known_names
from sim.scenario.files import exists, label_of, read_text, scenario_path
from sim.scenario.ground import SiegeMap
from sim.scenario.maps import embed_map, map_of
from sim.scenario.numbers import plain_value
from sim.scenario.schedule_layers import SCHEDULE, add_part, merged, plain_schedule
from sim.scenario.schedule_rules import schedule_problems
from sim.scenario.schema import LISTS, Scenario, sections

#: Used where the distribution is not installed (a bare source tree); a test compares it with pyproject.toml.
VERSION = "0.2.0"
THEATRE = "theatre"  # the `kind` of a file with several sieges
SET_FLAG = "--set"  # the source of overrides in messages
IDENTITY_KEYS = ("name", "title", "about")  # never inherited through extends
GENERATED = ("generate", "area_km2", "seed")  # parameters of generated maps only

Overrides = Sequence[str] | Mapping[str, Any]


class Layer(NamedTuple):
    """The content of one file, or of the command line."""

    label: str
    folder: Path  # base of its relative paths
    data: dict[str, Any]


def load_scenario(name_or_path: str | Path, overrides: Overrides = ()) -> Scenario:
    """Load and check a scenario, given a shipped name or a YAML file. Raises ScenarioError with every problem.

    `overrides` are texts such as `"supply.food_days=20"`, or a mapping from dotted names to values. A map file is read
    here and kept as text in `map.file`, so that a scenario needs no other file.
    """
    return _made(_chain(scenario_path(name_or_path)), overrides)


def scenario_from_data(data: dict[str, Any], label: str, folder: Path, overrides: Overrides = ()) -> Scenario:
    """The same for a scenario embedded in another file, `label`, in `folder`."""
    return _made(_chain(folder, (label, data)), overrides)


def map_file_of(name_or_path: str | Path) -> Path | None:
    """The map file that a scenario names, itself or through what it extends; None where its map is generated.

    Raises ScenarioError where there is no such scenario.
    """
    for layer in reversed(_chain(scenario_path(name_or_path))):
        given = layer.data.get("map")
        if isinstance(given, dict) and "file" in given:
            file = given["file"]
            return layer.folder / file if isinstance(file, str) and file and "\n" not in file else None
    return None


def _made(files: list[Layer], overrides: Overrides) -> Scenario:
    draft = _Draft()
    for layer in [*files, _override(overrides)]:
        draft.add(layer)
    draft.read_map()
    try:
        scenario = Scenario.model_validate(draft.data)
    except ValidationError as error:
        raise ScenarioError([*draft.problems, *explain(error, draft.source_of)]) from None
    problems = [
        *draft.problems,
        *(f"{draft.source_of(('schedule', name))}: {line}" for name, line in schedule_problems(scenario)),
        *(f"{draft.source_of(('facts', name))}: {line}" for name, line in fact_problems(scenario.facts)),
    ]
    if problems:
        raise ScenarioError(problems)
    map_of(scenario, label=draft.source_of(("map", "file")))
    return scenario


def resolve(scenario: Scenario) -> str:
    """The scenario as YAML with every value, which needs no other file."""
    data = scenario.model_dump(mode="python", exclude={*LISTS, SCHEDULE})
    data |= {name: [each.model_dump() for each in getattr(scenario, name)] for name in LISTS}
    return yamltext.write(data | {SCHEDULE: plain_schedule(scenario.schedule)})


def scenario_hash(scenario: Scenario, place: SiegeMap) -> str:
    """Short hash of everything that determines a run except its seed: values, ground, model version."""
    values = scenario.model_dump(mode="json", exclude={*IDENTITY_KEYS, "facts"})
    del values["map"]["file"]  # the raster counts, not its notation
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), allow_nan=False)
    head = f"{model_version()}\n{text}\n{place.terrain.shape}\n".encode()
    people = b"" if place.civilians is None else place.civilians.astype("<i4").tobytes()
    return short_hash(head + place.terrain.tobytes() + place.held.tobytes() + people)


@functools.cache
def model_version() -> str:
    """Version of the installed distribution."""
    try:
        return importlib.metadata.version("safeconduct")
    except importlib.metadata.PackageNotFoundError:
        return VERSION


def _chain(path: Path, written: tuple[str, Any] | None = None) -> list[Layer]:
    """The layers of a file, or of data `written` in a folder under a label; the extended file comes first."""
    layers: list[Layer] = []
    seen: dict[Path, str] = {}
    prefix = ""  # prefix of messages: who extends the file that is read next
    while True:
        label = label_of(path)
        if prefix and not exists(path):
            raise ScenarioError(f"{prefix}there is no file {label}; paths are relative to the file that contains them")
        if written is not None:
            (label, data), path, written = written, path / "-", None
        else:
            data = yamltext.read(read_text(path, label), label)
        if path.resolve() in seen:
            cycle = " -> ".join([*seen.values(), label])
            raise ScenarioError(f"{prefix}circular extends: {cycle}")
        seen[path.resolve()] = label
        if data is None:
            raise ScenarioError(f"{label}: the file is empty; the shortest scenario is `extends: baseline`")
        if not isinstance(data, dict):
            raise ScenarioError(f"{label}: must be a mapping of sections, such as supply: {{food_days: 30}}")
        if data.get("kind") == THEATRE:
            raise ScenarioError(
                f"{label}: this is a theatre of several sieges, which run, sweep and validate accept; give the "
                "scenario of one of its sieges here"
            )
        if "question" in data and not layers:
            raise ScenarioError(
                f"{label}: is an experiment, but a scenario is needed here; `safeconduct sweep {label} --dry-run` "
                "checks an experiment"
            )
        data = dict(data)
        parent = data.pop("extends", "")
        layers.insert(0, Layer(label, path.parent, data))
        if parent == "":
            break
        prefix = f"{label}: extends = {shown(parent)}: "
        if not isinstance(parent, str):
            raise ScenarioError(f"{prefix}must be the name of a scenario or the path of a file")
        path = scenario_path(parent, path.parent, prefix)
    for layer in layers[:-1]:
        for word in IDENTITY_KEYS:
            layer.data.pop(word, None)
    own_name = re.sub(r"[^a-z0-9_]+", "_", Path(layers[-1].label).stem.lower()).strip("_") or "siege"
    layers[-1].data.setdefault("name", own_name)
    return layers


def parse_overrides(overrides: Overrides) -> tuple[list[tuple[str, Any]], list[str]]:
    """Overrides as keys and values, with texts read as YAML; and the problems of invalid ones."""
    if isinstance(overrides, Mapping):
        return list(overrides.items()), []
    pairs, problems = [], []
    for text in overrides:
        key, equals, value = text.partition("=")
        if not equals:
            problems.append(f"{SET_FLAG} {shorten(text)}: must be key=value, such as --set supply.food_days=30")
            continue
        try:
            pairs.append((key.strip(), yamltext.read(value, f"{SET_FLAG} {shorten(key)}") if value.strip() else ""))
        except ScenarioError as error:
            problems += error.problems
    return pairs, problems


def _override(overrides: Overrides) -> Layer:
    """The layer of the command line, or of a lever. Raises ScenarioError with every problem."""
    data: dict[str, Any] = {}
    pairs, problems = parse_overrides(overrides)
    for key, value in pairs:
        section, _, name = key.partition(".")
        value = plain_value(value)
        if key in dotted_names():
            data.setdefault(section, {})[name] = value
        elif key in (*IDENTITY_KEYS, *LISTS):
            data[key] = value
        elif key == SCHEDULE and isinstance(value, dict):
            for entry, content in value.items():
                add_part(data.setdefault(SCHEDULE, {}), entry, content)
        elif section == SCHEDULE and name:
            add_part(data.setdefault(SCHEDULE, {}), name, value)
        elif key == SCHEDULE:
            problems.append(
                f"{SET_FLAG}: {key} must be a mapping of entries; set a part of it, such as schedule.airlift.day"
            )
        elif key in sections():
            example = next(iter(sections()[key].model_fields))
            problems.append(f"{SET_FLAG}: {key} is a section; set one of its parameters, such as {key}.{example}")
        else:
            names = [n for n in known_names() if n not in sections() and n not in ("facts", "extends")]
            problems.append(f"{SET_FLAG}: {shorten(key)} is not a parameter{did_you_mean(key, names)}")
    if problems:
        raise ScenarioError(problems)
    return Layer(SET_FLAG, Path(), data)


class _Draft:
    """A scenario under construction: its data so far, the source of each value, and the problems found."""

    def __init__(self) -> None:
        self.data: dict[str, Any] = {}
        self.layers: dict[Loc, Layer] = {}
        self.problems: list[str] = []
        self.together = ""

    def source_of(self, loc: Loc) -> str:
        """The file that the value at `loc` comes from; a rule between parameters may be broken by several together."""
        layer = self.layers.get(loc[:2]) or self.layers.get(loc[:1])
        return layer.label if layer else self.together

    def add(self, layer: Layer) -> None:
        """Merge one file into those it extends, section by section."""
        if layer.data:
            self.together = f"{self.together} with --set" if layer.label == SET_FLAG else layer.label
        for key, value in layer.data.items():
            self.layers[key,] = layer
            if key == "facts" and isinstance(value, dict):
                value = self._known_facts(layer, value)
            base = self.data.get(key)
            if key == SCHEDULE and isinstance(value, dict):
                self.layers |= {(key, name): layer for name in value}
                value = merged(base, value, in_part=layer.label == SET_FLAG)
            elif isinstance(value, dict) and (key in sections() or key == "facts"):
                self.layers |= {(key, name): layer for name in value}
                value = {**base, **value} if isinstance(base, dict) else value
            self.data[key] = value
        self._drop_stale_facts(layer)
        self._check_map(layer)

    def _known_facts(self, layer: Layer, facts: dict[str, Any]) -> dict[str, Any]:
        """Report unknown names here, since the schema would stop at the first and could not suggest another."""
        names = [*dotted_names(), *LISTS, SCHEDULE]
        for name in facts:
            if name not in names:
                self.problems.append(
                    f"{layer.label}: facts: {shorten(name)} is not a parameter{did_you_mean(name, names)}"
                )
        return {name: fact for name, fact in facts.items() if name in names}

    def _drop_stale_facts(self, layer: Layer) -> None:
        """Drop the sources of values that this layer replaces."""
        facts, own = self.data.get("facts"), layer.data.get("facts")
        if not isinstance(facts, dict):
            return
        given = {f"{k}.{n}" for k, v in layer.data.items() if isinstance(v, dict) for n in v} | set(layer.data)
        kept = own if isinstance(own, dict) else {}
        self.data["facts"] = {name: fact for name, fact in facts.items() if name in kept or name not in given}

    def _check_map(self, layer: Layer) -> None:
        """Refuse parameters of a generated map where a map file would still be read."""
        given = layer.data.get("map")
        if not isinstance(given, dict) or "file" in given or not self.data["map"].get("file"):
            return
        self.problems += [
            f"{layer.label}: map.{name} = {shown(given[name])}: applies only to a generated map, but map.file "
            f'is given; set map.file to "" as well'
            for name in GENERATED
            if name in given
        ]

    def read_map(self) -> None:
        """Replace the name of the map file by its text."""
        given = self.data.get("map")
        file = given.get("file") if isinstance(given, dict) else None
        if not isinstance(file, str) or not file:
            return
        layer = self.layers["map", "file"]
        try:
            self.data["map"] = {**self.data["map"], "file": embed_map(file, layer.folder, layer.label)}
        except ScenarioError as error:
            self.problems += error.problems
