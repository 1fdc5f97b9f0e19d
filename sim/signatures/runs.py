"""The runs of a siege or a theatre, on the sweep engine: what is there already is not done again."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.scenario.load_theatre import is_theatre, load_theatre
from sim.scenario.theatre import Theatre
from sim.signatures.columns import check, with_derived
from sim.signatures.decision_rule import BandResult, evaluate
from sim.signatures.linked_deals import LINKED_DEAL_COLUMNS, with_linked_deals
from sim.signatures.signature import Signature
from sim.sweep.experiment import Experiment
from sim.sweep.experiment_reader import single, with_changes

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweep.engine import Progress

FOLDER = "signatures"
#: Columns that say which run a row is.
KEY = ("seed", "scenario_hash", "digest")


class SignatureResult(NamedTuple):
    """What the runs of one siege or theatre came to."""

    siege: str
    scale: int
    replicates: int
    scenario_hash: str
    seconds_per_run: float
    judged: list[BandResult]
    model: str | None  # model hash; None where it was not recorded
    runs: "pd.DataFrame"  # one row a run, the columns that the bands read

    def document(self) -> dict[str, Any]:
        """The verdicts as plain data."""
        values = self._asdict()
        del values["runs"]
        bands = {
            j.name: {"says": j.band.says, "band": j.band.range, **j.estimate.document(), "verdict": j.verdict}
            for j in self.judged
        }
        return {**values, "judged": bands}


def asked(siege: str, signature: Signature, replicates: int, scale: int | None) -> Experiment:
    """The experiment of a siege: the scenario as it is, so often; with ledgers where bands ask how towns kept step."""
    experiment = with_changes(
        single(siege, replicates), name=f"signature_{siege}", question=f"Does {siege} show its pattern?"
    )
    ledger = True if set(LINKED_DEAL_COLUMNS) & set(columns_of(signature)) else None
    return with_changes(experiment, scale=scale_of(signature, scale), ledger=ledger)


def theatre_of(siege: str) -> Theatre | None:
    """The theatre of a name; None where it is a siege's."""
    return load_theatre(siege) if is_theatre(siege) else None


def scale_of(signature: Signature, scale: int | None) -> int:
    """The signature's own scale, unless another is asked for."""
    return signature.scale if scale is None else scale


def run_signature(
    siege: str,
    signature: Signature,
    replicates: int,
    scale: int | None,
    workers: int,
    out: Path,
    progress: "Progress | None" = None,
) -> SignatureResult:
    """Run what is missing of a siege's replicates and judge its bands."""
    from sim.sweep.engine import run_experiment
    from sim.sweep.read import KEY as RUN
    from sim.sweep.read import load, load_ledger, load_manifest

    columns, theatre = columns_of(signature), theatre_of(siege)
    check(columns, f"signatures.yaml: {siege}", tuple(theatre.sieges) if theatre else ())
    experiment = asked(siege, signature, replicates, scale)
    folder = run_experiment(experiment, workers=workers, out=out, progress=progress)
    runs = load(folder)
    if theatre and experiment.ledger:
        ties = {name: tie.between for name, tie in theatre.links.items()}
        runs = with_linked_deals(runs, load_ledger(folder), ties, list(RUN))
    seconds = float(runs["elapsed_s"].median())
    kept, model = with_derived(runs, columns)[[*KEY, *columns]], load_manifest(folder)["model"]
    return evaluate_runs(siege, signature, scale_of(signature, scale), seconds, kept, model)


def evaluate_runs(
    siege: str, signature: Signature, scale: int, seconds: float, runs: "pd.DataFrame", model: str | None
) -> SignatureResult:
    """Judge a table of runs, made by the model of this hash."""
    judged = [evaluate(name, band, runs) for name, band in signature.bands.items()]
    return SignatureResult(
        siege, scale, len(runs), str(runs["scenario_hash"].iloc[0]), round(seconds, 3), judged, model, runs
    )


def columns_of(signature: Signature) -> list[str]:
    """All columns that its bands read, each once, the outcome and the day first."""
    named = ["outcome", "day", *(column for band in signature.bands.values() for column in band.columns)]
    return list(dict.fromkeys(named))
