"""Load a theatre from a name or file, and check it."""

import contextlib
import re
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.scenario import yamltext
from sim.scenario.contradictions import fact_problems
from sim.scenario.errors import ScenarioError, did_you_mean, shorten, shown
from sim.scenario.explain import dotted_names
from sim.scenario.explain_theatre import explain_theatre
from sim.scenario.files import label_of, read_text, scenario_path, shipped_theatres
from sim.scenario.load import (
    IDENTITY_KEYS,
    SET_FLAG,
    THEATRE,
    Overrides,
    load_scenario,
    parse_overrides,
    scenario_from_data,
)
from sim.scenario.numbers import plain_value
from sim.scenario.schema import Scenario
from sim.scenario.sections.theatre import Contagion, Tie
from sim.scenario.theatre import EVERY, Document, Member, Theatre

#: Keys of a siege in a theatre that a dotted name can change, besides its scenario.
OF_MEMBER = ("garrison_side", "besieger_side", "destination")


def is_theatre(name_or_path: str | Path) -> bool:
    """Whether a shipped name or a file is a theatre; False also for files that cannot be read."""
    given = str(name_or_path)
    if given in shipped_theatres():
        return True
    with contextlib.suppress(ScenarioError):
        path = scenario_path(name_or_path)
        return bool(re.search(rf"(?m)^kind:\s*[\"']?{THEATRE}\b", read_text(path, label_of(path))))
    return False


def load_theatre(name_or_path: str | Path, overrides: Overrides = ()) -> Theatre:
    """Load and check a theatre, given a shipped name or a YAML file. Raises ScenarioError with every problem.

    `overrides` are dotted names: `sieges.NAME.supply.food_days` (NAME `every`: all of them), `links.NAME.worth`,
    `contagion.freed_troops`; or `links`, for all links at once.
    """
    path = scenario_path(name_or_path)
    label = label_of(path)
    data = yamltext.read(read_text(path, label), label)
    if not isinstance(data, dict):
        raise ScenarioError(f"{label}: must be a mapping with keys such as kind, sieges, links, contagion")
    data = {"name": re.sub(r"[^a-z0-9_]+", "_", path.stem.lower()).strip("_") or "theatre", **data}
    return theatre_from_data(data, label, path.parent, overrides)


def theatre_from_data(data: dict[str, Any], label: str, folder: Path, overrides: Overrides = ()) -> Theatre:
    """A theatre from plain data; messages name it `label`, and its paths are relative to `folder`.

    Raises ScenarioError with every problem.
    """
    document, changes, problems = _document(data, label, overrides)
    sieges: dict[str, Scenario] = {}
    for name, member in document.sieges.items():
        try:
            sieges[name] = _scenario(member, label, folder, name, changes.get(name, {}))
        except ScenarioError as error:
            problems += [_located(line, label, name) for line in error.problems]
    if problems:
        raise ScenarioError(dict.fromkeys(problems))
    return Theatre(document, sieges)


def with_theatre_overrides(theatre: Theatre, overrides: Overrides) -> Theatre:
    """A theatre with changed links or contagion, checked like a file; its sieges stay the same.

    Raises ScenarioError with every problem.
    """
    document, _, problems = _document(theatre.document.model_dump(), theatre.name, overrides)
    if problems:
        raise ScenarioError(problems)
    return Theatre(document, theatre.sieges)


def _document(
    data: dict[str, Any], label: str, overrides: Overrides
) -> tuple[Document, dict[str, dict[str, Any]], list[str]]:
    """The document of the theatre, the overrides of each siege's scenario, and the problems found."""
    data, changes, problems = _with_overrides(data, overrides)
    try:
        document = Document.model_validate(data)
    except ValidationError as error:
        raise ScenarioError([*problems, *explain_theatre(error, label)]) from None
    return document, changes, problems + _disagreements(document, label)


def _scenario(member: Member, label: str, folder: Path, name: str, changes: dict[str, Any]) -> Scenario:
    """The scenario of one siege, under the siege's name."""
    overrides = {**member.set, **changes, "name": name}
    if isinstance(member.scenario, dict):
        return scenario_from_data(member.scenario, f"{label}: sieges.{name}.scenario", folder, overrides)
    return load_scenario(scenario_path(member.scenario, folder), overrides)


def _located(line: str, label: str, name: str) -> str:
    if line.startswith(label):
        return line
    return f"{label}: sieges.{name}: {line.removeprefix(f'{SET_FLAG}: ')}"


