"""Declaration of parameters: once, with unit, range, default, meaning and source."""

import sys
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np
from pydantic import ConfigDict, Field

from sim.scenario.numbers import PlainInput

ASSUMPTION = "assumption"
#: Source of values taken from the mean-field model of the bargain.
TRIED = "mean-field trial on 26 coded sieges; prior range, not an estimate"
When = Literal["start", "always"]


def par(
    default: Any,
    unit: str,
    meaning: str,
    source: str = ASSUMPTION,
    *,
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
    lt: float | None = None,
    when: When = "always",
    expert: bool = False,
    label: str = "",
) -> Any:
    """Declare one parameter.

    `when` tells whether a fork can change it later (`always`) or only the first day uses it (`start`). `expert` hides
    it by default in lists of controls. `source` is a reference, or the word assumption. `label` is its name in figures
    and sentences, where the parameter name would not read well.
    """
    return Field(
        default=default,
        description=meaning,
        ge=ge,
        gt=gt,
        le=le,
        lt=lt,
        json_schema_extra={"unit": unit, "source": source, "when": when, "expert": expert}
        | ({"label": label} if label else {}),
    )


class Section(PlainInput):
    """A group of parameters: strict, frozen, without unknown keys or non-finite numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    Numbers: ClassVar[Any]

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Create, from the same declaration, the tuple of float32 that kernels and rules use."""
        super().__pydantic_init_subclass__(**kwargs)
        names = [n for n, f in cls.model_fields.items() if f.annotation in (int, float, bool)]
        numbers: Any = NamedTuple(f"{cls.__name__}Numbers", [(n, np.float32) for n in names])  # pyright: ignore
        numbers.__module__ = cls.__module__  # so that compiled signatures can be cached by name
        setattr(sys.modules[cls.__module__], numbers.__name__, numbers)
        cls.Numbers = numbers

    def compiled(self) -> Any:
        """The section's numbers as a named tuple of float32, for kernels and rules."""
        return self.Numbers(*(np.float32(getattr(self, name)) for name in self.Numbers._fields))

    def exact(self) -> Any:
        """The section's numbers as a named tuple of float64."""
        return self.Numbers(*(float(getattr(self, name)) for name in self.Numbers._fields))
