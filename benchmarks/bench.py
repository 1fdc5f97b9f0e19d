"""One table of what the project measures of itself: before, after, ratio, target, and the command behind each figure.

    make bench                                       # this tree alone
    make bench BASE=HEAD~20                          # beside that commit, in a worktree of its own
    make bench BASE=v0.1.0 ARGS="--repeats 3 --slow" # also compiling, reports and other frameworks: an hour or more
    make bench ARGS="--only speed,growth"

The scripts of this tree measure the model of both: what an older model cannot do is left out, with the reason on
stderr. Both are measured in turn, one repetition after the other; a figure is the median of the repetitions, and a
ratio the median of the ratios of neighbours. Other processes disturb both alike, and processor time less than the
clock.
"""

import argparse
import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from child import ROOT, run_child


class Measure(NamedTuple):
    """One row of the table."""

    what: str
    key: str  # in the JSON document that ends the script's output
    unit: str = ""
    scale: float = 1.0
    target: str = ""


class Script(NamedTuple):
    """A benchmark and what is taken from it."""

    words: str  # the command, without `--json`
    measures: tuple[Measure, ...]
    slow: bool = False
    once: bool = False  # the same in each repetition: no time is measured
    takes_tree: bool = False  # wants the checkout as an option
    of_both: bool = True  # otherwise of this tree only


AS_BEFORE = "as before"

SCRIPTS = (
    Script("start.py --pairs 1", (
        Measure("warm run baseline, beside `import mesa, numba`", "time", "times as long", target="at most 1.5"),
        Measure("its memory", "memory", "times as much", target="at most 1.3"),
    )),
    Script("small.py --sieges 5", (
        Measure("a siege of 2 000 people, 500 days: set-up", "set-up", "ms", target=AS_BEFORE),
        Measure("its days", "days at once", "ms", target=AS_BEFORE),
        Measure("its days, step by step", "days step by step", "ms", target=AS_BEFORE),
    )),
    Script("speed.py --threads 1 --days 10", (
        Measure("agent-steps a second, 10 000 people", "10000/1", "M", 1e-6, AS_BEFORE),
        Measure("100 000 people", "100000/1", "M", 1e-6, AS_BEFORE),
        Measure("1 000 000 people", "1000000/1", "M", 1e-6, AS_BEFORE),
    )),
    Script("growth.py --days 5", (
        Measure("growth of a day's time with people", "people", "exponent", target="at most 1.05"),
        Measure("growth with cells", "cells", "exponent"),
        Measure("arrays per person", "bytes", "bytes", target=AS_BEFORE),
    )),
    Script("c_twin.py --rounds 100", (
        Measure("walking, beside the same in C", "ratio", "times as long", target="at most 1.1"),
    )),
    Script("sweeps.py --runs 1000 --small 40 --pairs 1", (
        Measure("engine of a sweep", "engine ms", "ms a run", target=AS_BEFORE),
        Measure("rows of a sweep", "bytes", "bytes a run", target=AS_BEFORE),
        Measure("two processes", "two processes", "times one", target=AS_BEFORE),
    )),
    Script("assaults.py", (
        Measure("assaults won at 1:1", "1", target="0.48"),
        Measure("at 2:1", "2", target="0.64"),
        Measure("at 5:1", "5", target="0.81"),
    ), once=True),
    Script("hunger.py", (
        Measure("half dead in a total fast", "total fast, 1981: day by which 50% are dead", "days", target="46 to 73"),
    ), once=True),
    Script("compile.py --only bodies", (
        Measure("first run of all, compiling", "cold", "s", target=AS_BEFORE),
        Measure("run of a compiled model", "warm", "s", target=AS_BEFORE),
        Measure("run after an edit of a rule", "bodies", "of a first run", target="at most 0.5"),
    ), slow=True, takes_tree=True),
    Script("reports.py --rows 12250 --only report --repeats 1", (
        Measure("report of 12 250 runs", "report 12250 s", "s", target=AS_BEFORE),
        Measure("its memory", "report 12250 MB", "MB", target=AS_BEFORE),
    ), slow=True),
    Script("peers.py --only steps --people 100000 --rounds 1", (
        Measure("small rules, beside Mesa", "Mesa, Safe Conduct, the rules as a kernel", "times", target="300"),
        Measure("beside mesa-frames", "mesa-frames, Safe Conduct, the rules as a kernel", "times", target="15"),
        Measure("beside ambr", "ambr, ArrayKernelModel, Safe Conduct, the rules as a kernel", "times", target="3"),
        Measure("whole engine, beside Mesa", "Mesa, Safe Conduct, the whole engine", "times"),
    ), slow=True, of_both=False),
    Script("peers.py --only sweep --rounds 1", (
        Measure("400 runs by batch_run", "batch_run", "times a sweep", target="above 1"),
        Measure("400 runs by the EMA workbench", "ema_workbench", "times a sweep", target="above 1"),
    ), slow=True, of_both=False),
)  # fmt: skip
HEAD = f"{'what':46} {'before':>10} {'after':>10}  {'unit':14} {'ratio':>6}  {'target':14} command"


