"""From the bytes of a snapshot to a siege; whatever the bytes are, a siege or a SnapshotError."""

import io
import json
import zipfile
from typing import Any

import numpy as np
from pydantic import ValidationError

from sim.hashes import model_hash
from sim.scenario.errors import shorten
from sim.scenario.ground import Holder
from sim.scenario.load import model_version
from sim.scenario.maps import map_of
from sim.scenario.schedule_rules import arrivals
from sim.scenario.schema import Scenario
from sim.state.columns import Groups, People, RowLayout, Status, empty
from sim.state.grid import Grid, Shape, grid_of, shape_of
from sim.state.serialize import (
    FORMAT,
    LAYERS,
    LEDGER,
    META,
    Meta,
    SavedState,
    SnapshotError,
    arrays,
    checksum,
    comparable,
    flat,
)
from sim.state.siege import Siege
from sim.state.siege_state import InitialCounts

MOST_TEXT = 1 << 26  # bytes of meta.json or of the ledger, unpacked: a day writes about 1 kB
MOST_RESERVE = 5_000_000  # rows of a kind that a theatre may keep for those who come
NPY_HEADER = 4096  # a header is 128 bytes here; a larger one is none of ours


class Reader:
    """One file being read; every size is checked before it is trusted."""

    def __init__(self, file: zipfile.ZipFile, label: str) -> None:
        self.file, self.label = file, label

    def fault(self, what: str) -> SnapshotError:
        return SnapshotError(f"{self.label}: {what}")

    def member(self, name: str, most: int) -> bytes:
        """Bytes of one member, never more than `most`, whatever the zip says."""
        with self.file.open(name) as stream:
            content = stream.read(most + 1)
        if len(content) > most:
            raise self.fault(f"{name} is larger than a snapshot's can be")
        return content

    def siege(self) -> Siege:
        names = self.file.namelist()
        if META not in names:
            raise self.fault(f"this is a zip, but no snapshot: it holds no {META}")
        raw = self.raw_meta()
        try:
            meta = Meta.model_validate_json(json.dumps(raw))
            scenario = Scenario.model_validate_json(json.dumps(meta.scenario))
            before = meta.scenario_before
            written = None if before is None else Scenario.model_validate_json(json.dumps(before))
            state = SavedState.model_validate_json(json.dumps(meta.state))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise self.fault(f"{META}: {shorten(where)}: {shorten(first['msg']).lower()}") from None
        read = {name: flat(getattr(state, name)) for name in SavedState.model_fields}
        if comparable(read) != comparable(meta.state):  # a field left out would get its default
            raise self.fault(f"{META}: state: not those of a siege of this version")
        place = map_of(scenario, label=f"{self.label}: scenario")
        grid, shape = grid_of(place), shape_of(place)
        wanted = self.expected_arrays(meta, scenario, state.initial, grid)
        strange = sorted({*names} ^ {META, LEDGER, *(f"{name}.npy" for name in wanted)})
        if strange or len(names) != len({*names}):
            at = shorten(strange[0]) if strange else "a name"
            raise self.fault(f"{at} is missing, is there twice, or is no part of a snapshot")
        arrays = {name: self.member(f"{name}.npy", like.nbytes + NPY_HEADER) for name, like in wanted.items()}
        ledger = self.member(LEDGER, MOST_TEXT)
        members = {f"{name}.npy": content for name, content in arrays.items()} | {LEDGER: ledger}
        if raw.pop("checksum") != checksum(raw, members):
            raise self.fault("the checksum is wrong: the file is damaged, or was changed by hand")
        made = {name: self.array(name, arrays[name], like) for name, like in wanted.items()}
        siege = self.built(meta, scenario, state, grid, shape, made)
        siege.scenario_before = written
        siege.ledger = [json.loads(line) for line in ledger.decode().splitlines()]
        return siege

    def raw_meta(self) -> dict[str, Any]:
        """meta.json, from a file of this format and version."""
        raw = json.loads(self.member(META, MOST_TEXT))
        if not isinstance(raw, dict) or "format" not in raw or "model" not in raw:
            raise self.fault(f"this is a zip, but no snapshot: {META} says neither format nor model")
        if raw["format"] != FORMAT:
            version, other = shorten(str(raw["model"])), shorten(str(raw["format"]))
            raise self.fault(
                f"written by safeconduct {version} in snapshot format {other}; "
                f"this version reads format {FORMAT} only: run the siege again from its scenario"
            )
        if raw["model"] != model_version():
            raise self.fault(
                f"made by safeconduct {shorten(str(raw['model']))}, and this is {model_version()}; "
                "a siege can only be continued in the version that began it"
            )
        return raw

    def expected_arrays(self, meta: Meta, scenario: Scenario, kept: InitialCounts, grid: Grid) -> dict[str, np.ndarray]:
        """Name -> an array of the right shape and type, which takes no memory yet."""
        s, shapes = scenario, meta.shapes
        rows, groups = ((shapes.get(name) or [0])[0] for name in ("people/cell", "groups/gone"))
        most = s.population.civilians + s.garrison.fighters + s.besieger.manpower
        most += sum(each.people.men for each in arrivals(s))
        reserve = kept.reserve_fighters, kept.reserve_besiegers
        if not all(0 <= rows <= MOST_RESERVE for rows in reserve):
            raise self.fault(f"{META}: state: initial: a reserve of {reserve} rows is more than a theatre keeps")
        most += sum(reserve)
        if not 0 < rows <= most or not 0 < groups <= rows:
            raise self.fault(f"{META}: shapes: {rows} rows in {groups} groups do not fit the scenario")
        blank = Groups(*(np.zeros(groups, np.float32) for _ in range(3)))
        layout = RowLayout(np.zeros(4, np.int64), np.zeros(groups + 1, np.int64))
        initial = InitialCounts()
        siege = Siege(scenario, meta.seed, empty(rows), layout, blank, grid, Shape(0, 0, 0.0), initial)
        siege.tranche = np.zeros(rows if shapes.get("tranche") == [rows] else 0, np.int16)
        wanted = arrays(siege)
        if shapes != {name: list(array.shape) for name, array in wanted.items()}:
            raise self.fault(f"{META}: shapes: not those of a siege of {rows} rows on this ground")
        return wanted

    def array(self, name: str, content: bytes, like: np.ndarray) -> np.ndarray:
        """One .npy member, of exactly the shape and type expected; numpy would trust the header.

        `like` has that shape, such as (rows,), and dtype, such as float32.
        """
        stream = io.BytesIO(content)
        if np.lib.format.read_magic(stream) != (1, 0):
            raise self.fault(f"{name}.npy is of another version of that format")
        shape, fortran, dtype = np.lib.format.read_array_header_1_0(stream)
        data = content[stream.tell() :]
        if shape != like.shape or dtype != like.dtype or fortran or len(data) != like.nbytes:
            raise self.fault(
                f"{name}.npy holds {dtype} {shape}; a snapshot of this siege holds {like.dtype} {like.shape}"
            )
        return np.frombuffer(data, dtype).reshape(shape).copy()

    def built(
        self,
        meta: Meta,
        scenario: Scenario,
        state: SavedState,
        grid: Grid,
        shape: Shape,
        made: dict[str, np.ndarray],
    ) -> Siege:
        """The siege, if a kernel can go through it without leaving an array: those look at no bounds."""
        people = People(*(made[f"people/{column}"] for column in People._fields))
        layout = RowLayout(*(made[f"layout/{column}"] for column in RowLayout._fields))
        rows, groups = people.cell.size, layout.group_start.size - 1
        inner = np.zeros((shape.height, shape.width), bool)
        inner[1:-1, 1:-1] = True
        holder = made["grid/holder"]
        sound = {
            "layout/kind_start": layout.kind_start[0] == 0
            and layout.kind_start[-1] == rows
            and (np.diff(layout.kind_start) >= 0).all(),
            "layout/group_start": (np.diff(layout.group_start) > 0).all()
            and layout.group_start[0] == 0
            and np.array_equal(people.group, np.repeat(np.arange(groups), np.diff(layout.group_start))),
            "people/cell": (people.cell >= 0).all() and (people.cell < inner.size).all(),
            "people/status": (people.status <= max(Status)).all(),
            "grid/holder": (holder <= max(Holder)).all() and (holder[~inner.ravel()] == Holder.nobody).all(),
        }
        sound["people/cell"] = sound["people/cell"] and inner.ravel()[people.cell].all()
        for name, is_sound in sound.items():
            if not is_sound:
                raise self.fault(f"{name}.npy holds numbers that no siege could have")
        grid = grid._replace(**{layer: made[f"grid/{layer}"] for layer in LAYERS})
        siege = Siege(
            scenario,
            meta.seed,
            people,
            layout,
            Groups(*(made[f"groups/{g}"] for g in Groups._fields)),
            grid,
            shape,
            state.initial,
        )
        siege.day, siege.agent_steps, siege.recount = meta.day, meta.agent_steps, meta.recount
        siege.faction_counts, siege.deaths, siege.tranche = made["faction_counts"], made["deaths"], made["tranche"]
        siege.series = list(meta.daily)
        siege.origin_model_hash = None if meta.code in (None, model_hash()) else meta.code
        for name in SavedState.model_fields:
            setattr(siege, name, getattr(state, name))
        return siege
