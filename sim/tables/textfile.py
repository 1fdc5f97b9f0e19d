"""Tables as CSV: integers stay integers if values are missing, booleans are true or false, dates are ISO dates."""

import io
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sim.scenario.errors import ScenarioError, shorten, shown
from sim.tables.columns import DATE, NUMBER, TEXT, WHOLE, YES_NO
from sim.tables.dictionary import DICTIONARY

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

COMMA, POINT, SEMICOLON = ",", ".", ";"
#: Allowed separators; a tab may be given as the word.
SEPARATORS = {COMMA: COMMA, SEMICOLON: SEMICOLON, "\t": "\t", "tab": "\t", "|": "|"}
#: pandas dtype of each column type.
PANDAS = {WHOLE: "Int64", NUMBER: "float64", TEXT: "string", YES_NO: "boolean", DATE: "string"}


def checked(decimal: str, separator: str) -> tuple[str, str]:
    """The decimal mark and the separator of a CSV file. Raises ScenarioError for what could not be read back."""
    if decimal not in (POINT, COMMA):
        raise ScenarioError(f"--decimal = {shown(shorten(decimal))}: must be . or ,")
    if separator not in SEPARATORS:
        raise ScenarioError(f"--separator = {shown(shorten(separator))}: must be , or ; or | or tab")
    if decimal == separator:
        raise ScenarioError(
            f"--decimal and --separator are both {shown(decimal)}, so numbers could not be told apart; "
            "with a decimal comma use --separator ';'"
        )
    return decimal, SEPARATORS[separator]


def write_csv(table: "pa.Table", file: Path | IO[str], decimal: str = POINT, separator: str = COMMA) -> None:
    """Write an Arrow table as CSV in UTF-8; missing values are empty cells.

    Raises ScenarioError for a decimal mark or separator that is not allowed, OSError if the file cannot be written.
    """
    decimal, separator = checked(decimal, separator)
    frame_of(table).to_csv(file, index=False, decimal=decimal, sep=separator, lineterminator="\n")


def csv_of(table: "pa.Table") -> str:
    """An Arrow table as the text of a CSV file."""
    text = io.StringIO()
    write_csv(table, text)
    return text.getvalue()


def frame_of(table: "pa.Table") -> "pd.DataFrame":
    """An Arrow table as a pandas frame whose values pandas writes to a text file correctly."""
    import pandas as pd
    import pyarrow as pa

    columns = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        if pa.types.is_integer(column.type):
            columns[name] = pd.array(column.to_pylist(), dtype="Int64")
        elif pa.types.is_boolean(column.type):
            columns[name] = [None if value is None else str(value).lower() for value in column.to_pylist()]
        elif pa.types.is_date(column.type):
            columns[name] = [None if value is None else value.isoformat() for value in column.to_pylist()]
        else:
            columns[name] = column.to_pandas()
    return pd.DataFrame(columns, columns=table.column_names)


def read_csv(
    file: str | Path | IO[str], dictionary: str | Path, table: str, decimal: str = POINT, separator: str = COMMA
) -> "pd.DataFrame":
    """Read a CSV file with the types that a data dictionary gives for a table.

    `dictionary` is a `dictionary.csv` or its folder. Integers are Int64, booleans boolean, texts string, dates
    datetime64; columns that are not in the dictionary get the type that pandas infers. Raises ScenarioError if the
    dictionary does not have this table.
    """
    import pandas as pd

    decimal, separator = checked(decimal, separator)
    path = Path(dictionary)
    path = path / DICTIONARY if path.is_dir() else path
    known = pd.read_csv(path, keep_default_na=False)
    of_table = known[known["table"] == table]
    if of_table.empty:
        tables = ", ".join(known["table"].unique())
        raise ScenarioError(f"{path}: has no table {shorten(table)}; available: {tables}")
    kinds = dict(zip(of_table["column"], of_table["type"], strict=True))
    frame = pd.read_csv(
        file,
        sep=separator,
        decimal=decimal,
        dtype={name: PANDAS[kind] for name, kind in kinds.items()},
        true_values=["true"],
        false_values=["false"],
        keep_default_na=False,
        na_values=[""],
        float_precision="round_trip",
    )
    dates = [name for name, kind in kinds.items() if kind == DATE and name in frame]
    return frame.assign(**{name: pd.to_datetime(frame[name], format="%Y-%m-%d") for name in dates})
