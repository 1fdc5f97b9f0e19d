"""The command `results`: what has been run."""

from pathlib import Path

from sim.cli.options import Json, Out
from sim.cli.output import print_json, print_note, print_table
from sim.exit_codes import ExitCode


def results(out: Out = None, as_json: Json = False) -> int:
    """List what has been run: sweeps, replicates, runs, forks, estimates and historical cases, newest first."""
    from sim.hashes import model_hash
    from sim.runs.store import RESULTS
    from sim.sweep.result_folders import result_folders
    from sim.text.format import number

    root = RESULTS if out is None else Path(out)
    found, problems = result_folders(root)
    for problem in problems:
        print_note(problem)
    if as_json:
        document = {"folder": str(root), "model": model_hash(), "results": [each.document() for each in found]}
        print_json(document | {"problems": problems})
        return ExitCode.OK
    if not found:
        print_note(f"{root}: no results yet; `safeconduct run baseline` makes some")
        return ExitCode.OK
    rows = []
    for each in found:
        size = "–" if each.runs is None else number(each.runs)
        if each.expected is not None and each.expected != each.runs:
            size += f" of {number(each.expected)}"
        model = "not recorded" if each.model is None else each.model + ("" if each.model == model_hash() else " (old)")
        rows.append([each.date, each.kind, each.name, size, model, each.question or "", str(each.path)])
    print_table(["date (UTC)", "kind", "name", "runs", "model", "question", "folder"], rows, ("runs",))
    return ExitCode.OK
