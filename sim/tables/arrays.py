"""Arrow arrays of plain Python values and back, without pandas.

pyarrow imports pandas to see whether it was given a series, or is to make one, which takes longer than a small siege.
"""

from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

EPOCH = date(1970, 1, 1).toordinal()
LONGEST = 2**63  # of a whole number


def array_of(values: Sequence[Any], kind: "pa.DataType") -> "pa.Array":
    """The same array as `pyarrow.array(values, kind)`, for int64, float64, string, bool and date32; None is null.

    Other types, and values of other types than Python's own for `kind`, are left to pyarrow. Raises
    pyarrow.ArrowException where a value does not fit.
    """
    import numpy as np
    import pyarrow as pa

    plain: dict[Any, tuple[type, Any]] = {
        pa.int64(): (int, np.int64),
        pa.float64(): (float, np.float64),
        pa.date32(): (date, np.int32),
        pa.bool_(): (bool, np.bool_),
        pa.string(): (str, None),
    }
    python, dtype = plain.get(kind, (None, None))
    if python is None or not set(map(type, values)) <= {python, type(None)}:
        return pa.array(values, kind)
    if python is int and not all(-LONGEST <= value < LONGEST for value in values if value is not None):
        return pa.array(values, kind)
    missing = np.array([value is None for value in values], bool)
    present = pa.py_buffer(np.packbits(~missing, bitorder="little")) if missing.any() else None
    if python is str:
        texts = [(value or "").encode() for value in values]
        ends = np.fromiter(accumulate(map(len, texts), initial=0), np.int32, len(texts) + 1)
        return pa.Array.from_buffers(kind, len(texts), [present, pa.py_buffer(ends), pa.py_buffer(b"".join(texts))])
    numbers = [value.toordinal() - EPOCH if python is date and value else value or 0 for value in values]
    held = np.array(numbers, dtype)
    if python is bool:
        held = np.packbits(held, bitorder="little")
    return pa.Array.from_buffers(kind, len(numbers), [present, pa.py_buffer(held)])


def whole_numbers(column: "pa.ChunkedArray") -> "np.ndarray":
    """The values of a column, int64 (rows,). Columns that are not int64, or have nulls, are left to pyarrow."""
    import numpy as np

    if column.null_count or str(column.type) != "int64":
        return np.asarray(column, np.int64)
    chunks = [np.frombuffer(c.buffers()[1] or b"", np.int64, c.offset + len(c))[c.offset :] for c in column.chunks]
    return np.concatenate(chunks) if chunks else np.empty(0, np.int64)
