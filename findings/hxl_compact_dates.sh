#!/usr/bin/env bash
# libhxl 5.2.2: cleaning dates turns 20170406, the compact ISO form of 6 April 2017, into 22 August 1970.
#
# Expected: clean_data(date=...) makes 2017-04-06 of it, as of 5 Apr 2017 or 04/05/2017, or leaves it alone.
# Seen: a number of that size is taken as seconds since 1970; a filter for dates after 1 April 2017 drops the row. No
# warning. (six is installed by hand: libhxl imports it without asking for it.)
# Output seen: 20170406 -> 1970-08-22; 5 Apr 2017 -> 2017-04-05; kept by the filter: 5 Apr 2017 only
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"${PYTHON:-python3}" -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --disable-pip-version-check libhxl==5.2.2 six==1.17.0
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
import hxl

rows = [["When"], ["#date"], ["20170406"], ["5 Apr 2017"]]
cleaned = [row.values[0] for row in hxl.data(rows).clean_data(date=["#date"])]
kept = [row.values[0] for row in hxl.data(rows).with_rows("#date > 2017-04-01")]
for (text,), date in zip(rows[2:], cleaned, strict=True):
    print(f"{text} -> {date}")
print("kept by the filter:", kept)
assert cleaned == ["1970-08-22", "2017-04-05"], "compact dates are cleaned in another way"
assert kept == ["5 Apr 2017"], "the filter now keeps compact dates"
PY
