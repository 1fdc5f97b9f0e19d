"""Books of a theatre beside those of its sieges: who marches where, and what the others have been told. Flat."""

from dataclasses import dataclass, field


@dataclass
class March:
    """People who left one siege for another. Until they arrive they count where they came from."""

    origin: str
    destination: str
    kind: int  # Kind that they were
    joins: int  # and will be: those who leave one garrison may join a ring
    arrives: int  # day of the theatre
    rows: list[int]  # of their siege


@dataclass
class Told:
    """What the theatre has made of one siege so far, so that no event counts twice."""

    fell: bool = False
    signed: int = 0  # deals
    completed: int = 0  # of these, in order, judged
    incidents: int = 0  # of the last deal


@dataclass
class TheatreBooks:
    """State of a theatre on the morning of `day`."""

    day: int = 0
    told: dict[str, Told] = field(default_factory=dict)
    marches: list[March] = field(default_factory=list)
