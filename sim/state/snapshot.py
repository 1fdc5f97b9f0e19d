"""A siege as a file, to continue later: a zip of meta.json, .npy arrays and ledger.jsonl, no pickle."""

import hashlib
import io
import struct
import tokenize
import zipfile
import zlib
from pathlib import Path

import numpy as np

from sim.hashes import model_hash
from sim.scenario.files import label_of
from sim.scenario.load import model_version
from sim.scenario.maps import embed_map
from sim.scenario.schema import Scenario
from sim.scenario.writing import atomic_write
from sim.state.restore import Reader
from sim.state.serialize import FORMAT, LEDGER, META, SnapshotError, arrays, checksum, json_text, state_of, why
from sim.state.siege import Siege

#: What the zip and npy readers raise on bytes that are not theirs.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    tokenize.TokenError,  # numpy reads its header as Python
    EOFError,
    LookupError,
    TypeError,
    ValueError,
    RuntimeError,
)


def digest(siege: Siege) -> str:
    """Hash of what the siege is today; equal for the same siege on several threads, or restored."""
    total = hashlib.sha256()
    for name, array in arrays(siege).items():
        if name not in ("groups/mind", "groups/lost"):  # derived each morning from the others
            total.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
            total.update(np.ascontiguousarray(array).data)
    total.update(json_text([siege.day, state_of(siege), siege.ledger]).encode())
    return total.hexdigest()


def save(siege: Siege, path: str | Path) -> None:
    """Write the siege to a file, whole or not at all; the same siege gives the same bytes.

    Raises SnapshotError where it cannot be written.
    """
    members = {f"{name}.npy": _npy(array) for name, array in arrays(siege).items()}
    members[LEDGER] = "".join(f"{json_text(line)}\n" for line in siege.ledger).encode()
    meta = {
        "format": FORMAT,
        "model": model_version(),
        "code": siege.origin_model_hash or model_hash(),
        "scenario": _standing_alone(siege.scenario).model_dump(mode="json"),
        "scenario_before": siege.scenario_before and _standing_alone(siege.scenario_before).model_dump(mode="json"),
        "seed": siege.seed,
        "day": siege.day,
        "agent_steps": siege.agent_steps,
        "recount": siege.recount,
        "shapes": {name: list(array.shape) for name, array in arrays(siege).items()},
        "state": state_of(siege),
        "daily": siege.daily,
    }
    meta["checksum"] = checksum(meta, members)
    path = Path(path)
    try:
        with atomic_write(path) as draft, zipfile.ZipFile(draft, "w") as file:
            for name, content in {META: f"{json_text(meta)}\n".encode(), **members}.items():
                info = zipfile.ZipInfo(name)  # of 1980, so that the time of day is not in the bytes
                info.external_attr = 0o644 << 16
                file.writestr(info, content, zipfile.ZIP_DEFLATED, compresslevel=1)
    except OSError as error:
        raise SnapshotError(f"{label_of(path)}: cannot be written: {why(error)}") from None


def load(path: str | Path) -> Siege:
    """The siege of a file, ready to continue; SnapshotError for any file that `save` did not write."""
    path = Path(path)
    label = label_of(path)
    try:
        if path.is_dir():
            raise SnapshotError(f"{label}: this is a folder; name a snapshot in it")
        if not path.exists():
            raise SnapshotError(f"{label}: no such file")
        if not path.is_file():  # a pipe would wait for ever
            raise SnapshotError(f"{label}: not a regular file")
        with zipfile.ZipFile(path) as file:
            return Reader(file, label).siege()
    except BROKEN as error:
        raise SnapshotError(f"{label}: this is no snapshot, or it is damaged: {why(error)}") from None
    except (OSError, MemoryError) as error:
        raise SnapshotError(f"{label}: cannot be read: {why(error)}") from None


def _standing_alone(scenario: Scenario) -> Scenario:
    """A scenario that needs no map file; one that the loader made is so already."""
    file = scenario.map.file
    if not file or "\n" in file:
        return scenario
    ground = scenario.map.model_copy(update={"file": embed_map(file, Path(), scenario.name)})
    return scenario.model_copy(update={"map": ground})


def _npy(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.ascontiguousarray(array), version=(1, 0), allow_pickle=False)
    return stream.getvalue()
