"""Tables as Parquet files in memory, as they are published."""

import io
from typing import TYPE_CHECKING

from sim.tables.columns import Columns, table_of_frame

if TYPE_CHECKING:
    import pandas as pd


def parquet_of(rows: "pd.DataFrame", columns: Columns) -> bytes:
    """A Parquet file of the declared columns; the same rows give the same bytes."""
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(table_of_frame(rows, columns), buffer, compression="zstd", compression_level=19)
    return buffer.getvalue()
