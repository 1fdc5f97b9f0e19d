#!/usr/bin/env bash
# rasterstats 0.21.0 and exactextract 0.3.0 give different totals for the same raster and zone when it has a scale factor.
#
# Expected: both honour the scale and offset that a GeoTIFF declares, as rioxarray and GIS programs can; or neither does.
# Seen: exactextract returns 85.5 people, rasterstats 105, the sum of the stored integers. Both skip nodata, so the
# tables look alike.
# Output seen: rasterstats 105.0, exactextract 85.5, by hand 85.5
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"${PYTHON:-python3}" -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --disable-pip-version-check rasterstats==0.21.0 exactextract==0.3.0 rasterio==1.5.2 geopandas==1.2.0
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
import geopandas as gpd
import numpy as np
import rasterio
from exactextract import exact_extract
from rasterio.transform import from_origin
from rasterstats import zonal_stats
from shapely.geometry import box

stored = np.arange(-1, 15, dtype="int16").reshape(4, 4)  # -1 is nodata
profile = {"driver": "GTiff", "width": 4, "height": 4, "count": 1, "dtype": "int16", "nodata": -1}
with rasterio.open("people.tif", "w", crs="EPSG:32637", transform=from_origin(0, 4, 1, 1), **profile) as file:
    file.write(stored, 1)
    file.scales, file.offsets = (0.1,), (5.0,)

zone = gpd.GeoDataFrame(geometry=[box(0, 0, 4, 4)], crs="EPSG:32637")
plain = zonal_stats(zone, "people.tif", stats="sum")[0]["sum"]
scaled = exact_extract("people.tif", zone, ["sum"], output="pandas")["sum"].item()
by_hand = float((stored[stored != -1] * 0.1 + 5).sum())
print(f"rasterstats {plain}, exactextract {scaled}, by hand {by_hand}")
assert abs(scaled - by_hand) < 1e-6, "exactextract no longer honours the scale"
assert plain == 105.0, "rasterstats no longer sums the stored integers"
PY
