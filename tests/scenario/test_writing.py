"""Writing files, on real ones: links, pipes, devices, modes, names that no file can have, a disk that is full."""

import os
import stat
import threading
from pathlib import Path

import pytest

from sim.cli import invoke
from sim.scenario.errors import ScenarioError
from sim.scenario.writing import atomic_write, check_writable, os_reason, output_file

Out = pytest.CaptureFixture[str]


def write(path: Path, text: str = "new") -> None:
    with output_file(path, "--csv") as draft:
        draft.write_text(text)


def _half(path: Path) -> None:
    path.write_text("half")
    raise ZeroDivisionError


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    target, link, chain = tmp_path / "there" / "target", tmp_path / "link", tmp_path / "chain"
    target.write_text("old")
    link.symlink_to("there/target")
    chain.symlink_to("link")
    write(chain)
    assert target.read_text() == "new"
    assert (link.readlink(), chain.readlink()) == (Path("there/target"), Path("link"))
    target.unlink()
    write(link, "again")  # a link that leads nowhere yet
    assert target.read_text() == "again"
    assert link.is_symlink()
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["chain", "link", "target", "there"]


def test_a_pipe_is_written_into(tmp_path: Path) -> None:
    pipe, received = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: received.append(pipe.read_text()))
    reader.start()
    write(pipe)
    reader.join(10)
    assert received == ["new"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_descriptor_is_written_into(tmp_path: Path) -> None:
    """What a shell gives as a file for `>(command)`."""
    out, into = os.pipe()
    write(Path(f"/dev/fd/{into}"))
    os.close(into)
    with os.fdopen(out) as file:
        assert file.read() == "new"
    write(Path(os.devnull))
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)  # noqa: PTH116


def test_mode_and_other_names_stay(tmp_path: Path) -> None:
    file, other = tmp_path / "file", tmp_path / "other"
    file.write_text("old")
    file.chmod(0o640)
    other.hardlink_to(file)
    write(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert (file.read_text(), other.read_text()) == ("new", "old")


def test_a_block_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("old")
    with pytest.raises(ZeroDivisionError), atomic_write(file) as draft:
        _half(draft)
    with pytest.raises(ZeroDivisionError), output_file(tmp_path / "a" / "b" / "c", "--csv"):
        raise ZeroDivisionError
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_drafts_of_the_dead_are_removed_and_of_the_living_stay(tmp_path: Path) -> None:
    living, mine = tmp_path / f".file.{os.getppid()}.ab.draft", tmp_path / ".file.999999999.backup"
    for path in (living, mine, tmp_path / ".file.999999999.ab.draft"):
        path.touch()
    write(tmp_path / "file")
    assert {*tmp_path.iterdir()} == {living, mine, tmp_path / "file"}


def test_as_long_a_name_as_any_file_may_have(tmp_path: Path) -> None:
    write(tmp_path / ("é" * 127))  # 254 bytes
    assert [len(path.name) for path in tmp_path.iterdir()] == [127]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("x" * 300, "file name too long"),
        ("folder", "it is a folder, not a file"),
        ("file/below", "not a directory"),
        ("file/further/below", "not a directory"),
        ("loop", "too many levels of symbolic links"),
        ("loop/below", "too many levels of symbolic links"),
        ("a\0b", "the name contains a null character"),
        ("/proc/there", "no such file or directory"),
    ],
)
def test_an_unwritable_path_is_reported_before_and_after(tmp_path: Path, name: str, why: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine")
    (tmp_path / "loop").symlink_to("loop")
    for attempt in (lambda path: check_writable(path, "--csv"), write):
        with pytest.raises(ScenarioError) as caught:
            attempt(tmp_path / name)
        assert str(caught.value).endswith(f": cannot be written: {why}; choose another --csv")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder", "loop"]


def test_a_full_disk_is_reported_with_the_message_of_the_system() -> None:
    with pytest.raises(ScenarioError, match="/dev/full: cannot be written: no space left on device; choose another"):
        write(Path("/dev/full"))
    arrow = OSError("[Errno 28] Error writing bytes to file. Detail: [errno 28] No space left on device")
    assert os_reason(arrow) == "no space left on device"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["export", "x", "--csv", "there/"], "'--csv': there/ is a folder; give a file name"),
        (["compare", "a", "b", "--report", "there/"], "'--report': there/ is a folder; give a file name"),
        (["run", "baseline", "--out", "-"], "'--out': - means standard output, but a folder is needed"),
        (["report", "x", "--out", "~nobody-of-this-name/x"], "~nobody-of-this-name: there is no such user"),
        (["sweep", "x", "--out", "\udcff"], "'--out': the name is not valid UTF-8"),
        (["run", "baseline", "--out", "x" * 300], "cannot be written: file name too long; choose another --out"),
        (["fork", "baseline", "--at", "1", "--out", "x" * 300], "file name too long; choose another --out"),
        (["facts", "T2", "--out", "x" * 300], "cannot be written: file name too long; choose another --out"),
        (["compare", "a", "b", "--report", "x" * 300], "file name too long; choose another --report"),
        (
            ["compare", "a", "b", "--report", "-", "--json"],
            "--report -: is standard output, and --json also writes there",
        ),
    ],
)
def test_options_that_name_no_place_are_refused_before_anything_is_done(
    words: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    monkeypatch.chdir(tmp_path)
    assert invoke(words) == 2
    out, err = capsys.readouterr()
    assert message in " ".join(err.split())
    assert out == ""
    assert list(tmp_path.iterdir()) == []
