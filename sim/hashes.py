"""Hashes that say what a result was made of: short ones for names and tables, and one of the model itself."""

import contextlib
import csv
import functools
import hashlib
import io
import os
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

#: Sources that can change a row of results: packages and single files of `sim`. How a scenario is read and how errors
#: are worded is left out: the values and the ground that come of it have a hash of their own.
MODEL_SOURCES = (
    "agents", "kernels", "scenario/sections", "state", "theatre", "theory",
    "compiled", "constants.py", "model.py", "outcomes.py", "runs/result.py", "runs/theatre.py",
    "scenario/schema.py", "scenario/theatre.py",
)  # fmt: skip
#: Code that was shown to give the same results as the code of an earlier model, and the hash of that model. Written by
#: `benchmarks/equal_results.py --declare`: a name that changes, or a rule that is off by default, is not another model.
EQUAL_MODELS = "equal_models.csv"
#: Files in these packages that cannot change a row: they only load machine code that has been compiled before.
NOT_MODEL = ("compiled/loading.py",)
#: Tokens that say where code lies, not what it does.
LAYOUT = {tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER}
#: Tokens whose text may differ where the code does not: depth of indentation, kind of line end.
MARKS = {tokenize.INDENT, tokenize.DEDENT, tokenize.NEWLINE}


def short_hash(content: str | bytes) -> str:
    """A letter and 12 hex digits of SHA-256.

    The letter keeps spreadsheets and CSV readers from taking a hash of digits, or of digits and one e, for a number.
    """
    content = content.encode() if isinstance(content, str) else content
    return f"h{hashlib.sha256(content).hexdigest()[:12]}"


@functools.cache
def model_hash() -> str:
    """Short hash of the code that makes results; comments, docstrings and layout do not count.

    Two results with the same model hash, scenario hash and seed are equal to the last bit: their code is the same, or
    stands in the table `EQUAL_MODELS` and gave the same bits in every world of `benchmarks/equal_results.py`.
    """
    root = Path(__file__).parent
    memo = _memo(root)
    if memo is None:
        return model_of_sources(root)
    with contextlib.suppress(OSError, UnicodeError):
        kept = memo.read_text(encoding="ascii")
        if len(kept) == len(short_hash("")):
            return kept
    found, draft = model_of_sources(root), memo.with_suffix(f".{os.getpid()}")
    with contextlib.suppress(OSError):
        draft.write_text(found, encoding="ascii")
        draft.replace(memo)
    return found


def _memo(root: Path) -> Path | None:
    """Where the model hash is kept for the next process, under the hash of all bytes that it is made from.

    It is beside the machine code, in a folder in which only this user can write. None where a process has none loaded.
    """
    compiled = sys.modules.get("sim.compiled.functions")
    if compiled is None:
        return None
    digest = hashlib.sha256(f"{sys.version}\0".encode())
    for file in (Path(__file__), root / EQUAL_MODELS, *source_files(root)):
        digest.update(f"{file.relative_to(root).as_posix()}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return compiled.FOLDER / f"model-{digest.hexdigest()[:32]}.txt"


def model_of_sources(root: Path) -> str:
    """Hash of the model of the sources under `root`: their own, or that of an earlier model with equal results."""
    own = hash_of_sources(root)
    with (root / EQUAL_MODELS).open(encoding="utf-8", newline="") as table:
        return {row["code"]: row["model"] for row in csv.DictReader(table)}.get(own, own)


def hash_of_sources(root: Path) -> str:
    """Short hash of `MODEL_SOURCES` under the folder `root` of a `sim` package."""
    digest = hashlib.sha256()
    for file in source_files(root):
        digest.update(f"{file.relative_to(root).as_posix()}\0".encode())
        digest.update("\0".join(code_of(file.read_text(encoding="utf-8"))).encode())
    return short_hash(digest.digest())


def source_files(root: Path) -> Iterator[Path]:
    """The files of `MODEL_SOURCES` under the folder `root` of a `sim` package, without those of `NOT_MODEL`."""
    for source in MODEL_SOURCES:
        path = root / source
        files = [path] if source.endswith(".py") else sorted(path.rglob("*.py"))
        yield from (file for file in files if file.relative_to(root).as_posix() not in NOT_MODEL)


def code_of(text: str) -> Iterator[str]:
    """The tokens of a Python source that do something."""
    begins = True  # of a statement: a string here that fills the whole line is a docstring
    held: list[str] = []
    for kind, token, *_ in tokenize.generate_tokens(io.StringIO(text).readline):
        if kind in LAYOUT:
            continue
        if kind == tokenize.STRING and begins and not held:
            held = [token]
            continue
        if held and kind != tokenize.NEWLINE:
            yield from held
        if not (held and kind == tokenize.NEWLINE):
            yield tokenize.tok_name[kind] if kind in MARKS else token
        held, begins = [], kind in MARKS
