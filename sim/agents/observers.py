"""Those who watch: aircraft, monitors at the crossings, journalists. What they see they may report."""

from typing import Any, ClassVar

import mesa

from sim.agents import publicity
from sim.state.draw import WATCH, lot
from sim.state.siege import Siege


class Observer(mesa.Agent):
    """One who watches; `sight` is the share of what it could see that it sees."""

    sees: ClassVar[dict[str, float]] = {}  # event of the ledger -> share of its sight that falls on such events
    source: ClassVar[str] = ""
    number: ClassVar[int] = 0
    military: ClassVar[bool] = False  # what it sees of a secret convoy is not for the public

    @property
    def siege(self) -> Siege:
        """The siege it watches."""
        return self.model.siege  # type: ignore[attr-defined]

    @property
    def sight(self) -> float:
        """How much it sees, 0..1, a fact of the scenario."""
        return getattr(self.siege.scenario.observers, self.source)

    def watch(self) -> None:
        """Report today's events that it saw: each goes into the ledger as public knowledge, and takes attention."""
        siege = self.siege
        today = [line for line in siege.ledger[self.since :] if line["event"] in self.sees]
        for k, line in enumerate(today):
            if lot(siege.seed, siege.day, WATCH, self.number * 100 + k) < self.sight * self.sees[line["event"]]:
                public = not (self.military and siege.convoy.secret)
                siege.write("reported", self.source, public=public, reason=line["event"])
                if public:
                    line["public"] = True
                    publicity.gain_attention(siege, line["event"])

    @property
    def since(self) -> int:
        """Where today's lines of the ledger begin."""
        ledger, at = self.siege.ledger, len(self.siege.ledger)
        while at > 0 and ledger[at - 1]["day"] == self.siege.day:
            at -= 1
        return at


class Aircraft(Observer):
    """Sight from the air: movements of many, on the line and on the road."""

    source, number, military = "aircraft", 1, True
    sees: ClassVar[dict[str, float]] = {"push_won": 1.0, "push_repulsed": 1.0, "tranche_left": 1.0, "incident": 0.8}


class Monitors(Observer):
    """Monitors at the crossings: who boards, what happens on the road."""

    source, number = "monitors", 2
    sees: ClassVar[dict[str, float]] = {"tranche_left": 1.0, "incident": 1.0, "completed": 1.0}


class Journalists(Observer):
    """The press on the spot: talks, terms, departures. The besieger keeps most of it away from a secret convoy."""

    source, number = "journalists", 3
    sees: ClassVar[dict[str, float]] = {
        "talks_opened": 0.3,
        "refused": 0.3,
        "signed": 0.8,
        "tranche_left": 0.8,
        "incident": 0.8,
        "gave_up_unasked": 0.8,
    }

    @property
    def sight(self) -> float:
        """How much it sees, less so of a secret deal."""
        s = self.siege.scenario.observers
        return s.journalists * (1.0 - s.kept_out) if self.siege.convoy.secret else s.journalists


OBSERVERS: tuple[type[Observer], ...] = (Aircraft, Monitors, Journalists)


def post(model: Any) -> tuple[Observer, ...]:
    """Make the observers of a model, in their order."""
    return tuple(kind(model) for kind in OBSERVERS)
