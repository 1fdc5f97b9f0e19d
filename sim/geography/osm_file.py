"""An OpenStreetMap extract written from points and lines, in the format PBF, for the made landscape."""

import struct
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

#: Coordinates are whole numbers of 100 nanodegrees.
PER_DEGREE = 10_000_000


class TaggedPoint(NamedTuple):
    """A point with tags."""

    lon: float
    lat: float
    tags: dict[str, str]


class TaggedLine(NamedTuple):
    """A line with tags; an area where it ends where it began."""

    points: Sequence[tuple[float, float]]  # longitude, latitude
    tags: dict[str, str]


def write_osm_pbf(path: Path, nodes: Iterable[TaggedPoint], ways: Iterable[TaggedLine]) -> None:
    """Write an extract; the same content gives the same bytes."""
    strings = {"": 0}
    points: list[TaggedPoint] = list(nodes)
    index: dict[tuple[int, int], int] = {}
    lines: list[bytes] = []
    for number, way in enumerate(ways, 1):
        refs = []
        for lon, lat in way.points:
            place = (round(lon * PER_DEGREE), round(lat * PER_DEGREE))
            if place not in index:
                points.append(TaggedPoint(lon, lat, {}))
                index[place] = len(points)
            refs.append(index[place])
        keys = b"".join(_varint(strings.setdefault(key, len(strings))) for key in way.tags)
        values = b"".join(_varint(strings.setdefault(value, len(strings))) for value in way.tags.values())
        lines.append(_field(1, number) + _bytes(2, keys) + _bytes(3, values) + _bytes(8, _deltas(refs)))
    tags = b"".join(
        b"".join(
            _varint(strings.setdefault(text, len(strings))) for pair in node.tags.items() for text in pair
        ) + _varint(0)
        for node in points
    )  # fmt: skip
    dense = (
        _bytes(1, _deltas(range(1, len(points) + 1)))
        + _bytes(8, _deltas([round(node.lat * PER_DEGREE) for node in points]))
        + _bytes(9, _deltas([round(node.lon * PER_DEGREE) for node in points]))
        + _bytes(10, tags)
    )
    table = b"".join(_bytes(1, text.encode()) for text in strings)
    block = _bytes(1, table) + _bytes(2, _bytes(2, dense)) + _bytes(2, b"".join(_bytes(3, line) for line in lines))
    header = _bytes(4, b"OsmSchema-V0.6") + _bytes(4, b"DenseNodes")
    path.write_bytes(_blob("OSMHeader", header) + _blob("OSMData", block))


def _blob(kind: str, content: bytes) -> bytes:
    blob = _field(2, len(content)) + _bytes(3, zlib.compress(content, 9))
    header = _bytes(1, kind.encode()) + _field(3, len(blob))
    return struct.pack(">I", len(header)) + header + blob


def _varint(number: int) -> bytes:
    made = bytearray()
    while number > 127:
        made.append(number & 127 | 128)
        number >>= 7
    made.append(number)
    return bytes(made)


def _field(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _bytes(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _deltas(numbers: Iterable[int]) -> bytes:
    """Differences of consecutive numbers, signs in the last bit."""
    made, before = [], 0
    for number in numbers:
        step, before = number - before, number
        made.append(_varint(step << 1 if step >= 0 else (-step << 1) - 1))
    return b"".join(made)
