"""What a map was made of: files with hashes, coordinate systems, licence notes, the grid and the version."""

import hashlib
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.geography.grid import TargetGrid
from sim.geography.sources import OSM, LayerFile
from sim.hashes import model_hash
from sim.scenario.load import model_version

OSM_LICENCE = "© OpenStreetMap contributors, Open Database License 1.0"
NOT_STATED = "not stated; ask where the file comes from before publishing what is made of it"
#: Tags of a raster that state its terms.
LICENCE_TAGS = ("license", "licence", "tifftag_copyright", "copyright", "rights")
#: Files that belong to a shapefile.
COMPANIONS = (".shp", ".dbf", ".shx", ".prj", ".cpg")
CHUNK = 1 << 20


def file_hash(path: Path) -> str:
    """SHA-256 of a file in hexadecimal, read piece by piece; of a shapefile with the files that belong to it."""
    digest = hashlib.sha256()
    parts = [path]
    if path.suffix.lower() == ".shp":
        parts = [each for end in COMPANIONS if (each := path.with_suffix(end)).is_file()]
    for part in parts:
        with part.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
    return digest.hexdigest()


def provenance_of(
    files: Mapping[str, LayerFile], licences: Mapping[str, str], grid: TargetGrid, classes: str
) -> dict[str, Any]:
    """The block as plain data; it names files as they were given, without their folders."""
    layers = {}
    for layer, file in files.items():
        crs, licence = _system_and_licence(file)
        layers[layer] = {
            "file": file.path.name,
            "part": file.part or None,
            "bytes": file.path.stat().st_size,
            "sha256": file_hash(file.path),
            "crs": crs,
            "crs_given": file.crs or None,
            "nodata_given": file.nodata or None,
            "licence": licences.get(layer) or licence or (OSM_LICENCE if layer == OSM else NOT_STATED),
        }
    return {
        "made_with": f"safeconduct {model_version()}",
        "model": model_hash(),
        "grid": {**grid._asdict(), "text": grid.text()},
        "classes": classes or None,
        "layers": layers,
    }


def _system_and_licence(file: LayerFile) -> tuple[str | None, str]:
    """The system and the licence that a file declares."""
    import pyogrio
    import rasterio

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with rasterio.open(file.path) as dataset:
                tags = {str(key).lower(): value for key, value in dataset.tags().items()}
                licence = next((tags[name] for name in LICENCE_TAGS if tags.get(name)), "")
                return (dataset.crs.to_string() if dataset.crs else None), licence
        except rasterio.RasterioIOError:
            info = pyogrio.read_info(file.path, layer=file.part or None)
            return info.get("crs"), ""


def source_text(provenance: Mapping[str, Any]) -> str:
    """The source of a map as one sentence, with its grid."""
    layers = provenance["layers"].items()
    files = ", ".join(
        f"{layer.replace('_', ' ')} {each['file']} (sha256 {each['sha256'][:12]})" for layer, each in layers
    )
    return f"made by safeconduct map make from {files}; {provenance['grid']['text']}"
