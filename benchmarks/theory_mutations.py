"""Whether tests notice single edits of the theory: mutants of `sim/theory/`, each tried on a copy of the tree.

    python benchmarks/theory_mutations.py                # forty mutants, ten minutes; a survivor takes longer
    python benchmarks/theory_mutations.py --count 5 --seed 2
    python benchmarks/theory_mutations.py --only 3 17    # two of the forty, after a test was added
    python benchmarks/theory_mutations.py --quick        # only the tests of the theory

A mutant moves one constant half-way to the further end of its range, or changes one operator or comparison. The
tests of the theory come first, in plain Python (`plain_rules.py`); where they notice nothing, those that run sieges
follow. Tests that compare the declared constants with a generated page are left out: they notice every changed
constant, whatever it does. Exit code 1 when a mutant survives.
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
#: Tests of the theory that are run in plain Python.
PLAIN = (
    "tests/theory", "--ignore=tests/theory/test_constants.py", "--ignore=tests/theory/test_campaign_forecast.py",
    "tests/docs/test_theory_walk.py",
)  # fmt: skip
#: Tests in the order in which they are tried: cheap ones first.
SUITES = (
    PLAIN,
    (
        "tests/theory/test_campaign_forecast.py",
        "tests/kernels",
        "tests/endings",
        "tests/agents",
        "tests/theatre",
        "tests/state",
    ),
    (
        "tests",
        "--ignore=tests/docs/test_docs.py",
        "--ignore=tests/scenario",
        "--ignore=tests/theory/test_constants.py",
    ),
)
OPERATORS = {ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*"}
COMPARISONS = {ast.Lt: ">=", ast.LtE: ">", ast.Gt: "<=", ast.GtE: "<"}


class Mutant(NamedTuple):
    """One edit: the text between two offsets of a file, and what replaces it."""

    file: Path
    line: int
    start: int
    end: int
    old: str
    new: str


def offset_of(text: str, line: int, column: int) -> int:
    """Offset in a text of a line (from 1) and a column in UTF-8 bytes (from 0)."""
    lines = text.splitlines(keepends=True)
    return sum(len(each) for each in lines[: line - 1]) + len(lines[line - 1].encode()[:column].decode())


def mutants_of(file: Path) -> Iterator[Mutant]:
    """Every edit that could be made in a file of the theory."""
    text = file.read_text(encoding="utf-8")
    tree = ast.parse(text)
    constants = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "constant"
    ]
    rules = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    for rule in rules:
        for node in ast.walk(rule):
            if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
                yield between(file, text, node.left, node.right, OPERATORS[type(node.op)])
            if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
                yield between(file, text, node.left, node.comparators[0], COMPARISONS[type(node.ops[0])])
    for call in constants:
        value = number_of(call.args[0])
        bounds = {word.arg: number_of(word.value) for word in call.keywords if word.arg in ("low", "high")}
        far = max(bounds.values(), key=lambda bound: abs(bound - value))  # a constant stays within its range
        changed = value + (far - value) / 2 if isinstance(value, float) else far
        start = offset_of(text, call.args[0].lineno, call.args[0].col_offset)
        end = offset_of(text, call.args[0].end_lineno or 0, call.args[0].end_col_offset or 0)
        if changed != value:
            yield Mutant(file, call.lineno, start, end, text[start:end], repr(changed))


def number_of(node: ast.expr) -> int | float:
    """The number that a literal stands for, or arithmetic on literals such as 1 / 31. Raises NameError for a name."""
    return eval(compile(ast.Expression(node), "<constant>", "eval"), {"__builtins__": {}})


def between(file: Path, text: str, left: ast.expr, right: ast.expr, new: str) -> Mutant:
    """The edit of the operator that stands between two operands."""
    start = offset_of(text, left.end_lineno or 0, left.end_col_offset or 0)
    end = offset_of(text, right.lineno, right.col_offset)
    gap = text[start:end]
    operator = next(sign for sign in ("<=", ">=", "<", ">", "**", "//", "+", "-", "*", "/") if sign in gap)
    at = start + gap.index(operator)
    return Mutant(file, text.count("\n", 0, at) + 1, at, at + len(operator), operator, new)


def chosen(count: int, seed: int) -> list[Mutant]:
    """Mutants spread evenly over the files of the theory, by a seed."""
    random_source = random.Random(seed)
    by_file = []
    for file in sorted((ROOT / "sim" / "theory").rglob("*.py")):
        mutants = list(mutants_of(file))
        random_source.shuffle(mutants)
        if mutants:
            by_file.append(mutants)
    random_source.shuffle(by_file)
    picked: list[Mutant] = []
    while len(picked) < count and any(by_file):
        for mutants in by_file:
            if mutants and len(picked) < count:
                picked.append(mutants.pop())
    return picked


def copy_tree(home: Path) -> None:
    """The tree as git tracks it, without what it makes."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in names.decode().split("\0"):
        if name and (ROOT / name).is_file():
            target = home / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)


def noticed_by(home: Path, suites: Sequence[Sequence[str]]) -> str | None:
    """The first test that fails in a tree; None where all pass."""
    environment = os.environ | {"PYTHONPATH": str(home), "SAFECONDUCT_CACHE": str(home / "cache")}
    for suite in suites:
        command = [sys.executable, "-m", "pytest", *suite, "-x", "-q", "-n", "0", "-p", "no:cacheprovider"]
        plainly = {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": f"{home}{os.pathsep}{home / 'benchmarks'}"}
        if suite is PLAIN:
            command += ["-p", "plain_rules"]
        of_suite = environment | (plainly if suite is PLAIN else {})
        done = subprocess.run(command, cwd=home, env=of_suite, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            lines = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
            return (lines or done.stdout.splitlines()[-1:] or ["pytest failed"])[0][:140]
    return None


def main(argv: Sequence[str] | None = None) -> int:
    """Try each mutant; exit code 1 when one survives."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=40, help="number of mutants")
    parser.add_argument("--seed", type=int, default=1, help="seed of the choice")
    parser.add_argument("--only", type=int, nargs="+", default=(), help="only the mutants with these numbers")
    parser.add_argument("--quick", action="store_true", help="try only the tests of the theory")
    options = parser.parse_args(argv)
    tried = survivors = 0
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        copy_tree(home)
        mutants = chosen(options.count, options.seed)
        for number, mutant in enumerate(mutants, 1):
            if options.only and number not in options.only:
                continue
            target = home / mutant.file.relative_to(ROOT)
            text = target.read_text(encoding="utf-8")
            target.write_text(text[: mutant.start] + mutant.new + text[mutant.end :], encoding="utf-8")
            suite = noticed_by(home, SUITES[:1] if options.quick else SUITES)
            target.write_text(text, encoding="utf-8")
            shutil.rmtree(home / "cache", ignore_errors=True)
            tried += 1
            survivors += suite is None
            name = mutant.file.relative_to(ROOT)
            print(
                f"{number}/{len(mutants)} {name}:{mutant.line}: {mutant.old} -> {mutant.new}: {suite or 'SURVIVED'}",
                flush=True,
            )
    print(f"{tried - survivors} of {tried} mutants were noticed")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
