"""The data dictionary of a results folder, `dictionary.csv`: one row per column of each table."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from sim.tables.columns import Columns

DICTIONARY = "dictionary.csv"
FIELDS = ("table", "column", "type", "unit", "description", "missing")
NEVER = "never"


def entries(tables: Mapping[str, Columns]) -> list[dict[str, Any]]:
    """One entry per column: table, column, type (of Frictionless Table Schema), unit, description, missing."""
    return [
        dict(zip(FIELDS, (table, c.name, c.kind, c.unit, c.meaning, c.missing or NEVER), strict=True))
        for table, columns in tables.items()
        for c in columns
    ]


def dictionary_of(tables: Mapping[str, Columns]) -> str:
    """The text of `dictionary.csv`; `tables` maps the names of tables to their columns."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(FIELDS)
    writer.writerows(entry.values() for entry in entries(tables))
    return text.getvalue()
