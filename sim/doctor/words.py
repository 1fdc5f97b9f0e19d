"""What the doctor found, for people: with rich where it can be imported, else as plain lines."""

import sys
from collections.abc import Iterator
from typing import Any

from sim.doctor.packages import PROJECT

FINE, NOTE, WRONG = "ok", "note", "FIX"
COLOURS = {FINE: "green", NOTE: "yellow", WRONG: "bold red"}


def rows(document: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Lines of the table: a mark, what it is about, what was found."""
    yield FINE, PROJECT, f"{document[PROJECT] or 'not installed'}, in {document['package']}"
    yield FINE if document["model_hash"] else NOTE, "model", f"hash {document['model_hash']}"
    for each in document["packages"]:
        mark = (NOTE if each["extra"] else WRONG) if each["problem"] else FINE
        range_ = f"needs {each['needed']}" if each["needed"] else ""
        optional = f"optional: {each['extra']}" if each["extra"] else ""
        more = "; ".join(part for part in (range_, optional, each["problem"]) if part)
        yield mark, each["name"], f"{each['installed'] or '-'} ({more})" if more else each["installed"] or "-"
    cores, memory, cache, results = (document[name] for name in ("cores", "memory", "cache", "results"))
    yield FINE, "cores", f"{cores['usable']} of {cores['there']} usable; a sweep starts a process on each"
    yield FINE, "memory", f"{_size(memory['available'])} free of {_size(memory['total'])}"
    if cache["folder"]:
        state = "compiled for this version" if cache["compiled"] else "not compiled for this version yet"
        others = f", also of {cache['other_versions']} other versions" if cache["other_versions"] else ""
        yield (
            FINE if cache["writable"] and cache["compiled"] else NOTE,
            "compile cache",
            f"{cache['folder']}: {state}; {_size(cache['bytes'])} in all{others}",
        )
    else:
        yield WRONG, "compile cache", cache["problem"]
    place = "can be written" if results["writable"] else "cannot be written"
    yield (
        FINE if results["writable"] else WRONG,
        "results",
        f"./{results['folder']} {place}; {_size(results['free_bytes'])} free",
    )
    yield FINE if document["browser"] else NOTE, "test browser", document["browser"] or "none found"


def remedies(document: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What to fix, then what is only worth knowing: a mark, what, and how."""
    for mark, name in ((WRONG, "problems"), (NOTE, "notes")):
        for each in document[name]:
            yield mark, each["what"], each["fix"]


def verdict(document: dict[str, Any]) -> str:
    """The last line."""
    count = len(document["problems"])
    if not count:
        return "All is well." if not document["notes"] else "All that is needed is there."
    return f"{count} {'thing' if count == 1 else 'things'} to fix."


def show(document: dict[str, Any]) -> None:
    """Write it all to stdout."""
    try:
        _in_colour(document)
    except ImportError:
        sys.stdout.write("\n".join(plain(document)) + "\n")


def plain(document: dict[str, Any]) -> Iterator[str]:
    """Lines without colour."""
    for mark, name, found in rows(document):
        yield f"{mark:4}  {name:14} {found}"
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
    for mark, name, found in rows(document):
        table.add_row(Text(mark, COLOURS[mark]), Text(name), Text(found))
    console.print(table)
    console.print()
    for mark, what, fix in remedies(document):
        console.print(Text.assemble((f"{mark:4}", COLOURS[mark]), "  ", what), soft_wrap=True)
        console.print(Text.assemble("      -> ", (fix, "bold")), soft_wrap=True)
    console.print(Text(verdict(document)), soft_wrap=True)


def _size(count: int | None) -> str:
    if count is None:
        return "unknown"
    return f"{count / 2**30:,.1f} GB" if count >= 2**30 else f"{count / 2**20:,.0f} MB"
