"""Loading machine code without Numba's compiler: the same results, and compiling still works afterwards."""

import os
import subprocess
import sys
from pathlib import Path

import numba
import pytest
from numba.core.caching import FunctionCache

from sim.compiled import loading

FORMULA = """
import sys

import numpy as np
from sim.compiled import kernel, rule
from sim.compiled.loading import load_without_compiler

load_without_compiler()


@rule
def doubled(x):
    if x < 0.0:
        raise ValueError("negative")
    return 2.0 * x


@kernel
def total(rows):
    sum_ = 0.0
    for row in rows:
        sum_ += doubled(row["weight"]) * row["count"]
    return sum_


rows = np.array([(1.5, 2), (0.25, 4)], [("weight", "f8"), ("count", "i4")])
print(total(rows), total(rows[["weight", "count"]]))
try:
    total(np.array([(-1.0, 1)], rows.dtype))
except ValueError as error:
    print(error)
print(sum(total.stats.cache_hits.values()), "numba.np.linalg" in sys.modules)
print(doubled(3.0), "numba.np.linalg" in sys.modules)
"""


def run(folder: Path) -> list[str]:
    environment = os.environ | {"SAFECONDUCT_CACHE": str(folder / "cache"), "PYTHONPATH": str(folder)}
    command = [sys.executable, "-c", "import formula"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.splitlines()


def test_cached_code_is_loaded_without_the_compiler_and_new_code_is_compiled(tmp_path: Path) -> None:
    (tmp_path / "formula.py").write_text(FORMULA)
    assert run(tmp_path) == ["8.0 8.0", "negative", "0 True", "6.0 True"]
    assert run(tmp_path) == ["8.0 8.0", "negative", "1 False", "6.0 False"]
    (tmp_path / "formula.py").write_text(FORMULA.replace("doubled(3.0)", "doubled(np.float32(3.0))"))
    assert run(tmp_path)[-1] == "6.0 True", "an argument of a new type needs the compiler"


def test_another_release_of_numba_loads_as_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    assert numba.__version__.startswith(loading.TESTED), "test the locked release, then add it"
    before = FunctionCache.load_overload
    monkeypatch.setattr(numba, "__version__", "9.99.0")
    loading.load_without_compiler.cache_clear()
    assert not loading.load_without_compiler()
    loading.load_without_compiler.cache_clear()
    assert FunctionCache.load_overload is before
