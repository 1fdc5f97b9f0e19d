"""No row is lost, doubled or foreign, whatever was deleted, copied or put into the folder of a sweep."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.scenario.errors import ScenarioError
from sim.sweep import row_store
from sim.sweep.engine import run_missing
from sim.sweep.prepare import PreparedExperiment
from sim.sweep.read import dataset, load, load_daily, load_ledger
from sim.sweep.row_store import SweepStore
from sim.sweep.status import counts, find_sweep, status_of, sweep_names
from tests.sweep.conftest import prepared, rows

#: Three parts of four runs.
ASKED = {"levers": {"supply.food_days": [5, 40]}, "replicates": 6, "daily": True, "ledger": True}
PLACES = ("parts", "daily", "ledger", "000000")
STRAYS = (".DS_Store", "Thumbs.db", "desktop.ini", ".nfs0001", "copy.parquet", "000000 (1).parquet", "000000.parquet~")
STRAYS += ("._000000.parquet", "000001.sync-conflict-20170101-120000-ABCDEFG.parquet", "00000.parquet", "0.runs", "#1#")


@pytest.fixture(scope="module")
def asked() -> PreparedExperiment:
    return prepared(**ASKED)


@pytest.fixture(scope="module")
def whole(asked: PreparedExperiment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(row_store, "MOST_ROWS", 4)
        patch.setattr(row_store, "LEAST_S", 1e9)  # so that no part is due to time, as where it is compiled first
        patch.setattr("sim.sweep.engine.CHUNK_S", 1e-6)
        run_missing(asked, folder)
    assert [path.name for path in sorted((folder / "parts").iterdir())] == [f"00000{n}.parquet" for n in range(3)]
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A copy of the whole sweep, under a name that a sweep gives."""
    return shutil.copytree(whole, tmp_path / prepared(**ASKED).name)


def same(folder: Path, whole: Path) -> None:
    """All three tables of two sweeps are the same."""
    pd.testing.assert_frame_equal(rows(folder), rows(whole))
    for read in (load_daily, load_ledger):
        pd.testing.assert_frame_equal(read(folder), read(whole))


def unmarked(folder: Path) -> None:
    """Make the parts as version 0.1.0 wrote them."""
    for part in folder.glob("*/00*.parquet"):
        pq.write_table(pq.read_table(part).replace_schema_metadata(None), part)


def part(folder: Path, table: str, number: int) -> Path:
    return folder / table / f"{number:06d}.parquet"


def test_files_of_others_are_passed_over(folder: Path, whole: Path, asked: PreparedExperiment) -> None:
    for place in ("parts", "daily", "ledger", "fresh", "fresh/000003", "."):
        (folder / place).mkdir(exist_ok=True)
        for name in STRAYS:
            (folder / place / name).write_bytes(b"not ours")
        (folder / place / "000000").mkdir(exist_ok=True)
        (folder / place / "old").mkdir()
        (folder / place / "old" / "000000.parquet").write_bytes(part(whole, "parts", 0).read_bytes())
        (folder / place / ".mine.draft").mkdir()
    same(folder, whole)
    notes: list[str] = []
    for _ in range(2):
        assert run_missing(asked, folder, say=notes.append).now == 0
    assert notes == []
    same(folder, whole)
    for table, read in (("daily", load_daily), ("ledger", load_ledger)):
        assert dataset(folder, table).count_rows() == len(read(whole))


Damage = Callable[[Path], object]
BROKEN: dict[str, tuple[Damage, int, str]] = {
    "runs deleted": (lambda f: part(f, "parts", 1).unlink(), 4, "daily/000001.parquet"),
    "daily deleted": (lambda f: part(f, "daily", 1).unlink(), 4, "parts/000001.parquet"),
    "ledger deleted": (lambda f: part(f, "ledger", 2).unlink(), 4, "parts/000002.parquet"),
    "daily of another": (lambda f: shutil.copy(part(f, "daily", 0), part(f, "daily", 1)), 4, "parts/000001.parquet"),
    "runs of another": (lambda f: shutil.copy(part(f, "parts", 0), part(f, "parts", 1)), 4, "parts/000001.parquet"),
    "runs twice": (lambda f: shutil.copy(part(f, "parts", 0), part(f, "parts", 7)), 0, "parts/000007.parquet"),
    "daily twice": (lambda f: shutil.copy(part(f, "daily", 0), part(f, "daily", 7)), 0, "daily/000007.parquet"),
    "a folder": (lambda f: (part(f, "parts", 1).unlink(), part(f, "parts", 1).mkdir()), 4, "parts/000001.parquet"),
    "a pipe": (lambda f: (part(f, "daily", 1).unlink(), os.mkfifo(part(f, "daily", 1))), 4, "daily/000001.parquet"),
    "a dangling link": (lambda f: part(f, "ledger", 9).symlink_to("nowhere"), 0, "ledger/000009.parquet"),
    "foreign": (lambda f: pq.write_table(pa.table({"a": [1]}), part(f, "daily", 1)), 4, "parts/000001.parquet"),
    "foreign keys": (
        lambda f: pq.write_table(pa.table({n: ["a"] for n in ("point", "replicate", "day")}), part(f, "daily", 0)),
        4,
        "parts/000000.parquet",
    ),
    "rows cut": (
        lambda f: pq.write_table(pq.read_table(part(f, "daily", 0)).slice(1), part(f, "daily", 0)),
        4,
        "parts/000000.parquet",
    ),
}


