"""The same rows on a real Dask cluster of two worker processes; what is wrong with a cluster is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.scenario.errors import ScenarioError
from sim.sweep.engine import run_missing
from sim.sweep.read import load
from tests.sweep import faulty
from tests.sweep.conftest import prepared, same

pytestmark = pytest.mark.filterwarnings("ignore")  # Dask's own


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A scheduler with two workers, each a process of its own."""
    import dask
    from distributed import LocalCluster

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as cluster,
    ):
        yield cluster.scheduler_address


@pytest.mark.install
def test_a_cluster_gives_the_same_rows(address: str, tmp_path: Path) -> None:
    run_missing(prepared(), tmp_path / "here")
    assert run_missing(prepared(), tmp_path / "there", scheduler=address, limit=11).now == 11
    assert run_missing(prepared(), tmp_path / "there", scheduler=address).now == 29
    same(tmp_path / "here", tmp_path / "there")


@pytest.mark.slow
def test_a_run_of_which_workers_die_is_a_row(address: str, tmp_path: Path) -> None:
    standing = run_missing(prepared(), tmp_path, scheduler=address, handler=faulty.handler(faulty.dies))
    assert (standing.finished, standing.failed) == (39, 1)
    assert load(tmp_path, errors=True).query("error.notna()")[["point", "replicate"]].to_numpy().tolist() == [[1, 3]]


@pytest.mark.parametrize(
    ("where", "words"), [("nonsense", "is not an address"), ("tcp://127.0.0.1:1", "cannot be reached")]
)
def test_a_missing_scheduler_is_reported(
    where: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.sweep.cluster.CONNECT_TIMEOUT_S", 0.5)
    with pytest.raises(ScenarioError, match=f"scheduler = {where}: {words}"):
        run_missing(prepared(), tmp_path / "sweeps" / "new", scheduler=where)
    assert not list(tmp_path.iterdir())  # an empty sweep would stand before a finished one of the same name


def test_without_dask_the_message_gives_the_fix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(ScenarioError, match=r"needs Dask; install it with `pip install 'safeconduct\[cluster\]'`"):
        run_missing(prepared(), tmp_path, scheduler="tcp://127.0.0.1:1")
