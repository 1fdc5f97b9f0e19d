"""Arrow arrays that are made without pandas are those that pyarrow makes."""

import io
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.tables.arrays import array_of, whole_numbers

PLAIN = [
    ([1, None, -3, 2**63 - 1, -(2**63)], pa.int64()),
    ([None, None], pa.int64()),
    ([1.5, float("nan"), None, float("inf")], pa.float64()),
    (["a", None, "ü€", ""], pa.string()),
    ([None] * 9, pa.string()),
    ([True, None, False], pa.bool_()),
    ([True] * 17, pa.bool_()),
    ([date(2017, 1, 3), None, date(1, 1, 1)], pa.date32()),
    *(([], kind) for kind in (pa.int64(), pa.float64(), pa.string(), pa.bool_(), pa.date32())),
]
OTHER = [([1, 2.5, None], pa.float64()), ([np.int64(3), 4], pa.int64()), (["b"], pa.large_string())]


def parquet(array: pa.Array) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table({"column": array}), file)
    return file.getvalue()


@pytest.mark.parametrize(("values", "kind"), [*PLAIN, *OTHER], ids=str)
def test_an_array_is_the_one_that_pyarrow_makes(values: list[Any], kind: pa.DataType) -> None:
    made, expected = array_of(values, kind), pa.array(values, kind)
    made.validate(full=True)
    assert made.type == expected.type
    assert str(made) == str(expected)
    assert parquet(made) == parquet(expected)


@pytest.mark.parametrize(
    ("values", "kind"), [([2**63], pa.int64()), (["1"], pa.int64()), ([1], pa.string()), (["x"], pa.float64())], ids=str
)
def test_a_value_that_does_not_fit_is_refused(values: list[Any], kind: pa.DataType) -> None:
    with pytest.raises((pa.ArrowException, OverflowError)):
        array_of(values, kind)


def test_whole_numbers_are_those_of_all_chunks() -> None:
    chunked = pa.chunked_array([pa.array([5, 1, 2**62]).slice(1), pa.array([], pa.int64()), pa.array([-7])])
    for column in (chunked, chunked.slice(1, 2), chunked.slice(0, 0), pa.chunked_array([], pa.int64())):
        found = whole_numbers(column)
        assert found.dtype == np.int64
        assert found.tolist() == column.to_pylist()
