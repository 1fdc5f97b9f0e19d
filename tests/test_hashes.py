"""What the model hash sees and what it does not, and that no short hash can be read as a number."""

import csv
import json
import shutil
from pathlib import Path

import pytest

import sim
from sim.compiled import functions
from sim.hashes import (
    EQUAL_MODELS,
    MODEL_SOURCES,
    NOT_MODEL,
    _memo,
    hash_of_sources,
    model_hash,
    model_of_sources,
    short_hash,
)

HERE = Path(sim.__file__).parent


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The sources of the model, to be edited."""
    shutil.copy(HERE / EQUAL_MODELS, tmp_path / EQUAL_MODELS)
    for source in MODEL_SOURCES:
        if source.endswith(".py"):
            (tmp_path / source).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(HERE / source, tmp_path / source)
        else:
            shutil.copytree(HERE / source, tmp_path / source, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_a_copy_elsewhere_has_the_same_hash(copy: Path) -> None:
    assert hash_of_sources(copy) == hash_of_sources(HERE)


@pytest.mark.parametrize(
    "file", ["theory/bodies.py", "kernels/fire.py", "agents/patron.py", "state/build.py", "model.py"]
)
def test_one_more_statement_is_another_model(copy: Path, file: str) -> None:
    with (copy / file).open("a", encoding="utf-8") as source:
        source.write("\nTRIED = 1\n")
    assert model_of_sources(copy) != model_hash()


def test_how_machine_code_is_loaded_is_not_the_model(copy: Path) -> None:
    for file in NOT_MODEL:
        with (copy / file).open("a", encoding="utf-8") as source:
            source.write("\nTRIED = 1\n")
    assert hash_of_sources(copy) == hash_of_sources(HERE)


def test_the_hash_is_kept_for_the_next_process_under_the_bytes_that_it_is_made_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(functions, "FOLDER", tmp_path)
    found = model_hash.__wrapped__()
    assert found == model_of_sources(HERE)
    [memo] = tmp_path.iterdir()
    memo.write_text("h0123456789ab", encoding="ascii")
    assert model_hash.__wrapped__() == "h0123456789ab", "the memo is read"
    memo.write_text("h0", encoding="ascii")
    assert model_hash.__wrapped__() == found, "half a memo is no hash"
    root = tmp_path / "sim"
    shutil.copytree(HERE, root, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr("sim.hashes.__file__", str(root / "hashes.py"))
    same = _memo(root)
    assert same == memo
    edit(root / "theory/fire.py", '"""', '"""Rewritten: ')
    assert _memo(root) != memo, "any byte counts, since the hash of other bytes is not known yet"


def test_a_file_that_is_renamed_or_new_is_another_model(copy: Path) -> None:
    (copy / "theory/bodies.py").rename(copy / "theory/physiology.py")
    renamed = hash_of_sources(copy)
    (copy / "theory/more.py").touch()
    assert len({renamed, hash_of_sources(copy), hash_of_sources(HERE)}) == 3


def test_code_shown_to_give_equal_results_keeps_the_hash_of_the_model(copy: Path) -> None:
    edit(copy / "theory/bodies.py", "def ", "def renamed_")
    code = hash_of_sources(copy)
    assert model_of_sources(copy) == code
    with (copy / EQUAL_MODELS).open("a", encoding="utf-8") as table:
        table.write(f"{code},hearlier,88,95\n")
    assert model_of_sources(copy) == "hearlier"
    edit(copy / "theory/bodies.py", "def renamed_", "def another_")
    assert model_of_sources(copy) == hash_of_sources(copy) != code


def test_the_table_of_equal_models_names_one_model_and_the_whole_check() -> None:
    stored = json.loads((HERE.parent / "benchmarks/equal_results.json").read_text(encoding="utf-8"))
    with (HERE / EQUAL_MODELS).open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    sieges = sum(len(results) for results in stored["results"].values())
    for row in rows:
        assert (row["model"], int(row["worlds"]), int(row["sieges"])) == (
            stored["model"],
            len(stored["worlds"]),
            sieges,
        )
    assert model_hash() == stored["model"], "run benchmarks/equal_results.py --declare, or --write for a new model"
    assert len({row["code"] for row in rows} | {stored["model"]}) == len(rows) + 1


def test_prose_and_layout_are_the_same_model(copy: Path) -> None:
    for file in copy.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert text.startswith('"""'), file
        file.write_text(text.replace('"""', '"""Rewritten: ', 1) + "\n\n# a closing remark\n", encoding="utf-8")
    edit(copy / "theory/fire.py", "    return ", "\n    # why\n    return ")
    assert hash_of_sources(copy) == hash_of_sources(HERE)


def test_a_string_that_is_used_is_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.hashes.MODEL_SOURCES", ("one.py",))
    seen = set()
    for text in ('"a"\nx = "b"\n', '"a"\nx = "c"\n', '"a".lower()\nx = "c"\n', '("a")\nx = "c"\n', 'x = "b"\n'):
        (tmp_path / "one.py").write_text(text, encoding="utf-8")
        seen.add(hash_of_sources(tmp_path))
    assert len(seen) == 4  # the first and the last differ in a docstring only


def test_no_short_hash_reads_as_a_number() -> None:
    for number in range(2000):  # without the letter about one in a hundred would
        with pytest.raises(ValueError, match="could not convert"):
            float(short_hash(str(number)))
