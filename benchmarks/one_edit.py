"""Whether one edit of a rule changes what is believed and what is done: one edit of each file of `sim/theory/`.

    python benchmarks/one_edit.py                         # every file, an hour or more
    python benchmarks/one_edit.py --only garrison_options --tries 5

Each edit is made in a copy of the tree, in which some small worlds are then run. Compared with the unedited tree are
the beliefs (the daily series of both commands), the decisions (the ledger) and the acts (outcome, people, ground). A
rule that stood in two places would change only some of them. Edits are those of `theory_mutations.py`, in a random
order; the first that changes beliefs or decisions, and acts, is shown. Exit code 1 where none of a file does.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from equal_results import HERE as STORED
from equal_results import digest_of, ledger_of, state_of
from theory_mutations import ROOT, Mutant, copy_tree, mutants_of

#: Worlds of `equal_results.json` in which, together, every rule has something to do.
WORLDS = ("baseline/1", "raqqa_2017/1", "linked_pair/1", "four_towns_2017/1", "partners/0", "random/1", "random/2")
KINDS = ("beliefs", "decisions", "acts")
#: Columns of the daily series that are believed or preferred, by how their names begin.
BELIEVED = ("garrison_", "foreign_", "besieger_", "p_win", "life_price", "road")


def digests_of(siege: Any) -> dict[str, str]:
    """Digests of what was believed, decided and done in a siege."""
    from sim.outcomes import DAILY

    columns = [place for place, series in enumerate(DAILY) if series.name.startswith(BELIEVED)]
    days = siege.daily
    state = state_of(siege)
    outcome = siege.ending.outcome if siege.ending else None
    return {
        "beliefs": digest_of([[day[place] for place in columns] for day in days]),
        "decisions": digest_of(ledger_of(siege)),
        "acts": digest_of([outcome, siege.day, [day[:28] for day in days], state[-6:]]),
    }


def run_worlds() -> dict[str, dict[str, str]]:
    """Run the worlds in this tree; their digests by world and siege."""
    from sim import run
    from sim.runs import theatre as theatre_runs

    digests = {}
    worlds = json.loads(STORED.read_text(encoding="utf-8"))["worlds"]
    for name in WORLDS:
        world = worlds[name]
        if world.get("theatre"):
            plan = theatre_runs.plan_theatre(world["scenario"], world["seed"], overrides=world["set"])
            sieges = {key: one.siege for key, one in theatre_runs.run_theatre_plan(plan).sieges.items()}
        else:
            sieges = {"": run(world["scenario"], world["seed"], overrides=world["set"]).siege}
        digests |= {f"{name} {key}".strip(): digests_of(siege) for key, siege in sieges.items()}
    return digests


def run_copy(home: Path) -> dict[str, dict[str, str]] | None:
    """The digests of the worlds in a copy of the tree; None where a run fails."""
    environment = os.environ | {"PYTHONPATH": str(home), "SAFECONDUCT_CACHE": str(home / "cache")}
    command = [sys.executable, str(home / "benchmarks" / "one_edit.py"), "--digests"]
    done = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False)
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else None


def changes(before: dict[str, dict[str, str]], after: dict[str, dict[str, str]]) -> dict[str, int]:
    """In how many sieges beliefs, decisions and acts differ."""
    return {kind: sum(before[name][kind] != after[name][kind] for name in before) for kind in KINDS}


def try_edit(home: Path, mutant: Mutant, before: dict[str, dict[str, str]]) -> dict[str, int] | None:
    """What an edit changes; None where a run fails under it."""
    target = home / mutant.file.relative_to(ROOT)
    text = target.read_text(encoding="utf-8")
    target.write_text(text[: mutant.start] + mutant.new + text[mutant.end :], encoding="utf-8")
    after = run_copy(home)
    target.write_text(text, encoding="utf-8")
    return changes(before, after) if after is not None else None


def main(argv: Sequence[str] | None = None) -> int:
    """Try edits file by file; exit code 1 where a file has none that changes belief and deed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="only files whose name contains this")
    parser.add_argument("--tries", type=int, default=3, help="at most N edits of a file")
    parser.add_argument("--seed", type=int, default=1, help="seed of the order of the edits")
    parser.add_argument("--digests", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.digests:
        print(json.dumps(run_worlds()))
        return 0
    silent = 0
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        copy_tree(home)
        before = run_copy(home)
        if before is None:
            parser.error("the worlds do not run in a copy of this tree")
        for file in sorted((ROOT / "sim" / "theory").rglob("*.py")):
            edits = list(mutants_of(file)) if options.only in file.stem else []
            random.Random(options.seed).shuffle(edits)
            if not edits:
                continue
            for mutant in edits[: options.tries]:
                result = try_edit(home, mutant, before)
                shown = f"{file.stem}:{mutant.line}: {mutant.old} -> {mutant.new}"
                if result is None:
                    print(f"{shown}: a run fails", flush=True)
                    continue
                of = ", ".join(f"{kind} in {count} of {len(before)}" for kind, count in result.items())
                print(f"{shown}: {of}", flush=True)
                if result["acts"] and (result["beliefs"] or result["decisions"]):
                    break
            else:
                silent += 1
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
