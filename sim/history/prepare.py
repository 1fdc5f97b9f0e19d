"""The runs of a case file under a mapping, as a sweep: a case is a point, and each replicate has its own draws."""

import json
import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

from sim.hashes import model_hash, short_hash
from sim.history.case_file import CaseFile
from sim.history.draws import case_seed
from sim.history.map_case import CannotMap, map_replicate
from sim.history.mapping import CaseMapping, plain_inputs
from sim.runs.plan import changed
from sim.scenario.errors import ScenarioError
from sim.scenario.files import label_of
from sim.scenario.load import model_version
from sim.scenario.maps import map_of
from sim.sweep.experiment import Experiment
from sim.sweep.factors import Factor
from sim.sweep.prepare import PreparedExperiment, RunSpec
from sim.sweep.templates import ScenarioTemplate

Values = tuple[Any, ...]  # of the parameters that the mapping sets, in order


class Clamp(NamedTuple):
    """How often a rule gave a value beyond its bounds, which was set to the bound."""

    case: str
    parameter: str
    bound: float
    furthest: float  # value that the rule gave
    replicates: int  # in which it happened


class MappedCases(NamedTuple):
    """The parameters of every run, and what could not be used as it was."""

    cases: tuple[str, ...]
    values: tuple[tuple[Values, ...], ...]  # case, replicate
    refused: dict[str, str]  # case -> why it cannot be run
    clamped: tuple[Clamp, ...]


class PreparedHistory(PreparedExperiment):
    """What the sweep engine runs: points are cases; parameters and seeds follow from the case and the replicate."""

    def __init__(
        self,
        cases: CaseFile,
        mapping: CaseMapping,
        replicates: int,
        only: Sequence[str] = (),
        changes: Sequence[str] = (),
    ) -> None:
        """Map every replicate of the cases, or of `only` some; `changes` are KEY=VALUE, which override the mapping.

        Raises ScenarioError where a case or a change does not exist, or no case can be run.
        """
        for case in only:
            cases.position(case)
        scenario = changed(mapping.scenario, list(changes)) if changes else mapping.scenario
        overridden = {change.partition("=")[0].strip() for change in changes}
        rules = tuple(rule for rule in mapping.rules if rule.name not in overridden)
        self.cases, self.mapping, self.changes = cases, mapping._replace(rules=rules), tuple(changes)
        self.levers, self.joint, self.start, self._points = [], None, None, []
        self.uncertainties = [Factor(rule.name, mapping.parameters[rule.name].kind, ()) for rule in rules]
        self.templates = {scenario.name: ScenarioTemplate(scenario)}
        wanted = [case for case in cases.ids if case in only or not only]
        self.mapped = self._mapped(wanted, replicates)
        if not self.mapped.cases:
            why = [f"{label_of(cases.path)}: {case}: {line}" for case, line in self.mapped.refused.items()]
            raise ScenarioError([f"{label_of(cases.path)}: no case can be run", *why])
        self.experiment = Experiment(
            name=re.sub(r"[^a-z0-9_]+", "_", cases.path.stem.lower()).strip("_") or "cases",
            question=f"How do the cases of {cases.codebook.title} end?",
            scenario=[scenario.name],
            replicates=replicates,
            ledger=True,
        )

    def _mapped(self, wanted: Sequence[str], replicates: int) -> MappedCases:
        names = [factor.dotted for factor in self.uncertainties]
        (template,) = self.templates.values()
        inputs = self.cases.inputs().to_dict("records")
        done: dict[str, tuple[Values, ...]] = {}
        refused = dict(self.cases.refused) if len(wanted) == len(self.cases.ids) else {}
        clamped: list[Clamp] = []
        for case in wanted:
            row = plain_inputs({str(name): value for name, value in inputs[self.cases.position(case)].items()})
            try:
                runs = [map_replicate(self.mapping, row, case, number) for number in range(1, replicates + 1)]
                for run in runs:
                    map_of(template.varied(run.values))
            except CannotMap as why:
                refused[case] = str(why)
            except ScenarioError as error:
                refused[case] = "; ".join(error.problems)
            else:
                done[case] = tuple(tuple(run.values.values()) for run in runs)
                clamped += _clamps(case, [run.clamped for run in runs], names)
        return MappedCases(tuple(done), tuple(done.values()), refused, tuple(clamped))

    @property
    def sieges(self) -> tuple[str, ...]:
        """None: a case is a single siege."""
        return ()

    @property
    def axes(self) -> Sequence[Factor]:
        """None: what differs between cases is drawn for each replicate."""
        return ()

    @property
    def samples(self) -> None:
        """None: cases are given."""
        return None

    @cached_property
    def points(self) -> int:
        """Number of cases that can be run."""
        return len(self.mapped.cases)

    def point(self, number: int) -> tuple[str, Values]:
        """The scenario that the mapping extends; cases differ in their replicates' parameters alone.

        Raises IndexError if there is no such case.
        """
        if not 0 <= number < self.points:
            raise IndexError(number)
        return next(iter(self.templates)), ()

    def spec(self, run: int) -> RunSpec:
        """The specification of a run by its number, 0 to `expected` - 1: replicate by replicate over all cases."""
        replicate, point = divmod(run, self.points)
        scenario, _ = self.point(point)
        seed = case_seed(self.mapped.cases[point], replicate + 1)
        return RunSpec(point, replicate + 1, seed, scenario, self.mapped.values[point][replicate])

    @cached_property
    def identity(self) -> dict[str, Any]:
        """Everything that affects a row, and nothing else: outcomes, names and reasons do not."""
        return {
            "model": [model_version(), model_hash()],
            "scenarios": self.scenario_hashes,
            "mapping": self.mapping.hash,
            "cases": self.mapped.cases,
            "parameters": [factor.dotted for factor in self.uncertainties],
            "values": short_hash(repr(self.mapped.values)),
            "replicates": self.experiment.replicates,
        }

    @cached_property
    def hash(self) -> str:
        """Short hash of `identity`."""
        return short_hash(json.dumps(self.identity, sort_keys=True, separators=(",", ":"), default=str))


def _clamps(case: str, runs: Sequence[dict[str, tuple[float, float]]], names: Sequence[str]) -> list[Clamp]:
    found = []
    for name in names:
        pairs = [run[name] for run in runs if name in run]
        for bound in sorted({bound for _, bound in pairs}):
            given = [value for value, used in pairs if used == bound]
            found.append(Clamp(case, name, bound, max(given, key=lambda value: abs(value - bound)), len(given)))
    return found
