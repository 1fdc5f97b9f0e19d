"""The schema of a theatre: several sieges that influence each other."""

import json
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.hashes import short_hash
from sim.scenario import yamltext
from sim.scenario.load import IDENTITY_KEYS, resolve, scenario_hash
from sim.scenario.maps import map_of
from sim.scenario.numbers import PlainInput
from sim.scenario.parameters import EVERY, Parameter, parameters, schedule_parameters, theatre_level_parameters
from sim.scenario.schema import Fact, Scenario
from sim.scenario.sections.theatre import Contagion, Tie

STRICT = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Member(BaseModel):
    """One siege of a theatre."""

    model_config = STRICT

    scenario: str | dict[str, Any] = Field(
        description="a shipped name, a path relative to this file, or an embedded scenario"
    )
    set: dict[str, Any] = Field(default_factory=dict, description="dotted parameter -> value, as after --set")
    garrison_side: str = Field(default="inside", pattern=r"^[a-z0-9_]+$", description="side of the garrison")
    besieger_side: str = Field(default="outside", pattern=r"^[a-z0-9_]+$", description="side of the besiegers")
    destination: str = Field(default="", description="siege to which fighters who leave armed go; empty: none")


class Document(PlainInput):
    """A theatre file."""

    model_config = STRICT

    kind: Literal["theatre"] = Field(description="the word theatre")
    name: str = Field(default="theatre", pattern=r"^[a-z0-9_]+$", description="name, used in file names")
    title: str = Field(default="", description="title in one line")
    about: str = Field(default="", description="description in one paragraph")
    subject: str = Field(default="", description="siege whose outcome counts as the theatre's; empty: the first")
    facts: dict[str, Fact] = Field(default_factory=dict, description="dotted name -> source of its value")
    sieges: dict[str, Member] = Field(min_length=1, description="the sieges by name")
    links: dict[str, Tie] = Field(default_factory=dict, description="ties between pairs of sieges, by name")
    contagion: Contagion = Field(default=Contagion(), description="how the fate of one siege affects the others")
    distances_km: dict[str, dict[str, float]] = Field(
        default_factory=dict, description="distance by road from one siege to others, in km; if omitted, too far"
    )


@dataclass(frozen=True)
class Theatre:
    """A theatre with its sieges, complete and checked."""

    document: Document
    sieges: dict[str, Scenario]

    @property
    def name(self) -> str:
        """Name, used in file names."""
        return self.document.name

    @property
    def subject(self) -> str:
        """The siege whose outcome counts as the theatre's."""
        return self.document.subject or next(iter(self.sieges))

    @property
    def links(self) -> dict[str, Tie]:
        """The active links."""
        return {name: tie for name, tie in self.document.links.items() if tie.active}

    @property
    def contagion(self) -> Contagion:
        """Strengths of the channels of contagion."""
        return self.document.contagion

    @property
    def begins(self) -> dict[str, int]:
        """Day of the theatre on which each siege begins; day 0 is the earliest start date."""
        first = min(scenario.clock.start for scenario in self.sieges.values())
        return {name: (scenario.clock.start - first).days for name, scenario in self.sieges.items()}

    @property
    def horizon_days(self) -> int:
        """Latest day on which the last siege ends, unless a convoy is still on its way."""
        return max(day + self.sieges[name].clock.horizon_days for name, day in self.begins.items())

    def distance_km(self, a: str, b: str) -> float | None:
        """Distance between two sieges in km; None where it is too far."""
        km = self.document.distances_km
        return km.get(a, {}).get(b, km.get(b, {}).get(a))

    def same_besieger(self, name: str) -> list[str]:
        """The other sieges of the same besieging side."""
        side = self.document.sieges[name].besieger_side
        return [n for n, m in self.document.sieges.items() if n != name and m.besieger_side == side]

    def same_garrison(self, name: str) -> list[str]:
        """The other sieges whose garrison is of the same side."""
        side = self.document.sieges[name].garrison_side
        return [n for n, m in self.document.sieges.items() if n != name and m.garrison_side == side]


def theatre_hash(theatre: Theatre) -> str:
    """Short hash of everything that determines a run of a theatre except its seed."""
    content = theatre.document.model_dump(mode="json", exclude={*IDENTITY_KEYS, "facts"})
    for name, scenario in theatre.sieges.items():
        content["sieges"][name] |= {"scenario": scenario_hash(scenario, map_of(scenario)), "set": {}}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return short_hash(text)


def resolve_theatre(theatre: Theatre) -> str:
    """The theatre as YAML with every value, which needs no other file."""
    data = theatre.document.model_dump(mode="python")
    data["links"] = {name: tie | {"between": list(tie["between"])} for name, tie in data["links"].items()}
    for name, scenario in theatre.sieges.items():
        data["sieges"][name] |= {"scenario": yamltext.read(resolve(scenario), name), "set": {}}
    return yamltext.write(data)


def theatre_parameters(theatre: Theatre) -> list[Parameter]:
    """Every parameter that can be varied, under its dotted name in the theatre."""
    own = theatre_level_parameters(list(theatre.document.links))
    return own + [
        p._replace(dotted=f"sieges.{siege}.{p.dotted}", label=f"{p.label}, {siege}")
        for siege, scenario in (*theatre.sieges.items(), (EVERY, None))
        for p in (*parameters(), *(schedule_parameters(scenario.schedule) if scenario else ()))
    ]