def _with_overrides(
    data: dict[str, Any], overrides: Overrides
) -> tuple[dict[str, Any], dict[str, dict[str, Any]], list[str]]:
    """The document with overrides applied; the overrides of each siege's scenario; the problems found."""
    pairs, problems = parse_overrides(overrides)
    changes: dict[str, dict[str, Any]] = {}
    made = {key: dict(value) if isinstance(value, dict) else value for key, value in data.items()}
    sieges = [*made["sieges"]] if isinstance(made.get("sieges"), dict) else []
    facts = made.get("facts")
    for key, value in pairs:
        value = plain_value(value)
        group, _, rest = key.partition(".")
        name, _, last = rest.partition(".")
        if group == "sieges" and last and (name == EVERY or name in sieges):
            for siege in sieges if name == EVERY else [name]:
                if last in OF_MEMBER and isinstance(made["sieges"][siege], dict):
                    made["sieges"][siege] = {**made["sieges"][siege], last: value}
                else:
                    changes.setdefault(siege, {})[last] = value
        elif group == "links" and _is_tie(made, name) and last in Tie.model_fields:
            made["links"][name] = {**made["links"][name], last: value}
        elif group == "contagion" and rest in Contagion.model_fields:
            made["contagion"] = {**(made.get("contagion") or {}), rest: value}
        elif group == "distances_km" and name in sieges and last in sieges:
            given = made.setdefault("distances_km", {})
            given[name] = {**given.get(name, {}), last: value}
        elif key in (*IDENTITY_KEYS, "subject", "links"):
            made[key] = value
        else:
            problems.append(f"{SET_FLAG}: {shorten(key)} is not a parameter of this theatre{_guess(key, made)}")
        if isinstance(facts, dict):  # the source of a value does not apply to its replacement
            made["facts"] = facts = {n: fact for n, fact in facts.items() if n != key and not n.startswith(f"{key}.")}
    return made, changes, problems


def _is_tie(data: dict[str, Any], name: str) -> bool:
    links = data.get("links")
    return isinstance(links, dict) and isinstance(links.get(name), dict)


def theatre_names(data: dict[str, Any]) -> list[str]:
    """Every dotted name of a theatre."""
    names = [f"contagion.{name}" for name in Contagion.model_fields]
    names += [f"links.{link}.{name}" for link in data.get("links") or {} for name in Tie.model_fields]
    sieges = [*(data.get("sieges") or {}), EVERY]
    names += [f"sieges.{siege}.{name}" for siege in sieges for name in OF_MEMBER]
    return names + [f"sieges.{siege}.{dotted}" for siege in sieges for dotted in dotted_names()]


def _guess(key: str, data: dict[str, Any]) -> str:
    group, _, rest = key.partition(".")
    siege, _, last = rest.partition(".")
    if group == "sieges" and siege in (data.get("sieges") or {}):
        return did_you_mean(last, [*dotted_names(), *OF_MEMBER])
    if group in dotted_names() or key in dotted_names():
        first = next(iter(data.get("sieges") or {"NAME": None}))
        return f"; name the siege: sieges.{first}.{key}, or sieges.{EVERY}.{key}"
    return did_you_mean(key, theatre_names(data)) or "; use sieges.NAME.PARAMETER, links.NAME.KEY or contagion.KEY"


def _disagreements(document: Document, label: str) -> list[str]:
    """Inconsistencies between the parts of a theatre."""
    names = list(document.sieges)
    problems = []

    def unknown(where: str, name: str) -> bool:
        if name not in names:
            problems.append(
                f"{label}: {where} = {shown(name)}: there is no such siege{did_you_mean(name, names)}; "
                f"the sieges are {', '.join(names)}"
            )
        return name not in names

    problems += [
        f"{label}: links: {shorten(name)}: names may contain only lower-case letters, digits and _"
        for name in document.links
        if not re.fullmatch(r"[a-z0-9_]+", name)
    ]
    for name in names:
        if name == EVERY or not re.fullmatch(r"[a-z0-9_]+", name):
            problems.append(
                f"{label}: sieges: {shorten(name)}: names may contain only lower-case letters, "
                f"digits and _, and must not be {EVERY}"
            )
    if document.subject:
        unknown("subject", document.subject)
    for name, member in document.sieges.items():
        goal = member.destination
        if not goal or unknown(f"sieges.{name}.destination", goal):
            continue
        there = document.sieges[goal]
        if goal == name or member.garrison_side not in (there.garrison_side, there.besieger_side):
            problems.append(
                f"{label}: sieges.{name}.destination = {shown(goal)}: those who leave belong to side "
                f"{member.garrison_side}, which has no force there; name another siege, or none"
            )
    problems += _ties(document, label, unknown)
    for a, others in document.distances_km.items():
        for b, km in others.items():
            if unknown("distances_km", a) or unknown(f"distances_km.{a}", b):
                continue
            if a == b or not 0 < km <= 20_000:
                problems.append(f"{label}: distances_km.{a}.{b} = {shown(km)}: must be more than 0 and at most 20000")
    facts = [n for n in document.facts if n not in theatre_names(document.model_dump()) and n != "distances_km"]
    problems += [f"{label}: facts: {shorten(n)} is not a parameter of this theatre" for n in facts]
    problems += [f"{label}: {line}" for _, line in fact_problems(document.facts)]
    return problems


def _ties(document: Document, label: str, unknown: Any) -> list[str]:
    problems, tied = [], {}
    for name, tie in document.links.items():
        where = f"{label}: links.{name}.between"
        unknown_ends = [end for end in tie.between if unknown(f"links.{name}.between", end)]
        if unknown_ends:
            continue
        a, b = (document.sieges[end] for end in tie.between)
        if tie.between[0] == tie.between[1]:
            problems.append(f"{where}: a siege cannot be linked to itself; name two sieges")
        elif a.besieger_side != b.garrison_side or b.besieger_side != a.garrison_side:
            problems.append(
                f"{where}: each side must be the garrison in one siege and the besieger in the other, but here "
                f"{a.besieger_side} besieges {a.garrison_side}, and {b.besieger_side} besieges {b.garrison_side}"
            )
        for end in tie.between:
            if tied.setdefault(end, name) != name:
                problems.append(f"{where}: {end} is in links.{tied[end]} already; a siege can have only one link")
    return problems
