"""Atomic writing of files and folders: complete or not at all, keeping the previous version, synced to disk."""

import contextlib
import errno
import os
import re
import shutil
import stat
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from sim.scenario.errors import ScenarioError
from sim.scenario.files import label_of

STANDARD_OUTPUT = Path("-")
DRAFT, OLD = ".draft", ".old"  # suffixes of drafts, and of replaced folders
LONGEST_STEM = 120  # bytes of a name that its draft repeats; file systems allow 255 in total


@contextlib.contextmanager
def atomic_write(final: Path, synced: bool = True) -> Iterator[Path]:
    """A draft that becomes the content of `final` when the block succeeds, and is deleted otherwise.

    Links are followed. A regular file is replaced by a rename and keeps its mode and owner; hard links to it keep the
    old content. Pipes, devices and standard output are written to directly. With `synced` the content is on disk when
    the block ends. Raises OSError, also where `final` is a folder or a read-only file.
    """
    place = _place_of(final)
    if place is None:
        with tempfile.TemporaryDirectory() as folder:
            draft = Path(folder) / "draft"
            yield draft
            with draft.open("rb") as source, _stream(final) as target:
                shutil.copyfileobj(source, target)
        return
    draft = draft_path(place, DRAFT)
    try:
        yield draft
        _copy_mode_and_owner(place, draft)
        if synced:
            sync(draft)
        draft.replace(place)
        if synced:
            sync(place.parent)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def output_file(final: Path, option: str) -> Iterator[Path]:
    """`atomic_write` for a file given by an option; `-` is standard output.

    Parent folders are created. Raises ScenarioError where it cannot be written, BrokenPipeError where the reader quit.
    """
    with reporting_disk_errors(final, option):
        if is_standard_output(final):
            with atomic_write(final) as draft:
                yield draft
            return
        _check_name(final)
        above = [folder for folder in (final.parent, *final.parent.parents) if not exists(folder)]
        try:
            make_folder(final.parent)
            _remove_strays(final)
            with atomic_write(final) as draft:
                yield draft
        finally:
            remove_empty(above)


def check_writable(final: Path, option: str) -> None:
    """Check in advance that a file can be written. Raises ScenarioError where it cannot."""
    with contextlib.suppress(_DiscardDraft), output_file(final, option) as draft:
        draft.touch()
        raise _DiscardDraft


class _DiscardDraft(Exception):
    pass


