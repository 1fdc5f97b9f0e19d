"""A person who is followed: a dated log of moves, wounds and what became of them, from the day they were picked."""

from typing import NamedTuple

from sim.dashboard.live.places import place_name
from sim.state.columns import Status
from sim.state.siege import Siege
from sim.theory.bodies import FIT

#: Lines of the log that are kept; the oldest are dropped.
MAX_LINES = 40


class PersonState(NamedTuple):
    """A person on one evening."""

    cell: int
    status: Status
    wounded: bool


class PersonLog:
    """What happened to one person since `since`, in words with the day."""

    def __init__(self, siege: Siege, row: int) -> None:
        self.row, self.since, self.moves = row, siege.day, 0
        self.lines: list[tuple[int, str]] = []
        self.last = state_of(siege, row)

    def record(self, siege: Siege) -> None:
        """Compare this evening with the last one."""
        before, now, day = self.last, state_of(siege, self.row), siege.day - 1
        self.last = now
        if now.status != before.status:
            self.lines.append((day, CHANGES.get(now.status, now.status.name)))
        elif now.cell != before.cell and now.status == Status.inside:
            self.moves += 1
            place = place_name(siege, now.cell)
            if place != place_name(siege, before.cell):
                self.lines.append((day, f"moved to {_lower(place)}"))
        if now.wounded != before.wounded and now.status != Status.dead:
            self.lines.append((day, "wounded" if now.wounded else "recovered"))
        del self.lines[:-MAX_LINES]

    def copy(self) -> "PersonLog":
        """The same log, to which another run can add."""
        other = object.__new__(PersonLog)
        other.row, other.since, other.moves, other.last = self.row, self.since, self.moves, self.last
        other.lines = [*self.lines]
        return other


#: What is said when a person's status changes.
CHANGES = {
    Status.inside: "came back inside",
    Status.aboard: "boarded the convoy",
    Status.evacuated: "arrived with the convoy",
    Status.settled: "laid down arms and stayed",
    Status.custody: "was taken into custody",
    Status.fled: "fled across the ring",
    Status.smuggled: "was smuggled out",
    Status.deserted: "deserted",
    Status.withdrawn: "withdrew",
    Status.dead: "died",
}


def state_of(siege: Siege, row: int) -> PersonState:
    """The state of a row as it stands."""
    people = siege.people
    return PersonState(int(people.cell[row]), Status(int(people.status[row])), 0.0 < float(people.health[row]) < FIT)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