#: What is seen in parts of version 0.1.0 too, which are not marked.
OLD = ("runs deleted", "daily deleted", "daily of another", "runs of another", "rows cut")


@pytest.mark.parametrize(
    ("damage", "marked"), [*((damage, True) for damage in BROKEN), *((damage, False) for damage in OLD)]
)
def test_tables_that_do_not_belong_together_are_reported_and_run_again(
    damage: str, marked: bool, folder: Path, whole: Path, asked: PreparedExperiment
) -> None:
    spoil, again, where = BROKEN[damage]
    if not marked:
        unmarked(folder)
    spoil(folder)
    for read in (rows, load_daily, load_ledger, status_of):  # each is told or right, and never wrong
        try:
            frame = read(folder)
        except ScenarioError as error:
            assert f"safeconduct sweep {folder}" in str(error)
            continue
        if isinstance(frame, pd.DataFrame) and "event" not in frame:
            assert not frame.duplicated(list({"point", "replicate", "day"} & set(frame))).any()
    notes: list[str] = []
    assert run_missing(asked, folder, say=notes.append).now == again
    assert any(line.startswith(where) and "set aside as *.corrupt" in line for line in notes), notes
    same(folder, whole)


def test_parts_of_version_0_1_0_are_read_and_gone_on_with(folder: Path, whole: Path, asked: PreparedExperiment) -> None:
    unmarked(folder)
    same(folder, whole)
    notes: list[str] = []
    assert run_missing(asked, folder, say=notes.append).now == 0
    assert notes == []


def test_rows_of_another_sweep_are_reported_and_ignored(folder: Path, whole: Path, tmp_path: Path) -> None:
    other = prepared(**ASKED | {"first_seed": 7})
    run_missing(other, tmp_path / "other", limit=4)
    for table in ("parts", "daily", "ledger"):
        shutil.copy(part(tmp_path / "other", table, 0), part(folder, table, 0))
    for read in (load, load_daily, load_ledger, dataset, status_of):
        with pytest.raises(ScenarioError, match=f"it belongs to the sweep {other.hash}"):
            read(folder)
    notes: list[str] = []
    assert run_missing(prepared(**ASKED), folder, say=notes.append).now == 4
    same(folder, whole)


def test_what_is_set_aside_twice_replaces_nothing(folder: Path, whole: Path, asked: PreparedExperiment) -> None:
    for text in (b"one", b"two"):
        part(folder, "parts", 0).write_bytes(text)
        run_missing(asked, folder)
    assert (folder / "parts" / "000000.corrupt").read_bytes() == b"one"
    assert (folder / "parts" / "000000.2.corrupt").read_bytes() == b"two"
    same(folder, whole)


def _fresh(asked: PreparedExperiment, folder: Path) -> Path:
    """A sweep whose four runs are still in chunks of one, as when it was killed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.sweep.engine.CHUNK_S", 1e-6)
        patch.setattr(row_store, "LEAST_S", 1e9)
        patch.setattr(SweepStore, "fold", lambda self: None)
        run_missing(asked, folder, limit=4)
    return folder / "fresh" / "000000"


FRESH: dict[str, Damage] = {
    "daily deleted": lambda f: (f / "000001.daily").unlink(),
    "ledger deleted": lambda f: (f / "000001.ledger").unlink(),
    "daily of another": lambda f: shutil.copy(f / "000000.daily", f / "000001.daily"),
    "runs cut": lambda f: (f / "000001.runs").write_bytes((f / "000001.runs").read_bytes()[:300]),
    "a chunk of another": lambda f: [shutil.copy(f / f"000000.{t}", f / f"000001.{t}") for t in ("daily", "ledger")],
}


@pytest.mark.parametrize("damage", FRESH)
def test_a_chunk_that_is_not_whole_is_left_out_and_done_again(
    damage: str, whole: Path, tmp_path: Path, asked: PreparedExperiment
) -> None:
    fresh = _fresh(asked, tmp_path)
    FRESH[damage](fresh)
    for read in (load_daily, load_ledger):
        try:
            assert not read(tmp_path).duplicated().any()
        except ScenarioError as error:
            assert "cannot be read" in str(error)
    notes: list[str] = []
    assert run_missing(asked, tmp_path, say=notes.append).now == 9
    assert notes[0].startswith("fresh/000000/000001.runs: cannot be used (")
    same(tmp_path, whole)


def test_a_chunk_that_was_copied_counts_once(whole: Path, tmp_path: Path, asked: PreparedExperiment) -> None:
    fresh = _fresh(asked, tmp_path)
    for table in ("runs", "daily", "ledger"):
        shutil.copy(fresh / f"000000.{table}", fresh / f"000009.{table}")
    for read in (load, counts):
        with pytest.raises(ScenarioError, match="contains some runs twice"):
            read(tmp_path)
    assert run_missing(asked, tmp_path).now == 8
    same(tmp_path, whole)


def test_a_reader_sees_each_row_once_while_chunks_become_a_part(
    tmp_path: Path, asked: PreparedExperiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At that moment the daily series is a part already, and the runs are not."""
    _fresh(asked, tmp_path)
    daily, ledger = len(load_daily(tmp_path)), len(load_ledger(tmp_path))
    seen: list[tuple[int, ...]] = []
    write = row_store.store.write_part

    def looked(file: Path, table: pa.Table) -> None:
        write(file, table)
        seen.append((len(load(tmp_path)), len(load_daily(tmp_path)), len(load_ledger(tmp_path))))

    monkeypatch.setattr(row_store.store, "write_part", looked)
    run_missing(asked, tmp_path, limit=0)
    assert seen == [(4, daily, ledger)] * 3


