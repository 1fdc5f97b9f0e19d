"""Snapshots: what is saved comes back, goes on the same, and nothing else is taken for one."""

import dataclasses
import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args, get_type_hints

import numpy as np
import pytest
from worlds import EAGER, HAMLET, PRESSED

from sim.model import SiegeModel
from sim.state import siege_state
from sim.state.serialize import META, SavedState, SnapshotError, arrays, checksum, state_of
from sim.state.siege import Siege
from sim.state.snapshot import digest, load, save

Members = dict[str, bytes]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A busy hamlet after nine days."""
    model = SiegeModel("baseline", seed=3, **(HAMLET | EAGER | PRESSED))
    for _ in range(9):
        model.step()
    path = tmp_path_factory.mktemp("snapshots") / "day9.siege"
    save(model.siege, path)
    return path


def unzip(path: Path) -> Members:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def rezip(path: Path, members: Members) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


def signed(members: Members, **changes: Any) -> Members:
    """The members with a changed meta.json and a checksum that is right, so that only the deeper checks can object."""
    meta = json.loads(members[META]) | changes
    del meta["checksum"]
    meta["checksum"] = checksum(meta, {name: content for name, content in members.items() if name != META})
    return members | {META: json.dumps(meta).encode()}


@pytest.mark.install
def test_a_round_trip_brings_everything_back(saved: Path) -> None:
    siege = load(saved)
    model = SiegeModel("baseline", seed=3, **(HAMLET | EAGER | PRESSED))
    for _ in range(9):
        model.step()
    before = model.siege
    assert digest(siege) == digest(before)
    for name, array in arrays(before).items():
        assert arrays(siege)[name].dtype == array.dtype
        assert np.array_equal(arrays(siege)[name], array), name
    assert state_of(siege) == state_of(before)
    assert siege.ledger == before.ledger
    assert siege.daily == before.daily
    assert (siege.scenario, siege.shape, siege.initial) == (before.scenario, before.shape, before.initial)
    assert (siege.day, siege.seed, siege.agent_steps) == (before.day, before.seed, before.agent_steps)


def test_the_same_siege_gives_the_same_bytes(saved: Path, tmp_path: Path) -> None:
    save(load(saved), tmp_path / "again.siege")
    assert (tmp_path / "again.siege").read_bytes() == saved.read_bytes()
    assert [file.name for file in tmp_path.iterdir()] == ["again.siege"], "no draft is left behind"


def test_the_digest_sees_every_array_and_book(saved: Path) -> None:
    """Change one number at a time."""
    was = digest(load(saved))
    for name in arrays(load(saved)):
        siege = load(saved)
        array = arrays(siege)[name]
        if array.size and name not in ("groups/mind", "groups/lost"):
            array.ravel()[0] += 1
            assert digest(siege) != was, name
    for name in ("stores", "campaign", "talks", "convoy", "garrison", "besieger", "initial"):
        siege = load(saved)
        book = getattr(siege, name)
        for field in dataclasses.fields(book):
            setattr(book, field.name, "changed")
            assert digest(siege) != was, f"{name}.{field.name}"
            setattr(book, field.name, getattr(getattr(load(saved), name), field.name))


def test_every_book_of_a_siege_is_kept() -> None:
    written = {cls for cls in vars(siege_state).values() if dataclasses.is_dataclass(cls)}
    held = {}
    for name, hint in get_type_hints(Siege).items():
        for cls in (hint, *get_args(hint)):
            if cls in written:
                held[name] = cls
    assert set(held.values()) == written, "a book that no siege holds is dead"
    assert set(held) == set(SavedState.model_fields)


#: Every attribute of a siege is saved, or here is why it need not be.
MADE_ANEW = {
    "grid": "layers, as far as they cannot be made anew",
    "shape": "of the scenario's map",
    "n_front": "found anew by the model",
    "pending_rows": "rows of the series that are not in it yet; a snapshot asks for all of them",
    "linked_to": "names for words, given anew by the theatre",
    "line_moved": "the ways are found anew by the model",
    "kernel_params": "of the scenario",
    "party_params": "of the scenario",
    "partners": "of the scenario",
    "census": "counted anew by the model",
}


def test_every_attribute_of_a_siege_is_kept_or_made_anew() -> None:
    meta = {"scenario", "scenario_before", "seed", "day", "agent_steps", "recount", "series", "ledger"}
    kept = (
        meta
        | {"people", "layout", "groups", "faction_counts", "deaths", "tranche", "origin_model_hash"}
        | set(SavedState.model_fields)
    )
    assert {field.name for field in dataclasses.fields(Siege)} == kept | set(MADE_ANEW)


def npy(content: bytes, change: Callable[[np.ndarray], np.ndarray]) -> bytes:
    """An array of the snapshot, changed and written by numpy itself."""
    out = io.BytesIO()
    np.save(out, change(np.load(io.BytesIO(content))))
    return out.getvalue()


def changed(name: str, change: Callable[[np.ndarray], np.ndarray]) -> Callable[[Members], Members]:
    return lambda members: signed(members | {name: npy(members[name], change)})


def first_is(value: int) -> Callable[[np.ndarray], np.ndarray]:
    def change(array: np.ndarray) -> np.ndarray:
        array.ravel()[0] = value
        return array

    return change


def flip(members: Members) -> Members:
    content = bytearray(members["people/mind.npy"])
    content[-1] ^= 1
    return members | {"people/mind.npy": bytes(content)}


def book_changed(members: Members, **change: Any) -> Members:
    meta = json.loads(members[META])
    meta["state"]["talks"] |= change
    return signed(members, state=meta["state"])


BAD = {
    "checksum": (flip, "checksum"),
    "missing array": (lambda m: {k: v for k, v in m.items() if k != "deaths.npy"}, "deaths.npy is missing"),
    "missing ledger": (lambda m: {k: v for k, v in m.items() if k != "ledger.jsonl"}, "ledger.jsonl is missing"),
    "extra member": (lambda m: m | {"more.txt": b""}, "more.txt"),
    "foreign zip": (lambda m: {"readme.txt": b"hello"}, "no snapshot"),
    "foreign json": (lambda m: m | {META: b"{}"}, "no snapshot"),
    "list for meta": (lambda m: m | {META: b"[1, 2]"}, "no snapshot"),
    "broken json": (lambda m: m | {META: b'{"format": 1'}, "damaged"),
    "other format": (lambda m: signed(m, format=99), "format 99"),
    "other model": (lambda m: signed(m, model="0.0.0"), "made by safeconduct 0.0.0"),
    "wrong dtype": (changed("people/mind.npy", lambda a: a.astype(np.float64)), "float64"),
    "big endian": (changed("people/mind.npy", lambda a: a.astype(">f4")), ">f4"),
    "wrong shape": (changed("people/mind.npy", lambda a: a[:-1]), "people/mind.npy"),
    "fortran order": (changed("faction_counts.npy", lambda a: np.asfortranarray(a)), "faction_counts.npy"),
    "cell off the grid": (changed("people/cell.npy", first_is(2**31 - 1)), "people/cell.npy"),
    "cell below the grid": (changed("people/cell.npy", first_is(-1)), "people/cell.npy"),
    "cell on the border": (changed("people/cell.npy", first_is(0)), "people/cell.npy"),
    "status unheard of": (changed("people/status.npy", first_is(77)), "people/status.npy"),
    "group unheard of": (changed("people/group.npy", first_is(9999)), "group"),
    "border held": (changed("grid/holder.npy", first_is(0)), "grid/holder.npy"),
    "rows shifted": (changed("layout/kind_start.npy", first_is(5)), "layout/kind_start.npy"),
    "book with a word": (lambda m: book_changed(m, rounds="many"), "rounds"),
    "book with a strange entry": (lambda m: book_changed(m, tea=1), "tea"),
    "seed of words": (lambda m: signed(m, seed="one"), "seed"),
    "negative day": (lambda m: signed(m, day=-1), "day"),
    "not npy": (lambda m: signed(m | {"deaths.npy": b"hello"}), ""),
    "huge npy": (lambda m: signed(m | {"deaths.npy": bytes(1 << 20)}), "larger than"),
    "ledger of nonsense": (lambda m: signed(m | {"ledger.jsonl": b"{"}), "damaged"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_zip_is_refused_in_a_line(saved: Path, tmp_path: Path, name: str) -> None:
    spoil, message = BAD[name]
    refused(rezip(tmp_path / "bad.siege", spoil(unzip(saved))), message)


def test_a_snapshot_of_version_0_1_0_is_refused_in_a_sentence(saved: Path, tmp_path: Path) -> None:
    """Its state has other names. The file here is the meta.json of a real one."""
    meta = (Path(__file__).parent / "meta_of_0.1.0.json").read_bytes()
    path = rezip(tmp_path / "day-1.snapshot", unzip(saved) | {META: meta})
    with pytest.raises(SnapshotError) as caught:
        load(path)
    assert str(caught.value) == (
        f"{path}: written by safeconduct 0.1.0 in snapshot format 1; this version reads format 4 only: "
        "run the siege again from its scenario"
    )


def refused(path: Path, message: str) -> None:
    with pytest.raises(SnapshotError) as caught:
        load(path)
    line = str(caught.value)
    assert "\n" not in line
    assert path.name in line
    assert message in line


@pytest.mark.parametrize("part", [0.0, 0.001, 0.3, 0.9, 0.999])
def test_a_truncated_file_is_refused(saved: Path, tmp_path: Path, part: float) -> None:
    path = tmp_path / "cut.siege"
    path.write_bytes(saved.read_bytes()[: int(saved.stat().st_size * part)])
    refused(path, "damaged")


def test_a_flipped_byte_never_gives_another_siege(saved: Path, tmp_path: Path) -> None:
    whole, was = saved.read_bytes(), digest(load(saved))
    path = tmp_path / "flipped.siege"
    for at in range(0, len(whole), len(whole) // 150):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        try:
            assert digest(load(path)) == was  # a time stamp, say
        except SnapshotError as error:
            assert "\n" not in str(error)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.siege").mkdir()
    refused(tmp_path / "folder.siege", "folder")
    refused(tmp_path / "nothing.siege", "no such file")
    os.mkfifo(tmp_path / "pipe.siege")
    refused(tmp_path / "pipe.siege", "not a regular file")


def test_an_unwritable_snapshot_is_reported_in_one_line(saved: Path, tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match=r"^.*away\.siege: cannot be written: .*$"):
        save(load(saved), tmp_path / "no" / "such" / "away.siege")


def test_a_snapshot_of_other_code_goes_on_and_keeps_saying_so(saved: Path, tmp_path: Path) -> None:
    assert load(saved).origin_model_hash is None
    edited = rezip(tmp_path / "edited.snapshot", signed(unzip(saved), code="hedited000000"))
    siege = load(edited)
    assert (siege.origin_model_hash, digest(siege)) == ("hedited000000", digest(load(saved)))
    save(siege, tmp_path / "again.snapshot")
    assert load(tmp_path / "again.snapshot").origin_model_hash == "hedited000000"
    before = {name: value for name, value in json.loads(unzip(saved)[META]).items() if name != "code"}
    members = unzip(saved) | {META: json.dumps(before).encode()}
    assert load(rezip(tmp_path / "before.snapshot", signed(members))).origin_model_hash is None
