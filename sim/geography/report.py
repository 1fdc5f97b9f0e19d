"""What making a map repaired, dropped, left unknown and assumed, as lines for its user."""

from typing import NamedTuple


class MapReport(NamedTuple):
    """Lines by kind, in the order in which they were found."""

    used: list[str]
    repaired: list[str]
    dropped: list[str]
    unknown: list[str]
    assumed: list[str]

    @classmethod
    def empty(cls) -> "MapReport":
        """A report without lines."""
        return cls([], [], [], [], [])

    def text(self) -> str:
        """The lines under a heading for each kind; a kind without lines says so."""
        parts = []
        for kind in self._fields:
            lines = getattr(self, kind) or ["nothing"]
            parts.append("\n".join([f"{kind.capitalize()}:", *(f"  - {line}" for line in lines)]))
        return "\n".join(parts) + "\n"


def percent(share: float) -> str:
    """A share in percent, with a decimal below 10."""
    return f"{share:.0%}" if share >= 0.1 or share == 0 else f"{share:.1%}"
