"""Parts: what compiled functions call is linked into them, and has no machine code of its own."""

import os
import subprocess
import sys
from pathlib import Path

from sim.compiled.numba_parts import PartLibrary
from sim.theory.campaign import storm_propensity
from sim.theory.probability import event_probability

LOW = """
from sim.compiled import rule

@rule
def low(x):
    print("low saw", x)
    if x < 0.0:
        raise ValueError("negative")
    return 2.0 * x
"""
HIGH = """
from low import low
from sim.compiled import rule

@rule
def high(x):
    return low(x) + 1.0

if __name__ != "__main__":
    print(high(2.0))
    try:
        high(-1.0)
    except ValueError as error:
        print(error)
    print(sum(low.part.stats.cache_hits.values()), sum(high.stats.cache_hits.values()))
"""


def test_a_part_has_no_machine_code_and_an_entry_point_does() -> None:
    assert storm_propensity(2.0, 2.0, 1.0) == 0.5
    assert storm_propensity.entry.overloads  # pyright: ignore
    part = event_probability.part  # pyright: ignore
    part.compile(storm_propensity.entry.signatures[0][:2])  # pyright: ignore
    for result in part.overloads.values():
        assert isinstance(result.library, PartLibrary)
        assert result.library.get_pointer_to_function(result.fndesc.llvm_func_name) == 0


def run(folder: Path) -> list[str]:
    environment = os.environ | {"SAFECONDUCT_CACHE": str(folder / "cache"), "PYTHONPATH": str(folder)}
    command = [sys.executable, "-c", "import high"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.splitlines()


def test_parts_print_and_raise_compiled_from_the_cache_and_linked_again(tmp_path: Path) -> None:
    """Both need Numba's environment of the part, which has no machine code that could hold it."""
    (tmp_path / "low.py").write_text(LOW)
    (tmp_path / "high.py").write_text(HIGH)
    printed = ["low saw 2.0", "5.0", "low saw -1.0", "negative"]
    assert run(tmp_path) == [*printed, "0 0"]
    assert run(tmp_path) == [*printed, "0 1"], "a part is not needed where its callers are ready"
    (tmp_path / "high.py").write_text(HIGH.replace("+ 1.0", "+ 3.0"))
    assert run(tmp_path) == ["low saw 2.0", "7.0", "low saw -1.0", "negative", "1 0"], "only the caller is compiled"
    (tmp_path / "low.py").write_text(LOW.replace("2.0 * x", "4.0 * x"))
    (tmp_path / "high.py").write_text(HIGH)
    assert run(tmp_path)[1] == "9.0"
