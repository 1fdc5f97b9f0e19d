"""The runs of a siege, on the sweep engine: what is there already is not done again."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.signatures.bands import Signature
from sim.signatures.columns import check, with_made
from sim.signatures.verdict import Judged, judge
from sim.sweep.experiment import Experiment, single

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweep.engine import Progress

FOLDER = "signatures"
#: Columns that say which run a row is.
KEY = ("seed", "scenario_hash", "digest")


class Account(NamedTuple):
    """What the runs of one siege came to."""

    siege: str
    scale: int
    replicates: int
    scenario_hash: str
    seconds_per_run: float
    judged: list[Judged]
    runs: "pd.DataFrame"  # one row a run, the columns that the bands read

    def document(self) -> dict[str, Any]:
        """The verdicts as plain data."""
        said = self._asdict()
        del said["runs"]
        bands = {
            j.name: {"says": j.band.says, "band": j.band.range, **j.estimate.document(), "verdict": j.verdict}
            for j in self.judged
        }
        return {**said, "judged": bands}


def asked(siege: str, signature: Signature, replicates: int, scale: int | None) -> Experiment:
    """The experiment of a siege: the scenario as it is, so many times."""
    experiment = single(siege, replicates).changed(
        name=f"signature_{siege}", question=f"Does {siege} show its pattern?"
    )
    return experiment.changed(scale=scale_of(signature, scale))


def scale_of(signature: Signature, scale: int | None) -> int:
    """The signature's own scale, unless another is asked for."""
    return signature.scale if scale is None else scale


def carry_out(
    siege: str,
    signature: Signature,
    replicates: int,
    scale: int | None,
    workers: int,
    out: Path,
    progress: "Progress | None" = None,
) -> Account:
    """Run what is missing of a siege's replicates and judge its bands."""
    from sim.sweep.engine import run_experiment
    from sim.sweep.read import load

    columns = columns_of(signature)
    check(columns, f"signatures.yaml: {siege}")
    folder = run_experiment(asked(siege, signature, replicates, scale), workers=workers, out=out, progress=progress)
    runs = load(folder)
    seconds = float(runs["elapsed_s"].median())
    return account(siege, signature, scale_of(signature, scale), seconds, with_made(runs, columns)[[*KEY, *columns]])


def account(siege: str, signature: Signature, scale: int, seconds: float, runs: "pd.DataFrame") -> Account:
    """Judge a table of runs."""
    judged = [judge(name, band, runs) for name, band in signature.bands.items()]
    return Account(siege, scale, len(runs), str(runs["scenario_hash"].iloc[0]), round(seconds, 3), judged, runs)


def columns_of(signature: Signature) -> list[str]:
    """All columns that its bands read, each once, the outcome and the day first."""
    named = ["outcome", "day", *(column for band in signature.bands.values() for column in band.columns)]
    return list(dict.fromkeys(named))
