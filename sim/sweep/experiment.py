"""The declaration of an experiment: its question, scenarios, levers, uncertainties, design and replicates."""

import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, PrivateAttr, Tag, ValidationError

from sim.runs.plan import LARGEST_SCALE
from sim.scenario.errors import ScenarioError
from sim.scenario.numbers import MAX_DAYS, MAX_SEED, PlainInput
from sim.scenario.schema import Scenario
from sim.sweep.explain import explain

#: More runs than this are taken for a typing error.
MOST_RUNS = 100_000_000
#: Largest number of values that a design may draw, which are held in memory at 8 bytes each.
MOST_DRAWN = 50_000_000

Value = bool | int | float | str | datetime.date
STRICT = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class InputModel(PlainInput):
    """A group of keys, built in Python or read from a file; errors are ScenarioErrors in both cases."""

    def __init__(self, **values: Any) -> None:
        """Validate `values`. Raises ScenarioError with every problem."""
        try:
            super().__init__(**values)
        except ValidationError as error:
            label = type(self).__name__.lower()
            raise ScenarioError(list(explain(error, label, list(type(self).model_fields)))) from None

    #: For pydantic: data from a file is validated without the constructor, and `experiment_of` explains its errors.
    __init__.__pydantic_base_init__ = True  # pyright: ignore[reportFunctionMemberAccess]


class Range(InputModel):
    """Values from low to high; `steps` levels where a design needs levels, with a constant ratio if `log`."""

    model_config = STRICT

    low: float
    high: float
    steps: int | None = Field(default=None, ge=2, le=10_000)
    log: bool = False


Levels = Annotated[list[Value], Field(min_length=1)]
Varied = Annotated[
    Annotated[Levels, Tag("levels")] | Annotated[Range, Tag("range")],
    Discriminator(lambda given: "range" if isinstance(given, dict | Range) else "levels"),
]
Seed = Annotated[int, Field(ge=0, le=MAX_SEED)]


#: Key of `uncertainties` that names joint draws of several parameters; its value is their source.
FROM = "from"
Uncertain = Annotated[
    Annotated[Levels, Tag("levels")] | Annotated[Range, Tag("range")] | Annotated[str, Tag("source")],
    Discriminator(
        lambda given: "range" if isinstance(given, dict | Range) else "source" if isinstance(given, str) else "levels"
    ),
]


class _Design(InputModel):
    model_config = STRICT

    seed: Seed = 1  # of the sampled points; not of the sieges


class Grid(_Design):
    """Full factorial over the levels of all levers; uncertainties are drawn anew for each replicate."""

    kind: Literal["grid"] = "grid"


class OneAtATime(_Design):
    """The scenario unchanged, then each lever in turn at each of its levels."""

    kind: Literal["one_at_a_time"]


class LatinHypercube(_Design):
    """Points that are evenly spread along each axis (McKay et al. 1979)."""

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


class Boundary(_Design):
    """Points added along the border where the share of an outcome crosses a level; each is run once."""

    kind: Literal["boundary"]
    outcome: str = "deal"
    level: float = Field(default=0.5, ge=0.02, le=0.98)
    points: int = Field(ge=16, le=5000)
    first: int = Field(default=32, ge=8)
    batch: int = Field(default=8, ge=1)
    start: str | None = None  # an earlier sweep, whose runs are the first points


Design = Annotated[
    Grid | OneAtATime | LatinHypercube | Sobol | Saltelli | Morris | Boundary, Field(discriminator="kind")
]


def _listed(given: Any) -> Any:
    return [given] if isinstance(given, str) else given


class Effect(InputModel):
    """An effect that a report estimates first: of a lever on outcomes, alone, beside a second lever, or as a threshold.

    By default the lowest and the highest level of the lever are compared, averaged over all other levers.
    """

    model_config = STRICT

    of: Annotated[list[str], BeforeValidator(_listed)] = Field(default_factory=list)  # by default the `outcomes`
    along: str
    levels: Annotated[list[Value], Field(min_length=2, max_length=2)] | None = None  # that are compared
    across: str | None = None  # an interaction: whether the effect differs between the ends of this lever
    at: dict[str, Value] = Field(default_factory=dict)  # other levers, held at one level
    reaches: float | None = None  # a threshold: where along the lever the outcome reaches this value


class Experiment(InputModel):
    """One complete experiment, valid in itself; `prepare` checks it against its scenarios."""

    model_config = STRICT

    name: str = Field(default="experiment", pattern=r"^[a-z0-9_]+$")
    question: str = Field(min_length=1)
    scenario: Annotated[list[str], BeforeValidator(_listed), Field(min_length=1)]
    set: dict[str, Any] = Field(default_factory=dict)
    levers: dict[str, Varied] = Field(default_factory=dict)
    uncertainties: dict[str, Uncertain] = Field(default_factory=dict)
    design: Design = Grid()
    replicates: int = Field(default=1, ge=1)
    precision: dict[str, Any] | None = None
    budget: int | None = Field(default=None, ge=1)
    first_seed: Seed = 1
    common_random_numbers: bool = True
    outcomes: list[str] = Field(default_factory=list)
    effects: list[Effect] = Field(default_factory=list)
    daily: bool = False
    ledger: bool = False
    days: int | None = Field(default=None, ge=1, le=MAX_DAYS)
    scale: int | None = Field(default=None, ge=1, le=LARGEST_SCALE)

    #: Its name in messages; the folder to which its paths are relative; scenarios given as objects, by name.
    _label: str = PrivateAttr(default="experiment")
    _folder: Path = PrivateAttr(default=Path())
    _given: dict[str, Scenario] = PrivateAttr(default_factory=dict)
