"""Which integer a model is seeded with: by `seed`, by Mesa's `rng`, or drawn where None is asked for."""

import enum
import secrets
from typing import Any, Literal

from sim.scenario.errors import ScenarioError
from sim.scenario.numbers import MAX_SEED, whole_number


class NotGiven(enum.Enum):
    """What stands for an argument that was left out, where None has a meaning of its own."""

    not_given = "not given"

    def __repr__(self) -> str:
        return "<not given>"


NOT_GIVEN: Literal[NotGiven.not_given] = NotGiven.not_given
DEFAULT = 1


#: How a generator of some sort is told, and how an integer is drawn from it.
GENERATORS = {
    "bit_generator": "int(rng.integers(2**32))",
    "get_state": "int(rng.randint(2**31 - 1))",
    "getrandbits": "rng.getrandbits(32)",
    "random_raw": "rng.random_raw() % 2**32",
}


def integer_seed(seed: Any = NOT_GIVEN, rng: Any = NOT_GIVEN, default: int = DEFAULT) -> int:
    """The integer that `seed` or `rng` stands for, 0 to 2**32 - 1.

    `default` where neither is given. None, which Mesa's batch_run passes: drawn from the operating system. A
    `np.random.SeedSequence` stands for its own integer, and a spawned or a larger one for the first word of its state.
    ScenarioError for both at once, and for what holds no integer, such as a generator.
    """
    given = [(name, value) for name, value in (("seed", seed), ("rng", rng)) if value is not None]
    said = [(name, value) for name, value in given if value is not NOT_GIVEN]
    if len(said) > 1:
        raise ScenarioError("seed and rng mean the same thing; give one of them")
    if not said:
        return default if len(given) == 2 else secrets.randbelow(MAX_SEED + 1)
    [(name, value)] = said
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
    """The seed of what is under way, which nobody can change: `own`; ScenarioError where another is asked for."""
    wanted = integer_seed(*(NOT_GIVEN if said is None else said for said in (seed, rng)), default=own)
    if wanted != own:
        raise ScenarioError(f"seed = {wanted}: this siege already has seed {own}; leave the seed out")
    return own
