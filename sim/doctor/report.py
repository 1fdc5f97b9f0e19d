"""The report of the doctor as text: formatted by rich if it can be imported, otherwise as plain lines."""

import sys
from collections.abc import Iterator
from typing import Any

from sim.doctor.packages import PROJECT
from sim.text.format import byte_size, count

FINE, NOTE, WRONG = "ok", "note", "FIX"
COLOURS = {FINE: "green", NOTE: "yellow", WRONG: "bold red"}


def rows(document: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Rows of the table: mark, subject, finding."""
    yield FINE, PROJECT, f"{document[PROJECT] or 'not installed'}, in {document['package']}"
    yield FINE if document["model_hash"] else NOTE, "model", f"hash {document['model_hash']}"
    for each in document["packages"]:
        mark = (NOTE if each["extra"] else WRONG) if each["problem"] else FINE
        range_ = f"needs {each['needed']}" if each["needed"] else ""
        optional = f"optional: {each['extra']}" if each["extra"] else ""
        more = "; ".join(part for part in (range_, optional, each["problem"]) if part)
        yield mark, each["name"], f"{each['installed'] or '-'} ({more})" if more else each["installed"] or "-"
    cores, memory, cache, results = (document[name] for name in ("cores", "memory", "cache", "results"))
    yield FINE, "cores", f"{cores['usable']} of {cores['there']} usable; a sweep starts one process per core"
    yield FINE, "memory", f"{_size(memory['available'])} free of {_size(memory['total'])}"
    if cache["folder"]:
        state = "compiled for this version" if cache["compiled"] else "not compiled for this version yet"
        versions = count(cache["other_versions"], "other version")
        others = f", including {versions}" if cache["other_versions"] else ""
        yield (
            FINE if cache["writable"] and cache["compiled"] else NOTE,
            "compile cache",
            f"{cache['folder']}: {state}; {_size(cache['bytes'])} in total{others}",
        )
    else:
        yield WRONG, "compile cache", cache["problem"]
    writable = "writable" if results["writable"] else "not writable"
    yield (
        FINE if results["writable"] else WRONG,
        "results",
        f"./{results['folder']}: {writable}; {_size(results['free_bytes'])} free",
    )
    yield FINE if document["browser"] else NOTE, "test browser", document["browser"] or "none found"


def remedies(document: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Problems, then notes: mark, problem, fix."""
    for mark, name in ((WRONG, "problems"), (NOTE, "notes")):
        for each in document[name]:
            yield mark, each["what"], each["fix"]


def verdict(document: dict[str, Any]) -> str:
    """The last line."""
    problems = len(document["problems"])
    if not problems:
        return "No problems found." if not document["notes"] else "No problems found, but see the notes."
    return f"{count(problems, 'problem')} to fix."


def show(document: dict[str, Any]) -> None:
    """Print the report to stdout."""
    try:
        _in_colour(document)
    except ImportError:
        sys.stdout.write("\n".join(plain(document)) + "\n")


def plain(document: dict[str, Any]) -> Iterator[str]:
    """The report as lines without colour."""
    for mark, name, finding in rows(document):
        yield f"{mark:4}  {name:14} {finding}"
    yield ""
    for mark, what, fix in remedies(document):
        yield f"{mark:4}  {what}"
        yield f"      -> {fix}"
    yield verdict(document)


def _in_colour(document: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(soft_wrap=False)
    table = Table(box=None, show_header=False, pad_edge=False)
    for options in ({"no_wrap": True}, {"no_wrap": True}, {"overflow": "fold"}):
        table.add_column(**options)  # pyright: ignore
    for mark, name, finding in rows(document):
        table.add_row(Text(mark, COLOURS[mark]), Text(name), Text(finding))
    console.print(table)
    console.print()
    for mark, what, fix in remedies(document):
        console.print(Text.assemble((f"{mark:4}", COLOURS[mark]), "  ", what), soft_wrap=True)
        console.print(Text.assemble("      -> ", (fix, "bold")), soft_wrap=True)
    console.print(Text(verdict(document)), soft_wrap=True)


def _size(size: int | None) -> str:
    return "unknown" if size is None else byte_size(size)