def test_fresh_files_that_cannot_be_removed_stop_nothing(
    whole: Path, tmp_path: Path, asked: PreparedExperiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a reader on a network file system holds one open."""
    _fresh(asked, tmp_path)

    def busy(path: Path, ignore_errors: bool = False) -> None:
        if not ignore_errors:
            raise OSError(39, "Directory not empty")

    with monkeypatch.context() as patch:
        patch.setattr("shutil.rmtree", busy)
        assert run_missing(asked, tmp_path).now == 8
        same(tmp_path, whole)
        assert run_missing(asked, tmp_path).now == 0
    assert run_missing(asked, tmp_path).now == 0
    same(tmp_path, whole)
    assert not any((tmp_path / "fresh").iterdir())


def test_a_copy_of_a_sweep_beside_it_is_not_taken_for_it(folder: Path) -> None:
    home = folder.parent
    for name in (f"{folder.name} (1)", f"{folder.name}.old", ".stversions", "tiny-old"):
        shutil.copytree(folder, home / name)
    (home / "notes.txt").write_text("mine")
    (home / "empty-habcdefabcdef").mkdir()
    link = home / "tiny-habcdefabcde0"
    link.mkdir()
    (link / "manifest.json").symlink_to("nowhere")
    results = home.parent / "r"
    results.mkdir()
    home.rename(results / "sweeps")
    assert sweep_names(results / "sweeps") == ["tiny"]
    assert find_sweep("tiny", results).name == folder.name
    assert find_sweep("tiny-old", results).name == "tiny-old"


def test_a_part_that_was_lost_while_its_chunks_are_there_is_made_of_them(
    whole: Path, tmp_path: Path, asked: PreparedExperiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut need not keep the order in which things were written."""
    with monkeypatch.context() as patch:
        patch.setattr("shutil.rmtree", lambda path, ignore_errors: None)
        run_missing(asked, tmp_path)
    before = load(tmp_path)["elapsed_s"]
    part(tmp_path, "parts", 0).write_bytes(b"")
    assert run_missing(asked, tmp_path).now == 0
    same(tmp_path, whole)
    pd.testing.assert_series_equal(load(tmp_path)["elapsed_s"], before)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="a system that does not say which file is open")
def test_what_counts_is_on_the_disk(tmp_path: Path, asked: PreparedExperiment, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file before its rename, and the rename before the next chunk: a power cut is no worse than a kill."""
    seen: list[tuple[str, Path]] = []
    fsync, replace, add = os.fsync, Path.replace, SweepStore.add

    def synced(descriptor: int) -> None:
        seen.append(("synced", Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    def renamed(draft: Path, final: Path) -> Path:
        seen.append(("renamed", draft))
        return replace(draft, final)

    def added(rows: SweepStore, made: Any) -> None:
        add(rows, made)
        seen.append(("counts", tmp_path))

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", renamed)
    monkeypatch.setattr(SweepStore, "add", added)
    monkeypatch.setattr("sim.sweep.engine.CHUNK_S", 1e-6)
    run_missing(asked, tmp_path, limit=4)
    kept = [(step, what, path) for step, (what, path) in enumerate(seen) if path.parent.name in PLACES]
    drafts = [(step, path) for step, what, path in kept if what == "renamed"]
    assert len(drafts) == 4 * 3 + 3
    for step, path in drafts:
        assert ("synced", path) in seen[:step]
        following = next((n for n, (what, _) in enumerate(seen[step:], step) if what == "counts"), len(seen))
        assert ("synced", path.parent) in seen[step:following]
    assert ("synced", tmp_path / "fresh") in seen  # in which the folder of the chunks is
