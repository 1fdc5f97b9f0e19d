"""From a name or a file to a checked scenario, and back to a file that stands alone."""

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
from sim.scenario.errors import ScenarioError, did_you_mean, shorten, shown
from sim.scenario.explain import Loc, dotted_names, explain, known_names
from sim.scenario.files import exists, label_of, read_text, scenario_path
from sim.scenario.ground import SiegeMap
from sim.scenario.maps import embed_map, map_of
from sim.scenario.numbers import plain_value
from sim.scenario.schema import LISTS, Scenario, sections

#: Where the distribution is not installed (a bare source tree); a test holds it to pyproject.toml.
VERSION = "0.2.0"
THEATRE = "theatre"  # what a file of several sieges says of its kind
SET_FLAG = "--set"  # as which overrides are known in messages
IDENTITY_KEYS = ("name", "title", "about")  # of a file itself, never of the one that it extends
GENERATED = ("generate", "area_km2", "seed")  # what only a generated map reads

Overrides = Sequence[str] | Mapping[str, Any]


class Layer(NamedTuple):
    """What one file, or the command line, says."""

    label: str
    folder: Path  # from which its relative paths are meant
    data: dict[str, Any]


def load_scenario(name_or_path: str | Path, overrides: Overrides = ()) -> Scenario:
    """The scenario of a shipped name or of a YAML file, complete and checked; ScenarioError if it is not.

    `overrides` are `"supply.food_days=20"` texts as after `--set`, or dotted names with values.
    A map file is read here and travels in `map.file` as text, so that a scenario needs no other file.
    """
    return _made(_chain(scenario_path(name_or_path)), overrides)


def scenario_from_data(data: dict[str, Any], label: str, folder: Path, overrides: Overrides = ()) -> Scenario:
    """The same of a scenario that is written out in another file, `label`, in `folder`."""
    return _made(_chain(folder, (label, data)), overrides)


def _made(files: list[Layer], overrides: Overrides) -> Scenario:
    draft = _Draft()
    for layer in [*files, _override(overrides)]:
        draft.add(layer)
    draft.read_map()
    try:
        scenario = Scenario.model_validate(draft.data)
    except ValidationError as error:
        raise ScenarioError([*draft.problems, *explain(error, draft.sayer)]) from None
    if draft.problems:
        raise ScenarioError(draft.problems)
    map_of(scenario, label=draft.sayer(("map", "file")))
    return scenario


def resolve(scenario: Scenario) -> str:
    """The scenario as YAML that says every value and needs no other file."""
    data = scenario.model_dump(mode="python", exclude={*LISTS})
    return yamltext.write(data | {name: [each.model_dump() for each in getattr(scenario, name)] for name in LISTS})


def scenario_hash(scenario: Scenario, place: SiegeMap) -> str:
    """Short hash of everything that a scenario says of a run but its seed: values, ground, model version."""
    values = scenario.model_dump(mode="json", exclude={*IDENTITY_KEYS, "facts"})
    del values["map"]["file"]  # its raster counts, not how it was written
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), allow_nan=False)
    said = f"{model_version()}\n{text}\n{place.terrain.shape}\n".encode()
    return short_hash(said + place.terrain.tobytes() + place.held.tobytes())


@functools.cache
def model_version() -> str:
    """Version of the installed distribution."""
    try:
        return importlib.metadata.version("safeconduct")
    except importlib.metadata.PackageNotFoundError:
        return VERSION


def _chain(path: Path, written: tuple[str, Any] | None = None) -> list[Layer]:
    """The layers of a file, or of what is `written` in a folder under some name; what it extends first."""
    layers: list[Layer] = []
    seen: dict[Path, str] = {}
    says = ""  # who extends the file that is read next
    while True:
        label = label_of(path)
        if says and not exists(path):
            raise ScenarioError(f"{says}there is no file {label}; paths are relative to the file that contains them")
        if written is not None:
            (label, data), path, written = written, path / "-", None
        else:
            data = yamltext.read(read_text(path, label), label)
        if path.resolve() in seen:
            circle = " -> ".join([*seen.values(), label])
            raise ScenarioError(f"{says}circular extends: {circle}")
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
        data = dict(data)
        parent = data.pop("extends", "")
        layers.insert(0, Layer(label, path.parent, data))
        if parent == "":
            break
        says = f"{label}: extends = {shown(parent)}: "
        if not isinstance(parent, str):
            raise ScenarioError(f"{says}must be the name of a scenario or the path of a file")
        path = scenario_path(parent, path.parent, says)
    for layer in layers[:-1]:
        for word in IDENTITY_KEYS:
            layer.data.pop(word, None)
    own_name = re.sub(r"[^a-z0-9_]+", "_", Path(layers[-1].label).stem.lower()).strip("_") or "siege"
    layers[-1].data.setdefault("name", own_name)
    return layers


