"""The runs of a calibration: every case at every point of one space-filling design over the constants.

Clusters left out, shuffled outcomes, made-up outcomes and sensitivity all reuse these runs.
"""

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from sim.calibration.priors import Priors
from sim.history.case_file import CaseFile
from sim.history.draws import case_seed
from sim.history.map_case import CannotMap, map_replicate
from sim.history.mapping import CaseMapping, plain_inputs
from sim.history.prepare import PreparedHistory
from sim.scenario.errors import ScenarioError
from sim.scenario.files import label_of
from sim.state.columns import Array
from sim.sweep.factors import Factor
from sim.sweep.prepare import RunSpec

#: Replicates of each case that are mapped as a check before the first run.
CHECKED = 20
#: Seed of the scrambled Sobol sequence.
DESIGN_SEED = 1


def design_points(constants: int, points: int) -> Array:
    """The first `points` of a scrambled Sobol sequence in the unit cube, float64 (points, constants).

    A longer design begins with the points of a shorter one.
    """
    from scipy.stats import qmc

    exponent = max(0, int(points - 1).bit_length())
    return qmc.Sobol(constants, scramble=True, rng=np.random.default_rng(DESIGN_SEED)).random_base2(exponent)[:points]


class PreparedCalibration(PreparedHistory):
    """What the sweep engine runs: a point is a case at a design point, all cases at the first design point first.

    Each run has a seed, and draws of what its case leaves open, of its own. Those of one replicate are consecutive over
    the design points, so that hidden dispositions are spread evenly over the design.
    """

    def __init__(
        self,
        cases: CaseFile,
        mapping: CaseMapping,
        priors: Priors,
        points: int,
        replicates: int,
        only: Sequence[str] = (),
    ) -> None:
        """Prepare `points` design points x cases x `replicates`.

        Raises ScenarioError where a case does not exist, no case can be run, or the mapping sets a constant.
        """
        if taken := [name for name in priors.names if name in {rule.name for rule in mapping.rules}]:
            raise ScenarioError(
                f"{label_of(priors.path)}: parameters.{taken[0]}: is set by {label_of(mapping.path)}; "
                "keep it in only one of the two"
            )
        super().__init__(cases, mapping, CHECKED, only)
        self.priors, self.design_size = priors, points
        self.uncertainties = [*self.uncertainties, *priors.factors]
        self.unit = design_points(len(priors.factors), points)
        self.constants = priors.values(self.unit)
        self._inputs = self.cases.inputs().to_dict("records")
        self.experiment = self.experiment.model_copy(
            update={
                "name": f"{self.experiment.name}_calibration",
                "question": f"Which values of the constants agree with the cases of {cases.codebook.title}?",
                "replicates": replicates,
                "ledger": False,
            }
        )

    @cached_property
    def points(self) -> int:
        """Number of design points times cases."""
        return self.design_size * len(self.mapped.cases)

    def point(self, number: int) -> tuple[str, tuple[Any, ...]]:
        """The scenario that the mapping extends; what differs depends on the replicate.

        Raises IndexError if there is no such point.
        """
        if not 0 <= number < self.points:
            raise IndexError(number)
        return next(iter(self.templates)), ()

    def spec(self, run: int) -> RunSpec:
        """The specification of a run by its number. Raises ScenarioError where the mapping gives nothing usable."""
        replicate, point = divmod(run, self.points)
        design, case = divmod(point, len(self.mapped.cases))
        name = self.mapped.cases[case]
        number = replicate * self.design_size + design + 1
        scenario, _ = self.point(point)
        values = (*self._case_values(name, number), *map(float, self.constants[design]))
        return RunSpec(point, replicate + 1, case_seed(name, number), scenario, values)

    @lru_cache(maxsize=64)  # noqa: B019  (there is one per process, for as long as the process lives)
    def _row(self, case: str) -> dict[str, Any]:
        row = self._inputs[self.cases.position(case)]
        return plain_inputs({str(name): value for name, value in row.items()})

    def _case_values(self, case: str, number: int) -> tuple[Any, ...]:
        try:
            return tuple(map_replicate(self.mapping, self._row(case), case, number).values.values())
        except CannotMap as why:
            raise ScenarioError(f"{label_of(self.cases.path)}: {case}: replicate {number}: {why}") from None

    @cached_property
    def identity(self) -> dict[str, Any]:
        """Everything that affects a row, and nothing else."""
        return {
            **super().identity,
            "priors": self.priors.hash,
            "design": [DESIGN_SEED, self.design_size],
        }

    @property
    def constant_factors(self) -> Sequence[Factor]:
        """The constants, in order."""
        return self.priors.factors
