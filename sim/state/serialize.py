"""What of a siege is saved: arrays and state; the rest is recomputed. And one text for equal data."""

import hashlib
import json
from dataclasses import asdict
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from sim.scenario.errors import ScenarioError, shorten
from sim.state.siege import Siege
from sim.state.siege_state import (
    BesiegerMind,
    Campaign,
    Convoy,
    Deal,
    Ending,
    GarrisonMind,
    InitialCounts,
    Link,
    PatronMind,
    Public,
    ScheduleState,
    Stores,
    Talks,
)

FORMAT = 4
META, LEDGER = "meta.json", "ledger.jsonl"
#: Layers that days leave behind; the others follow from the scenario's ground or are made anew each morning.
LAYERS = ("holder", "cover", "rubble", "danger", "ring_open", "strength")


class SnapshotError(ScenarioError):
    """A file that is no snapshot, or not one that this version can continue."""


class SavedState(BaseModel):
    """The dataclasses of a siege, so that they are read back with their types checked."""

    model_config = ConfigDict(extra="forbid", strict=True)

    initial: InitialCounts
    stores: Stores
    campaign: Campaign
    talks: Talks
    convoy: Convoy
    deals: list[Deal]
    garrison: GarrisonMind
    besieger: BesiegerMind
    public: Public
    patron: PatronMind
    link: Link
    schedule: ScheduleState
    ending: Ending | None


class Meta(BaseModel):
    """What meta.json says."""

    model_config = ConfigDict(extra="forbid", strict=True)

    format: int
    model: str  # version of the distribution
    code: str | None = None  # model hash; None in snapshots of before it was recorded
    scenario: dict[str, Any]  # with the values of the day
    scenario_before: dict[str, Any] | None  # as written, where the schedule has changed values of it
    seed: int
    day: int = Field(ge=0)
    agent_steps: int = Field(ge=0)
    recount: bool
    shapes: dict[str, list[int]]
    state: dict[str, Any]
    daily: list[tuple[int | float | None, ...]]
    checksum: str  # sha256 of all else


def arrays(siege: Siege) -> dict[str, np.ndarray]:
    """Every array of a siege that cannot be made anew, by name."""
    arrays = {f"people/{column}": array for column, array in siege.people._asdict().items()}
    arrays |= {f"groups/{column}": array for column, array in siege.groups._asdict().items()}
    arrays |= {f"grid/{layer}": getattr(siege.grid, layer) for layer in LAYERS}
    arrays |= {f"layout/{column}": array for column, array in siege.layout._asdict().items()}
    return arrays | {"faction_counts": siege.faction_counts, "deaths": siege.deaths, "tranche": siege.tranche}


def state_of(siege: Siege) -> dict[str, Any]:
    """The state of a siege in dicts, lists, numbers and text."""
    return {name: flat(getattr(siege, name)) for name in SavedState.model_fields}


def flat(part: Any) -> Any:
    """A dataclass, a list of them, or None, in dicts and lists."""
    return [asdict(each) for each in part] if isinstance(part, list) else part and asdict(part)


def json_text(data: Any) -> str:
    """One text for equal data; Python writes a float with the digits that bring it back exactly."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), default=_number)


def _number(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{value!r} cannot be kept in a snapshot")


def comparable(data: Any) -> Any:
    """Data in which nan equals nan, and a tuple a list."""
    return json.loads(json_text(data), parse_constant=str)


def checksum(meta: dict[str, Any], members: dict[str, bytes]) -> str:
    """sha256 of what a snapshot holds, apart from the checksum itself."""
    total = hashlib.sha256(json_text(meta).encode())
    for name, content in sorted(members.items()):
        total.update(f"\n{name} {len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()


def why(error: BaseException) -> str:
    """What an exception says, as the end of a line."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return shorten(text).lower()
