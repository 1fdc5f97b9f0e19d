"""Declared columns of a table, and Arrow tables that conform to them."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.tables.arrays import array_of
from sim.tables.renamed import OLD_NAMES

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

#: Types of columns, by their names in Frictionless Table Schema.
WHOLE, NUMBER, TEXT, YES_NO, DATE = KINDS = ("integer", "number", "string", "boolean", "date")
FAILED = "the run failed"


class Column(NamedTuple):
    """One column. Arrow fields stay nullable, so that files of all versions can be concatenated."""

    name: str
    kind: str  # one of KINDS
    unit: str  # empty if there is none
    meaning: str
    missing: str = ""  # why a row may have no value; empty if every row has one

    @property
    def arrow(self) -> "pa.DataType":
        """int64, float64, string, bool or date32."""
        import pyarrow as pa

        types = {WHOLE: pa.int64(), NUMBER: pa.float64(), TEXT: pa.string(), YES_NO: pa.bool_(), DATE: pa.date32()}
        return types[self.kind]

    def named(self, name: str) -> "Column":
        """The same column under another name."""
        return self._replace(name=name)

    def also_missing(self, why: str) -> "Column":
        """The same column with a further reason for missing values."""
        return self._replace(missing=f"{self.missing}; or {why}" if self.missing else why)


Columns = Sequence[Column]


def schema_of(columns: Iterable[Column]) -> "pa.Schema":
    """The Arrow schema of a table, each field with its unit and its meaning (`label`) as metadata."""
    import pyarrow as pa

    return pa.schema([pa.field(c.name, c.arrow, metadata={"unit": c.unit, "label": c.meaning}) for c in columns])


def table_of_columns(values: Mapping[str, Sequence[Any]], schema: "pa.Schema") -> "pa.Table":
    """A table from lists by name; `values` may be empty, for a table without rows."""
    import pyarrow as pa

    columns = values or {name: [] for name in schema.names}
    return pa.Table.from_arrays([array_of(columns[field.name], field.type) for field in schema], schema=schema)


def table_of_rows(rows: Sequence[Mapping[str, Any]], schema: "pa.Schema") -> "pa.Table":
    """A table from rows; values that a row does not have are null."""
    import pyarrow as pa

    arrays = [array_of([row.get(field.name) for row in rows], field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def table_of_frame(frame: "pd.DataFrame", columns: Columns) -> "pa.Table":
    """A table from a pandas frame; NaN becomes null. A frame without rows may lack columns."""
    import pyarrow as pa

    schema = schema_of(columns)
    if not len(frame):
        return schema.empty_table()
    arrays = [_array(frame[column.name], column) for column in columns]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(values: "pd.Series", column: Column) -> "pa.Array":
    import pyarrow as pa

    if column.kind == TEXT:
        texts = values.astype(object).where(values.notna(), None).tolist()
        return pa.array([None if value is None else _text(value) for value in texts], pa.string())
    return pa.array(values, column.arrow, from_pandas=True)  # raises if a float is not whole in an integer column


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def conformed(table: "pa.Table", schema: "pa.Schema") -> "pa.Table":
    """The table with the columns, names and types of a schema, whichever version wrote it.

    Renamed columns are read under their old name; columns that an older version did not write are null. Raises
    pyarrow.ArrowInvalid if a value does not fit the type of its column.
    """
    import pyarrow as pa

    if table.schema.equals(schema, check_metadata=False):
        return table
    written = set(table.column_names)
    arrays = []
    for field in schema:
        name = field.name if field.name in written else OLD_NAMES.get(field.name)
        known = name in written
        arrays.append(table.column(name).cast(field.type) if known else pa.nulls(table.num_rows, field.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def read_table(files: Iterable[str | Path], columns: Columns) -> "pa.Table":
    """Parquet files of one kind as one table with the declared columns, whichever version wrote them.

    Raises OSError for a file that cannot be read.

    >>> from sim.tables.runs import EVENTS
    >>> read_table([], EVENTS).num_rows
    0
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = schema_of(columns)
    return pa.concat_tables([schema.empty_table(), *(conformed(pq.read_table(file), schema) for file in files)])
