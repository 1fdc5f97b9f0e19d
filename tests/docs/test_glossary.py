"""The glossary defines the nouns that classes and columns of results bear."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from sim.state.columns import People
from sim.tables import reports, runs
from sim.tables.columns import Column

ROOT = Path(__file__).parents[2]
GLOSSARY = ROOT / "docs" / "glossary.md"

#: Words that mean here what they mean everywhere.
EVERYDAY = frozenset({
    "across", "among", "armed", "at", "binary", "broken", "check", "code", "count", "data", "date", "day", "death",
    "document", "elapsed", "end", "ended", "error", "family", "figure", "first", "food", "from", "high", "label",
    "last", "limit", "line", "low", "meaning", "name", "people", "person", "position", "progress", "range", "ratio",
    "requirement", "say", "seen", "share", "signed", "simulated", "size", "survive", "table", "task", "test",
    "text", "time", "to", "total", "unanswered", "unit", "version", "week", "who", "width", "word", "x", "y",
    # of programming
    "animation", "argument", "array", "attribute", "cache", "call", "codegen", "collection", "compiler", "context",
    "display", "dumper", "encoder", "filter", "flag", "frame", "function", "handler", "header", "heartbeat", "id",
    "impl", "input", "interrupted", "key", "library", "listener", "memory", "meta", "metadata", "pool", "reader",
    "set", "timing", "viewport", "watch", "widget", "worker",
})  # fmt: skip
#: Endings of column names that are units.
UNITS = ("_g", "_s")


def words_of(name: str) -> list[str]:
    """The words of a name in CamelCase or snake_case, in lower case, the last one in the singular."""
    words = [word.lower() for word in re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+", name)]
    return [*words[:-1], singular(words[-1])]


def singular(noun: str) -> str:
    """The singular of a regular noun."""
    if noun in ("series", "indices"):
        return {"series": "series", "indices": "index"}[noun]
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    if noun.endswith(("sses", "xes", "ches")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us", "is")) else noun


def terms_of(glossary: str) -> set[str]:
    """The terms of the first column of each table; a cell may hold several."""
    cells = re.findall(r"^\| ([^|]+) \|", glossary, re.M)
    terms = [term.strip() for cell in cells for term in re.sub(r"\(.*?\)", "", cell).split(",")]
    return {" ".join(words_of(term)) for term in terms if re.search("[a-z]", term)}


def undefined(names: Iterable[str], glossary: str) -> list[str]:
    """Names of which neither the last word nor the last words together are terms or everyday words."""
    known = terms_of(glossary) | EVERYDAY
    split = {name: words_of(name) for name in names}
    return [
        name
        for name, words in split.items()
        if not any(" ".join(words[start:]) in known for start in range(len(words)))
    ]


def class_names() -> Iterator[str]:
    for file in sorted((ROOT / "sim").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                yield node.name


def column_names() -> set[str]:
    """Names of the columns of people and of all tables, without the levers that a table is about."""
    names = {*People._fields, *reports.DERIVED}
    for module in (runs, reports):
        for value in vars(module).values():
            columns = value if isinstance(value, tuple) else (value,)
            names |= {column.name for column in columns if isinstance(column, Column)}
    made = (
        runs.row_columns(),
        reports.phase(["supply.food_days"] * 3),
        reports.effect(""),
        reports.levers([]),
        reports.sensitivity([*reports.INDICES]),
    )
    names |= {column.name for columns in made for column in columns}
    lasts = {name.rpartition(".")[2] for name in names}
    return {next((name.removesuffix(unit) for unit in UNITS if name.endswith(unit)), name) for name in lasts}


@pytest.mark.parametrize("names", [class_names, column_names], ids=["classes", "columns"])
def test_the_glossary_defines_every_noun(names: Callable[[], Iterable[str]]) -> None:
    everything = sorted(names())
    assert len(everything) > 100
    assert undefined(everything, GLOSSARY.read_text(encoding="utf-8")) == []


def test_an_undefined_noun_is_reported() -> None:
    glossary = "| term | meaning |\n|---|---|\n| convoy, road tax | ... |\n"
    names = ["Convoys", "SecretConvoy", "road_tax", "tax", "ConvoyTimeline", "day"]
    assert undefined(names, glossary) == ["tax", "ConvoyTimeline"]


def test_no_term_is_defined_twice_or_also_an_everyday_word() -> None:
    text = GLOSSARY.read_text(encoding="utf-8")
    cells = re.findall(r"^\| ([^|]+) \|", text.partition("## Statuses")[0], re.M)
    terms = [term.strip() for cell in cells for term in cell.split(",") if term.strip() not in ("term", "---")]
    assert sorted({term for term in terms if terms.count(term) > 1}) == []
    assert sorted(EVERYDAY & terms_of(text)) == []


def test_every_everyday_word_is_in_use() -> None:
    used = {word for name in (*class_names(), *column_names()) for word in words_of(name)[-1:]}
    assert sorted(EVERYDAY - used) == []