@contextlib.contextmanager
def worktree(commit: str) -> Iterator[Path]:
    """A worktree of a commit in a temporary folder."""
    git = ["git", "-C", str(ROOT)]
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "base"
        subprocess.run([*git, "worktree", "add", "--quiet", "--detach", str(tree), commit], check=True)
        try:
            yield tree
        finally:
            subprocess.run([*git, "worktree", "remove", "--force", str(tree)], check=True)


def figures_of(script: Script, tree: Path) -> dict[str, float]:
    """What a script measures of the model of a tree; nothing, with the reason on stderr, where it fails."""
    name, *words = script.words.split()
    words += ["--tree", str(tree)] if script.takes_tree else []
    command = [sys.executable, str(Path(__file__).parent / name), *words, "--json"]
    try:
        return run_child(command, {"PYTHONPATH": str(tree)}, good=(0, 1)).document
    except (RuntimeError, ValueError, IndexError) as error:
        print(f"{script.words}, {tree.name}: {error}", file=sys.stderr)
        return {}


def repeated(script: Script, trees: Sequence[Path], repeats: int) -> list[list[dict[str, float]]]:
    """The figures of each repetition, a list per tree; a first call loads or compiles the code and is not counted."""
    trees = trees if script.of_both else trees[-1:]
    if script.once:
        return [[figures_of(script, tree)] for tree in trees]
    found: list[list[dict[str, float]]] = [[] for _ in trees]
    for _ in range(repeats):
        for figures, tree in zip(found, trees, strict=True):
            figures.append(figures_of(script, tree))
    return found


def row(measure: Measure, script: Script, found: list[list[dict[str, float]]]) -> str:
    """One line of the table."""
    values = [[one[measure.key] * measure.scale for one in ones if measure.key in one] for ones in found]
    after, before = values[-1], values[0] if len(values) > 1 else []
    ratio = f"{median(b / a for a, b in zip(before, after, strict=False)):.2f}" if before and after else "-"
    cells = [f"{median(ones):.4g}" if ones else "-" for ones in (before, after)]
    return (
        f"{measure.what:46} {cells[0]:>10} {cells[1]:>10}  {measure.unit:14} {ratio:>6}  {measure.target:14} "
        f"python benchmarks/{script.words}"
    )


def chosen(only: str, slow: bool) -> Iterator[Script]:
    """The scripts that were asked for: by a part of their names, else all that are not slow, else all."""
    for script in SCRIPTS:
        name = script.words.split()[0]
        if any(part in name for part in only.split(",")) if only else slow or not script.slow:
            yield script


def main(argv: Sequence[str] | None = None) -> None:
    """Measure and print row by row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", help="the commit to compare with")
    parser.add_argument("--repeats", type=int, default=5, help="of each measure, of which the median counts")
    parser.add_argument("--slow", action="store_true", help="also what takes many minutes")
    parser.add_argument("--only", default="", help="only scripts whose names have one of these, separated by commas")
    options = parser.parse_args(argv)
    with contextlib.ExitStack() as stack:
        trees = [stack.enter_context(worktree(options.base))] if options.base else []
        trees.append(ROOT)
        for tree in trees:  # so that no repetition compiles
            command = [sys.executable, "-c", "from sim.runs.run import warm_up; warm_up(); print({})"]
            run_child(command, {"PYTHONPATH": str(tree)})
        print(f"before: {options.base or '-'}; medians of {options.repeats} repetitions, in turn\n\n{HEAD}")
        for script in chosen(options.only, options.slow):
            found = repeated(script, trees, options.repeats)
            for measure in script.measures:
                print(row(measure, script, found), flush=True)


if __name__ == "__main__":
    main()
