#!/usr/bin/env bash
# frictionless 5.21.0: a column of numbers with a decimal comma is taken for places on the globe.
#
# Expected: "36,5" in a semicolon-separated file, the usual CSV in much of the world, is read as text or as 36.5.
# Seen: describe() types the column as geopoint, and reading turns 36,5 into longitude 36, latitude 5; 0,25 becomes
# (0, 25). validate() calls the file valid. A value whose second part is above 90, such as 1,95, is no latitude: in a
# column with such values the type is something else, so two files of one table get different types.
# Output seen: geopoint, valid: True, [[36, 5], [0, 25]]; with 1,95 in it: string
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"${PYTHON:-python3}" -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --disable-pip-version-check frictionless==5.21.0
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
from pathlib import Path

import frictionless

Path("rates.csv").write_text("place;rate\nA;36,5\nB;0,25\n")
Path("later.csv").write_text("place;rate\nA;36,5\nB;1,95\n")


def type_of(name):
    return frictionless.describe(name).schema.get_field("rate").type


with frictionless.Resource("rates.csv") as file:
    rates = [[float(part) for part in row["rate"]] for row in file.row_stream]
valid = frictionless.validate("rates.csv").valid
print(f"{type_of('rates.csv')}, valid: {valid}, {rates}")
print("with 1,95 in it:", type_of("later.csv"))
assert type_of("rates.csv") == "geopoint" and valid, "decimal commas are no longer geopoints"
assert rates == [[36.0, 5.0], [0.0, 25.0]]
assert type_of("later.csv") != "geopoint"
PY
