"""The integer seed of a model: from `seed`, from Mesa's `rng`, or drawn where None is given."""

import enum
import secrets
from typing import Any, Literal

from sim.scenario.errors import ScenarioError
from sim.scenario.numbers import MAX_SEED, whole_number


class MissingArgument(enum.Enum):
    """Marks an argument that was left out, where None has a meaning of its own."""

    not_given = "not given"

    def __repr__(self) -> str:
        return "<not given>"


NOT_GIVEN: Literal[MissingArgument.not_given] = MissingArgument.not_given
DEFAULT = 1


#: Attributes that identify kinds of random generators, and how to draw an integer from each.
GENERATORS = {
    "bit_generator": "int(rng.integers(2**32))",
    "get_state": "int(rng.randint(2**31 - 1))",
    "getrandbits": "rng.getrandbits(32)",
    "random_raw": "rng.random_raw() % 2**32",
}


def integer_seed(seed: Any = NOT_GIVEN, rng: Any = NOT_GIVEN, default: int = DEFAULT) -> int:
    """The integer given as `seed` or `rng`, 0 to 2**32 - 1; `default` where neither is given.

    For None, which Mesa's batch_run passes, a seed is drawn from the operating system. A `np.random.SeedSequence` gives
    its own integer, or the first word of its state if it is spawned or larger. Raises ScenarioError where both are
    given, and for anything that holds no integer, such as a generator.
    """
    given = [(name, value) for name, value in (("seed", seed), ("rng", rng)) if value is not None]
    chosen = [(name, value) for name, value in given if value is not NOT_GIVEN]
    if len(chosen) > 1:
        raise ScenarioError("seed and rng mean the same thing; give one of them")
    if not chosen:
        return default if len(given) == 2 else secrets.randbelow(MAX_SEED + 1)
    [(name, value)] = chosen
    if hasattr(value, "generate_state"):
        own = value.entropy
        simple = isinstance(own, int) and own <= MAX_SEED and not value.spawn_key
        return own if simple else int(value.generate_state(1)[0])
    draw = next((how for what, how in GENERATORS.items() if hasattr(value, what)), "")
    if draw:
        raise ScenarioError(
            f"{name} = {type(value).__name__}: a siege needs an integer seed, not a random generator; draw a seed "
            f"from it: {name}={draw}"
        )
    return whole_number(name, value, 0, MAX_SEED)


def own_seed(own: int, seed: Any, rng: Any) -> int:
    """`own`, the seed of a siege that has begun. Raises ScenarioError where another one is given."""
    wanted = integer_seed(*(NOT_GIVEN if value is None else value for value in (seed, rng)), default=own)
    if wanted != own:
        raise ScenarioError(f"seed = {wanted}: this siege already has seed {own}; leave the seed out")
    return own
