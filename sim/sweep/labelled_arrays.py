"""A sweep as labelled arrays: an xarray Dataset with one dimension per lever, and units."""

from pathlib import Path
from typing import TYPE_CHECKING

from sim.scenario.errors import ScenarioError
from sim.scenario.files import label_of
from sim.sweep.read import load, load_manifest
from sim.tables.reports import column_of

if TYPE_CHECKING:
    import xarray as xr

#: Columns that identify a run or its files, which are not results.
NOT_RESULTS = ("error", "scenario_hash", "digest", "elapsed_s", "agent_steps")


def load_xarray(folder: str | Path) -> "xr.Dataset":
    """The runs of a sweep as a Dataset; a missing run or value is NaN, or None where it is text.

    Of a grid the dimensions are the levers and `replicate`, of any other design `point` and `replicate`, with the
    parameters as coordinates of `point`; several scenarios are a dimension too. Every variable has `units` and
    `long_name`. Raises ScenarioError where the folder is no sweep or xarray is not installed.
    """
    try:
        import xarray as xr
    except ModuleNotFoundError:
        raise ScenarioError("xarray is not installed; pip install 'safeconduct[xarray]'") from None
    manifest, rows = load_manifest(Path(folder)), load(folder)
    if rows.empty:
        raise ScenarioError(f"{label_of(Path(folder))}: no run has finished")
    levers, several = list(manifest["levers"]), len(manifest["scenarios"]) > 1
    is_grid = (manifest["experiment"].get("design") or {}).get("kind", "grid") == "grid"
    own = ["scenario"] if several and is_grid else []
    dimensions = [*own, *(levers if is_grid else ["point"]), "replicate"]
    left_out = {*NOT_RESULTS, *dimensions, "point"}
    names = [str(name) for name in rows if name not in left_out]
    table = rows.set_index(dimensions)[names]
    for name in names:
        kind = str(table[name].dtype)
        table[name] = table[name].astype(object if kind in ("object", "str", "string", "category") else float)
    found = xr.Dataset.from_dataframe(table)
    if not is_grid:
        points = rows.drop_duplicates("point").set_index("point").loc[found["point"].to_numpy()]
        drawn = [*(["scenario"] if several else []), *levers, *manifest["uncertainties"]]
        found = found.drop_vars([name for name in drawn if name in found])
        found = found.assign_coords({name: ("point", points[name].to_numpy()) for name in drawn if name in points})
    for name in (*found.data_vars, *found.coords):
        if name not in ("point", "replicate"):
            column = column_of(str(name))
            found[name].attrs |= {"units": column.unit, "long_name": column.meaning}
    return found.assign_attrs(
        question=manifest["question"] or "",
        sweep=f"{manifest['name']}-{manifest['hash']}",
        model=manifest["model"] or "",
    )
