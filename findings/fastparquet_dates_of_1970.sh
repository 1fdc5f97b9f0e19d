#!/usr/bin/env bash
# fastparquet 2026.9.0 with pandas 3.1.1: dates written to Parquet land in January 1970.
#
# Expected: a column of datetime.date values, turned into pandas dates and written, holds the same days when read back.
# Seen: pandas 3 keeps such a column in whole seconds (datetime64[s]); fastparquet writes the seconds but labels them
# milliseconds. 6 June 2017 is read as 1970-01-01 00:24:56 by pyarrow and DuckDB alike. The one warning is that pandas
# will drop this engine. Dates parsed from text are kept in microseconds and survive, so whether a file is right depends on
# where its dates came from.
# Output seen: from dates: datetime64[s] -> 1970-01-01 00:24:56.707; from text: datetime64[us] -> 2017-06-06
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"${PYTHON:-python3}" -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --disable-pip-version-check fastparquet==2026.9.0 pandas==3.1.1 pyarrow==26.0.1 duckdb==2.0.1
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
import datetime

import duckdb
import pandas as pd

found = {}
for source, values in {"dates": [datetime.date(2017, 6, 6)], "text": ["2017-06-06"]}.items():
    frame = pd.DataFrame({"day": pd.to_datetime(pd.Series(values))})
    frame.to_parquet("days.parquet", engine="fastparquet")
    back = pd.read_parquet("days.parquet", engine="pyarrow")["day"].iloc[0]
    (other,) = duckdb.execute("SELECT day FROM 'days.parquet'").fetchone()
    found[source] = str(frame["day"].dtype), back, pd.Timestamp(other)
    print(f"from {source}: {found[source][0]} -> {back} (pyarrow), {other} (DuckDB)")
wrong = pd.Timestamp("1970-01-01 00:24:56.707")
assert found["text"] == ("datetime64[us]", pd.Timestamp("2017-06-06"), pd.Timestamp("2017-06-06"))
assert found["dates"] == ("datetime64[s]", wrong, wrong), "dates in whole seconds are written differently now"
PY
