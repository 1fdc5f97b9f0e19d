"""How much a comparison runs."""

from typing import NamedTuple

#: Number of seeds where none is given.
SEEDS = 5
MOST_CONTINUATIONS, MOST_DAYS = 1000, 3650


class Sizes(NamedTuple):
    """The numbers of a comparison beside its seeds."""

    moments: int = 6  # random days of each siege
    continuations: int = 5  # seeds under which the state of each such day is continued
    longest: int = 365  # days for which it is continued at most

    def checked(self) -> "Sizes":
        """The same as whole numbers. Raises ScenarioError where one is invalid."""
        from sim.scenario.numbers import MAX_RUNS, whole_number  # imports NumPy, for which `--help` does not wait

        return Sizes(
            whole_number("moments", self.moments, 1, MAX_RUNS),
            whole_number("continuations", self.continuations, 1, MOST_CONTINUATIONS),
            whole_number("longest", self.longest, 1, MOST_DAYS),
        )


DEFAULT = Sizes()
