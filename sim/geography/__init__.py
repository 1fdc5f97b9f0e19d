"""Real ground: scenarios made from geographic files, and runs given back as layers."""

from typing import TYPE_CHECKING

from sim.on_demand import on_demand

if TYPE_CHECKING:
    from sim.geography.make import make_map
    from sim.geography.sources import MapSources

__all__ = ["MapSources", "make_map"]

#: Imported when first asked for: rasterio and geopandas belong to the extra `geo`.
__getattr__, __dir__ = on_demand(
    __name__,
    {"MapSources": "sim.geography.sources", "make_map": "sim.geography.make"},
)
