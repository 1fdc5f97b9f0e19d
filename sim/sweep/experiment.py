"""What an experiment is: a question, the worlds it is asked of, what is varied, and how often."""

import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, PrivateAttr, Tag, ValidationError

from sim.runs.plan import LARGEST_SCALE
from sim.scenario.errors import ScenarioError
from sim.scenario.numbers import MAX_DAYS, MAX_SEED, PlainInput
from sim.scenario.schema import Scenario
from sim.sweep.explain import explain

#: More runs than this are a slip of the pen.
MOST_RUNS = 100_000_000
#: Numbers that a design draws and holds in memory, of 8 bytes each.
MOST_DRAWN = 50_000_000

Value = bool | int | float | str | datetime.date
STRICT = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class InputModel(PlainInput):
    """What is asked, made in Python or from a file: made in Python, its faults are told as a ScenarioError too."""

    def __init__(self, **said: Any) -> None:
        """Check what is said; ScenarioError with all that is wrong with it."""
        try:
            super().__init__(**said)
        except ValidationError as error:
            label = type(self).__name__.lower()
            raise ScenarioError(list(explain(error, label, list(type(self).model_fields)))) from None

    #: pydantic's own mark: data from a file is validated without the constructor, and `experiment_of` reads its errors.
    __init__.__pydantic_base_init__ = True  # pyright: ignore[reportFunctionMemberAccess]


class Range(InputModel):
    """Values from low to high, in so many steps where a design needs levels; `log` spaces them by ratio."""

    model_config = STRICT

    low: float
    high: float
    steps: int | None = Field(default=None, ge=2, le=10_000)
    log: bool = False


Levels = Annotated[list[Value], Field(min_length=1)]
Varied = Annotated[
    Annotated[Levels, Tag("levels")] | Annotated[Range, Tag("range")],
    Discriminator(lambda said: "range" if isinstance(said, dict | Range) else "levels"),
]
Seed = Annotated[int, Field(ge=0, le=MAX_SEED)]


class _Design(InputModel):
    model_config = STRICT

    seed: Seed = 1  # of what is drawn; not of the sieges


class Grid(_Design):
    """Every level of every lever with every other; uncertainties are drawn anew for each replicate."""

    kind: Literal["grid"] = "grid"


class OneAtATime(_Design):
    """The scenario as it is, then one lever after the other at each of its levels."""

    kind: Literal["one_at_a_time"]


class LatinHypercube(_Design):
    """Points that fill the space evenly along each axis (McKay et al. 1979)."""

    kind: Literal["latin_hypercube"]
    points: int = Field(ge=1)


class Sobol(_Design):
    """A scrambled Sobol sequence (Sobol' 1967; Owen 1998): even in every projection."""

    kind: Literal["sobol"]
    points: int = Field(ge=1)


class Saltelli(_Design):
    """Points for Sobol indices (Saltelli 2002): samples x (2 x axes + 2), or x (axes + 2) without second order."""

    kind: Literal["saltelli"]
    samples: int = Field(ge=2)
    second_order: bool = True


class Morris(_Design):
    """Trajectories for elementary effects (Morris 1991): trajectories x (axes + 1) points."""

    kind: Literal["morris"]
    trajectories: int = Field(ge=2)
    levels: int = Field(default=4, ge=2)


Design = Annotated[Grid | OneAtATime | LatinHypercube | Sobol | Saltelli | Morris, Field(discriminator="kind")]


def _listed(said: Any) -> Any:
    return [said] if isinstance(said, str) else said


class Experiment(InputModel):
    """One question, complete and checked in its own terms; `prepare` checks it against its scenarios."""

    model_config = STRICT

    name: str = Field(default="experiment", pattern=r"^[a-z0-9_]+$")
    question: str = Field(min_length=1)
    scenario: Annotated[list[str], BeforeValidator(_listed), Field(min_length=1)]
    set: dict[str, Any] = Field(default_factory=dict)
    levers: dict[str, Varied] = Field(default_factory=dict)
    uncertainties: dict[str, Varied] = Field(default_factory=dict)
    design: Design = Grid()
    replicates: int = Field(default=1, ge=1)
    first_seed: Seed = 1
    common_random_numbers: bool = True
    outcomes: list[str] = Field(default_factory=list)
    daily: bool = False
    ledger: bool = False
    days: int | None = Field(default=None, ge=1, le=MAX_DAYS)
    scale: int | None = Field(default=None, ge=1, le=LARGEST_SCALE)

    #: Where it was read, for messages; the folder from which its paths are meant; scenarios given as such.
    _label: str = PrivateAttr(default="experiment")
    _folder: Path = PrivateAttr(default=Path())
    _given: dict[str, Scenario] = PrivateAttr(default_factory=dict)