def parse_overrides(overrides: Overrides) -> tuple[list[tuple[str, Any]], list[str]]:
    """Overrides as keys and values, texts read as YAML; and what is wrong with the others."""
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
    """The layer of the command line, or of a lever."""
    data: dict[str, Any] = {}
    pairs, problems = parse_overrides(overrides)
    for key, value in pairs:
        section, _, name = key.partition(".")
        value = plain_value(value)
        if key in dotted_names():
            data.setdefault(section, {})[name] = value
        elif key in (*IDENTITY_KEYS, *LISTS):
            data[key] = value
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
    """A scenario in the making: what is said so far, by whom, and what is wrong with it."""

    def __init__(self) -> None:
        self.data: dict[str, Any] = {}
        self.layers: dict[Loc, Layer] = {}
        self.problems: list[str] = []
        self.together = ""

    def sayer(self, loc: Loc) -> str:
        """Who said what stands at `loc`; a rule between parameters may be broken by all together."""
        layer = self.layers.get(loc[:2]) or self.layers.get(loc[:1])
        return layer.label if layer else self.together

    def add(self, layer: Layer) -> None:
        """Lay one file over those it extends, section by section."""
        if layer.data:
            self.together = f"{self.together} with --set" if layer.label == SET_FLAG else layer.label
        for key, value in layer.data.items():
            self.layers[key,] = layer
            if key == "facts" and isinstance(value, dict):
                value = self._known_facts(layer, value)
            base = self.data.get(key)
            if isinstance(value, dict) and (key in sections() or key == "facts"):
                self.layers |= {(key, name): layer for name in value}
                value = {**base, **value} if isinstance(base, dict) else value
            self.data[key] = value
        self._drop_stale_facts(layer)
        self._check_map(layer)

    def _known_facts(self, layer: Layer, facts: dict[str, Any]) -> dict[str, Any]:
        """The schema would stop at the first unknown name, and would know no better one."""
        names = [*dotted_names(), *LISTS]
        for name in facts:
            if name not in names:
                self.problems.append(
                    f"{layer.label}: facts: {shorten(name)} is not a parameter{did_you_mean(name, names)}"
                )
        return {name: fact for name, fact in facts.items() if name in names}

    def _drop_stale_facts(self, layer: Layer) -> None:
        """The source of a number says nothing about the number that replaced it."""
        facts, own = self.data.get("facts"), layer.data.get("facts")
        if not isinstance(facts, dict):
            return
        said = {f"{k}.{n}" for k, v in layer.data.items() if isinstance(v, dict) for n in v} | set(layer.data)
        kept = own if isinstance(own, dict) else {}
        self.data["facts"] = {name: fact for name, fact in facts.items() if name in kept or name not in said}

    def _check_map(self, layer: Layer) -> None:
        """Asking for another generated map, over a file that would still be read, changes nothing."""
        said = layer.data.get("map")
        if not isinstance(said, dict) or "file" in said or not self.data["map"].get("file"):
            return
        self.problems += [
            f"{layer.label}: map.{name} = {shown(said[name])}: applies only to a generated map, but map.file "
            f'is given; set map.file to "" as well'
            for name in GENERATED
            if name in said
        ]

    def read_map(self) -> None:
        """Put the map file's text in the place of its name."""
        said = self.data.get("map")
        file = said.get("file") if isinstance(said, dict) else None
        if not isinstance(file, str) or not file:
            return
        layer = self.layers["map", "file"]
        try:
            self.data["map"] = {**self.data["map"], "file": embed_map(file, layer.folder, layer.label)}
        except ScenarioError as error:
            self.problems += error.problems
