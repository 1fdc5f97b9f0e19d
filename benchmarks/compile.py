"""Processor time until `safeconduct run raqqa_2017` has ended: without compiled code, and after an edit of one rule.

    python benchmarks/compile.py                     # a cold start, then one edit in each of EDITED; some minutes
    python benchmarks/compile.py --only bodies       # with one of the edits
    python benchmarks/compile.py --tree ../before    # the same of another checkout

Runs in a copy of the tree, with a compile cache of its own. An edit multiplies what a rule returns by 1.0: the
code changes, the siege does not. Exit code 1 where an edit costs more than half of a cold start.
"""

import argparse
import ast
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: Files of rules that few, some and nearly all kernels use, and one of the last to be compiled.
EDITED = ("bodies", "fire", "garrison_options", "decision", "probability")


def measure(home: Path, python: Path) -> tuple[float, float, str]:
    """Processor time and wall-clock time of a run, seconds; and what it says of compiling."""
    environment = os.environ | {"PYTHONPATH": str(home), "SAFECONDUCT_CACHE": str(home / "cache")}
    command = [str(python), "-m", "sim", "run", "raqqa_2017", "--out", str(home / "results")]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=True)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - began
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, wall, next((line for line in done.stderr.splitlines() if line.startswith("compiling")), "")


def edit(file: Path) -> None:
    """Multiply what the first rule of a file returns by 1.0. Raises StopIteration where no rule returns a number."""
    text = file.read_text(encoding="utf-8")
    rules = (node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef) and node.decorator_list)
    numbers = (node.body[-1] for node in rules if node.returns and ast.unparse(node.returns) == "float")
    found = next(last.value for last in numbers if isinstance(last, ast.Return) and last.value)
    old = ast.get_source_segment(text, found) or ""
    file.write_text(text.replace(f"return {old}", f"return 1.0 * ({old})", 1), encoding="utf-8")


def main(argv: Sequence[str] | None = None) -> int:
    """Print one row for the cold start, the warm start and each edit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="only edits of files whose name contains this")
    parser.add_argument("--tree", type=Path, default=ROOT, help="the checkout to measure")
    parser.add_argument("--json", action="store_true", help="end with the figures as JSON")
    options = parser.parse_args(argv)
    tree = options.tree.resolve()
    own = tree / ".venv" / "bin" / "python"
    python = own if tree != ROOT and own.exists() else Path(sys.executable)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for name in ("sim", "configs"):
            shutil.copytree(tree / name, home / name, ignore=shutil.ignore_patterns("__pycache__"))
        cold, wall, note = measure(home, python)
        print(f"cold start           {cold:6.1f} s of processor time, {wall:6.1f} s in all  {note}", flush=True)
        used, wall, note = measure(home, python)
        document = {"cold": cold, "warm": used}
        print(f"everything compiled  {used:6.1f} s of processor time, {wall:6.1f} s in all  {note}", flush=True)
        slowest = 0.0
        for name in (name for name in EDITED if options.only in name):
            edit(home / "sim" / "theory" / f"{name}.py")
            used, wall, note = measure(home, python)
            slowest = max(slowest, used)
            share = f"{used / cold:.2f} of a cold start"
            print(f"{name:20s} {used:6.1f} s of processor time, {wall:6.1f} s in all, {share}  {note}", flush=True)
            document[name] = used / cold
    if options.json:
        print(json.dumps(document))
    return 1 if slowest > cold / 2 else 0


if __name__ == "__main__":
    sys.exit(main())
