"""A stylised fact: a statement with its source, the worlds it is tested in, its claims and negative controls."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, ValidationError, model_validator

from sim.compare.outcomes import DEAL, DEALS, ENDINGS
from sim.scenario import yamltext
from sim.scenario.errors import ScenarioError, did_you_mean, shorten
from sim.scenario.explain import dotted
from sim.scenario.files import label_of, read_text, shipped_folder
from sim.sweep.experiment import Experiment, Value
from sim.sweep.experiment_reader import experiment_of

STRICT = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False, populate_by_name=True)
WORLD = "world"  # in the place of a lever: a claim that holds one world against another
#: Days from the tightening (the announced offensive, or `since`) to the signature.
CLOCK = "clock"
Measure = Literal["difference", "ratio", "hazard_ratio", "part_of_change", "level", "median"]


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Names = Annotated[list[str], BeforeValidator(_listed)]
Pair = Annotated[list[Value], Field(min_length=2, max_length=2)]


class FactWorld(BaseModel):
    """A scenario in which the fact is tested."""

    model_config = STRICT

    says: str = Field(min_length=1)
    scenario: str = "baseline"
    set: dict[str, Any] = {}
    levers: dict[str, list[Value]] | None = None  # in the place of the fact's own
    replicates: int | None = Field(default=None, ge=2)


class Claim(BaseModel):
    """One predicted quantity. Exactly one of `at_least`, `at_most` and `between` gives its size."""

    model_config = STRICT

    says: str = Field(min_length=1)
    world: str
    measure: Measure = "difference"
    of: Names = Field(min_length=1)  # ends of a siege, or one number of a run
    among: Names = []  # only runs that ended so (or as in `of`) count
    by_day: int | None = None  # the end must have come by this day
    reaching: float | None = None  # of a number: the share of runs in which it is so large ...
    within: float | None = None  # ... or at most so large
    since: int | None = None  # the day from which `clock` counts
    along: str = ""  # lever; the first one where nothing is said
    first: Value | None = Field(default=None, alias="from")  # levels that are held against each other: its ends
    last: Value | None = Field(default=None, alias="to")
    inner: Pair | None = None  # of part_of_change: between these two levels lies the part
    across: str = ""  # second lever: the figure at its last level less that at its first
    at: dict[str, Value] = {}  # other levers held at a level
    at_least: float | None = None
    at_most: float | None = None
    between: Annotated[list[float], Field(min_length=2, max_length=2)] | None = None

    @model_validator(mode="after")
    def _agree(self) -> "Claim":
        if sum(bound is not None for bound in (self.at_least, self.at_most, self.between)) != 1:
            raise ValueError("needs exactly one of at_least, at_most, between")
        if self.between and not self.between[0] < self.between[1]:
            raise ValueError("between must list the smaller number first")
        ends = [name in (DEAL, *ENDINGS) for name in self.of]
        if any(ends) and not all(ends):
            raise ValueError("of must be ends of a siege, or one number of a run")
        if not any(ends) and len(self.of) > 1:
            raise ValueError("of must be one number of a run")
        if (self.inner is not None) != (self.measure == "part_of_change"):
            raise ValueError("inner is required with measure: part_of_change and allowed with no other")
        return self

    @property
    def ends(self) -> tuple[str, ...]:
        """The endings counted; empty where the claim is about a number."""
        return ends_of(self.of)


class StylisedFact(BaseModel):
    """A statement that the model may confirm or contradict."""

    model_config = STRICT

    name: str = Field(pattern=r"^[a-z0-9_]+$")
    code: str = Field(min_length=1)  # T1 ... T21, as in docs/facts.md
    title: str = Field(min_length=1)
    statement: str = Field(min_length=1)
    source: str = Field(min_length=1)
    worlds: dict[str, FactWorld] = Field(min_length=1)
    levers: dict[str, list[Value]] = {}
    replicates: int = Field(ge=2)
    claims: list[Claim] = Field(min_length=1)
    control: str = Field(min_length=1)  # what must vanish, and why
    controls: list[Claim] = []
    changed: str = ""  # of what is asked, after a look at runs; said openly, changes nothing
    finding: str = ""  # written after the runs; changes nothing

    _folder: Path = PrivateAttr(default=Path())  # from which paths of scenarios are meant

    @model_validator(mode="after")
    def _agree(self) -> "StylisedFact":
        problems = [line for claim in (*self.claims, *self.controls) for line in self._wrong(claim)]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _wrong(self, claim: Claim) -> Iterator[str]:
        quoted = f"“{claim.says}”"
        if claim.world not in self.worlds:
            guess = did_you_mean(claim.world, self.worlds)
            yield f"{quoted}: {shorten(claim.world)} is not a world of this fact{guess}"
            return
        levers = self.levers_of(claim.world)
        for lever in (claim.along, claim.across, *claim.at):
            if lever and lever != WORLD and lever not in levers:
                yield f"{quoted}: {shorten(lever)} is not varied in world {claim.world}{did_you_mean(lever, levers)}"
        if claim.along == WORLD:
            return
        named = [(self.along(claim), level) for level in (claim.first, claim.last, *(claim.inner or ()))]
        for lever, level in [*named, *claim.at.items()]:
            if level is not None and level not in levers.get(lever, []):
                yield f"{quoted}: {lever} = {level}: is not one of its levels"

    def levers_of(self, world: str) -> dict[str, list[Value]]:
        """The levers varied in a world."""
        own = self.worlds[world].levers
        return self.levers if own is None else own

    def along(self, claim: Claim) -> str:
        """The lever, or `world`, along which a claim compares; empty where the world has none."""
        return claim.along or next(iter(self.levers_of(claim.world)), "")

    def levels(self, claim: Claim) -> list[Value]:
        """The levels of that lever, in the order given."""
        along = self.along(claim)
        return list(self.worlds) if along == WORLD else self.levers_of(claim.world).get(along, [])

    def experiment(self, world: str, replicates: int | None = None) -> Experiment:
        """The experiment of one world; all worlds use the same seeds."""
        settings = self.worlds[world]
        data = {
            "name": f"{self.name}_{world}",
            "question": f"{self.code}, {world}: {self.title}",
            "scenario": settings.scenario,
            "set": settings.set,
            "levers": self.levers_of(world),
            "replicates": replicates or settings.replicates or self.replicates,
        }
        return experiment_of(data, f"{self.name}: {world}", self._folder)


def ends_of(names: Sequence[str]) -> tuple[str, ...]:
    """Endings by name, with `deal` expanded to all kinds of deal; other names are dropped."""
    return tuple(end for name in names for end in (DEALS if name == DEAL else (name,)) if end in ENDINGS)


def folder() -> Path:
    """Folder of the shipped facts."""
    return shipped_folder("experiments") / "facts"


def names() -> list[str]:
    """Names of the facts, in the order of their codes."""
    return [fact.name for fact in sorted(map(read, folder().glob("*.yaml")), key=_order)]


def _order(fact: StylisedFact) -> tuple[int, str]:
    number = re.search(r"\d+", fact.code)
    return (int(number[0]) if number else 1000, fact.name)


def load(wanted: Sequence[str] = ()) -> list[StylisedFact]:
    """Facts by name, code or file, or all of them; in the order of their codes.

    Raises ScenarioError for unknown names.
    """
    by_name = not wanted or any(not name.endswith((".yaml", ".yml")) for name in wanted)
    known = sorted(map(read, folder().glob("*.yaml")), key=_order) if by_name else []
    if not wanted:
        return known
    chosen = {}
    for name in wanted:
        if name.endswith((".yaml", ".yml")):
            facts = [read(Path(name))]
        else:
            facts = [fact for fact in known if name.lower() in (fact.name, fact.code.lower())]
        if not facts:
            listing = ", ".join(f"{fact.code} {fact.name}" for fact in known)
            guess = did_you_mean(name, [fact.name for fact in known]) or f"; available: {listing}"
            raise ScenarioError(f"{shorten(name)}: no fact of this name{guess}")
        chosen |= {fact.name: fact for fact in facts}
    return sorted(chosen.values(), key=_order)


def read(file: Path) -> StylisedFact:
    """The fact declared in a file. Raises ScenarioError with all problems of the file."""
    label = label_of(file)
    data = yamltext.read(read_text(file, label), label)
    if not isinstance(data, dict):
        raise ScenarioError(f"{label}: must be a mapping with keys such as title, statement, worlds, levers, claims")
    try:
        fact = StylisedFact.model_validate({"name": file.stem, **data})
    except ValidationError as error:
        lines = [f"{label}: {_problem_text(problem)}" for problem in error.errors(include_url=False)]
        raise ScenarioError(list(dict.fromkeys(lines))) from None
    fact._folder = file.parent
    return fact


def _problem_text(problem: Any) -> str:
    place, kind = dotted(problem["loc"]), problem["type"]
    if kind == "extra_forbidden":
        return f"{place} is not a key of a fact{did_you_mean(str(problem['loc'][-1]), _keys())}"
    if kind == "missing":
        return f"{place} is missing"
    return f"{place}: {problem['msg'].removeprefix('Value error, ')}".removeprefix(": ")


def _keys() -> list[str]:
    fields = [(model, name) for model in (StylisedFact, FactWorld, Claim) for name in model.model_fields]
    return [model.model_fields[name].alias or name for model, name in fields]
