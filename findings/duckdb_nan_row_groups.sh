#!/usr/bin/env bash
# DuckDB 2.0.1: which rows a filter keeps depends on how the Parquet file was cut into row groups, when a column holds NaN.
#
# Expected: `WHERE deaths > 5` gives the same count for the same values, whatever the layout of the file. NaN is either
# never above 5 (IEEE, pandas) or always (DuckDB sorts NaN above every number).
# Seen: the same eight values give 2, 3 or 4 rows as the row groups hold 2, 4 or 8 values. Row groups are skipped by
# their maximum, which leaves NaN out, while rows in groups that are read are compared with NaN as the largest number.
# Output seen: {2: 2, 4: 3, 8: 4}, and 4 in every layout once the file has been loaded into a table
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"${PYTHON:-python3}" -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.1 pyarrow==26.0.1 numpy==2.5.5
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

deaths = pa.table({"deaths": np.array([1.0, 2.0, 3.0, np.nan, 7.0, 8.0, np.nan, 2.0])})
kept, loaded = {}, {}
for size in (2, 4, 8):
    pq.write_table(deaths, f"by_{size}.parquet", row_group_size=size)
    (kept[size],) = duckdb.execute(f"SELECT count(*) FROM 'by_{size}.parquet' WHERE deaths > 5").fetchone()
    duckdb.execute(f"CREATE TABLE by_{size} AS FROM 'by_{size}.parquet'")
    (loaded[size],) = duckdb.execute(f"SELECT count(*) FROM by_{size} WHERE deaths > 5").fetchone()
print("rows above 5 by values in a row group:", kept)
print("the same after loading into a table:  ", loaded)
assert kept == {2: 2, 4: 3, 8: 4}, "the count no longer depends on the row groups in this way"
assert set(loaded.values()) == {4}, "tables no longer treat NaN as the largest number"
PY
