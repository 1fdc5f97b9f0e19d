"""State of a theatre beside that of its sieges: who is on the way where, and which events have been passed on. Flat."""

from dataclasses import dataclass, field


@dataclass
class Transfer:
    """People on their way from one siege to another. Until they arrive they count where they came from."""

    origin: str
    destination: str
    kind: int  # Kind at the origin
    joins: int  # Kind at the destination: those who leave one garrison may join a besieging force
    arrives: int  # day of the theatre
    rows: list[int]  # rows of the origin's people


@dataclass
class ProcessedEvents:
    """How much of one siege's history the theatre has passed on to the others, so that no event counts twice."""

    fell: bool = False
    signed: int = 0  # deals
    completed: int = 0  # of these, in order: deals that were completed or broken
    incidents: int = 0  # of the last deal


@dataclass
class TheatreState:
    """State of a theatre on the morning of `day`."""

    day: int = 0
    processed: dict[str, ProcessedEvents] = field(default_factory=dict)
    transfers: list[Transfer] = field(default_factory=list)