@contextlib.contextmanager
def reporting_disk_errors(path: Path, option: str = "--out") -> Iterator[None]:
    """Turn OSError into ScenarioError; BrokenPipeError passes, since a reader that has quit is no fault."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise cannot_write(path, error, option) from error


def cannot_write(path: Path, error: OSError, option: str = "--out") -> ScenarioError:
    """The error for a path, given by an option, that cannot be written."""
    where = "standard output" if path == STANDARD_OUTPUT else label_of(path)
    return ScenarioError(f"{where}: cannot be written: {os_reason(error)}; choose another {option}")


def os_reason(error: OSError) -> str:
    """The system's own reason for an error, extracted from Arrow's text where necessary."""
    inner = re.search(r"\[errno (\d+)\]", str(error))
    return (os.strerror(int(inner[1])) if inner else error.strerror or str(error)).lower()


def is_standard_output(path: Path) -> bool:
    """Whether a path is `-`, or another name of standard output, such as /dev/stdout."""
    if path == STANDARD_OUTPUT:
        return True
    try:
        there = path.stat()
        return os.path.samestat(there, os.fstat(1)) and not os.path.samestat(there, Path(os.devnull).stat())
    except (OSError, ValueError):
        return False


def exists(path: Path) -> bool:
    """Whether anything is at a path. Raises OSError for a name that no file can have."""
    _check_name(path)
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def draft_path(final: Path, ending: str = "") -> Path:
    """A new name beside `final` for a draft of it, with the id of the process."""
    return final.with_name(f"{_stem(final)}{os.getpid()}.{uuid.uuid4().hex[:8]}{ending}")


def stale_drafts(final: Path, ending: str = "") -> list[Path]:
    """Drafts of `final` whose process no longer exists."""
    pattern = re.compile(rf"{re.escape(_stem(final))}(\d+)\.[0-9a-f]+{re.escape(ending)}")
    found = [(place, pattern.fullmatch(place.name)) for place in final.parent.iterdir()]
    return [place for place, match in found if match and not _alive(int(match[1]))]


def replace_folder(draft: Path, final: Path) -> None:
    """Rename a folder into place, synced. A rename cannot replace a full folder, so the old one is renamed first.

    A process killed between the two renames leaves the old one as a draft that ends in OLD. Raises OSError.
    """
    sync_folder(draft)
    aside: list[Path] = []
    for _ in range(20):  # another process may create one between the two renames
        try:
            draft.rename(final)
            break
        except OSError:
            if not final.exists():
                raise
        aside.append(draft_path(final, OLD))
        with contextlib.suppress(FileNotFoundError):
            final.rename(aside[-1])
    else:
        draft.rename(final)
    sync(final.parent)
    for old in aside:  # last, so that one of the two is always complete
        shutil.rmtree(old, ignore_errors=True)


def sync(path: Path) -> None:
    """Flush a file, or the entries of a folder, to disk. Raises OSError."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except PermissionError:  # a folder that is writable but not readable, or a system that opens none
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # a file system that cannot sync folders
            raise
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Flush a folder and its contents to disk. Raises OSError."""
    for above, _, names in os.walk(folder, topdown=False):
        for name in names:
            sync(Path(above) / name)
        sync(Path(above))


def make_folder(folder: Path) -> None:
    """Create a folder and its parents where missing. Raises OSError.

    NotADirectoryError where a file is there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        folder.stat()  # raises for a circular link
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder)) from None


def remove_empty(folders: Sequence[Path]) -> None:
    """Remove those of the folders, innermost first, that are empty."""
    for folder in folders:
        with contextlib.suppress(OSError):
            folder.rmdir()


def _check_name(path: Path) -> None:
    if "\0" in str(path):
        raise OSError(errno.EINVAL, "the name contains a null character")


def _place_of(final: Path) -> Path | None:
    """Path of the regular file behind a name, links followed; None for what can only be written to directly."""
    _check_name(final)
    if is_standard_output(final):
        return None
    place = Path(os.path.realpath(final))
    try:
        there = final.stat()
    except FileNotFoundError:
        return place
    if stat.S_ISDIR(there.st_mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder, not a file", str(final))
    if not stat.S_ISREG(there.st_mode) or not place.exists():  # such as /dev/fd/9 of an unnamed file
        return None
    if not os.access(place, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(final))
    return place


@contextlib.contextmanager
def _stream(final: Path) -> Iterator[BinaryIO]:
    """An open stream to what can only be written to directly."""
    if is_standard_output(final):
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with final.open("wb") as file:
        yield file


def _copy_mode_and_owner(place: Path, draft: Path) -> None:
    """Give a draft the mode and owner of the file that it replaces."""
    try:
        there = place.stat()
    except FileNotFoundError:
        return
    own = draft.stat()
    if (own.st_uid, own.st_gid) != (there.st_uid, there.st_gid):
        with contextlib.suppress(PermissionError):
            os.chown(draft, there.st_uid, there.st_gid)
    draft.chmod(stat.S_IMODE(there.st_mode))


def _remove_strays(final: Path) -> None:
    """Remove drafts left by killed processes, beside the file and beside the target of a link."""
    for place in {final, Path(os.path.realpath(final))}:
        if place.parent.is_dir():
            for stray in stale_drafts(place, DRAFT):
                with contextlib.suppress(OSError):
                    stray.unlink()


def _stem(final: Path) -> str:
    short = final.name.encode("utf-8", "surrogateescape")[:LONGEST_STEM].decode("utf-8", "ignore")
    return f".{short}."


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        pass
    return True
