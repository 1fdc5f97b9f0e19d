"""Marks of the map: assaults and reported events of the last days with their dates, and the person who is followed."""

from typing import Any, NamedTuple

import numpy as np

from sim.dashboard.live.followed import PersonLog
from sim.dashboard.live.map_frames import MapEncoder, boarding_cell
from sim.dashboard.live.view_model import LOCATION_OF
from sim.state.columns import Status
from sim.state.events import Event
from sim.state.siege import Siege

#: Days for which a mark is shown; it fades from day to day.
MARK_DAYS = 7
PUSHES = (Event.push_won, Event.push_repulsed)


class MapMark(NamedTuple):
    """An event at a place of the map."""

    day: int  # of the event, as in the ledger
    kind: str  # "assault", or "report" for what observers made known
    x: int  # column and row of the picture
    y: int


class RecentMarks:
    """The marks of the last days of one siege, recorded evening by evening."""

    def __init__(self, marks: tuple[MapMark, ...] = (), followed: PersonLog | None = None) -> None:
        self.marks = [*marks]
        self.followed = followed

    def follow(self, siege: Siege, row: int | None) -> None:
        """Follow a person from now on, or nobody; one who is followed already keeps their log."""
        if row is None:
            self.followed = None
        elif self.followed is None or self.followed.row != row:
            self.followed = PersonLog(siege, row)

    def record(self, siege: Siege, encoder: MapEncoder) -> None:
        """Add the marks of the last day, and forget those that are too old to show."""
        if self.followed is not None:
            self.followed.record(siege)
        self.marks = [mark for mark in self.marks if siege.day - mark.day <= MARK_DAYS]
        contested = np.flatnonzero(siege.grid.contested)
        front = encoder.position(siege, int(contested[len(contested) // 2])) if len(contested) else None
        found = set()
        for entry in reversed(siege.ledger):
            if entry["day"] < siege.day - 1:
                break
            if entry["event"] in PUSHES and front is not None:
                found.add(MapMark(entry["day"], "assault", *front))
            elif entry["event"] == Event.reported:
                where = LOCATION_OF.get(entry["reason"])
                place = boarding_cell(siege, encoder) if where == "boarding" else front if where == "front" else None
                if place is not None:
                    found.add(MapMark(entry["day"], "report", *place))
        self.marks += sorted(found - {*self.marks})

    def shown(self, day: int) -> list[list[Any]]:
        """Kind, column, row and age in days of each mark, oldest first."""
        return [[mark.kind, mark.x, mark.y, max(0, day - 1 - mark.day)] for mark in self.marks]

    def followed_position(self, siege: Siege, encoder: MapEncoder) -> list[int]:
        """Column and row of the person who is followed; empty where nobody is, or they are not on the map."""
        if self.followed is None or self.followed.last.status != Status.inside:
            return []
        x, y = encoder.position(siege, self.followed.last.cell)
        return [x, y] if 0 <= x < encoder.viewport.width and 0 <= y < encoder.viewport.height else []

    def copy(self) -> "RecentMarks":
        """The same marks, to which others can be added independently."""
        return RecentMarks(tuple(self.marks), self.followed.copy() if self.followed else None)
