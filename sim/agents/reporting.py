"""Reporting by observers: aircraft, monitors at the crossings, journalists. What they see they may report.

How much each of them sees is the table `theory.observers.sights`, where journalists are kept out
too; which events they report is declared here.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import mesa

from sim.agents import publicity
from sim.constants import constant
from sim.state.draw import WATCH, party_draw
from sim.state.events import Event
from sim.state.siege import Siege
from sim.theory import observers

MOSTLY = constant(0.8, "0..1", "share of its sight that falls on what an observer can mostly see", low=0.5, high=1.0)
AT_TIMES = constant(0.3, "0..1", "share of its sight that falls on what is meant to be hidden", low=0.05, high=0.6)


class Observer(mesa.Agent):
    """One who watches. A subclass is one kind; its parameter in section `observers` is called `source`."""

    source: ClassVar[str]
    number: ClassVar[int]  # of its draws; each observer has one of its own
    military: ClassVar[bool] = False  # what it sees of a secret convoy is not made public
    kept_out: ClassVar[bool] = False  # the besieger keeps it away from a secret convoy
    sees: ClassVar[Mapping[Event, float]]  # share of its sight that falls on such events

    @property
    def siege(self) -> Siege:
        """The siege it watches."""
        return self.model.siege  # type: ignore[attr-defined]

    @property
    def sight(self) -> float:
        """Share of what it could see that it sees, 0..1: a fact of the scenario."""
        watching = self.siege.scenario.observers
        sight = getattr(watching, self.source)
        secret = self.siege.convoy.secret
        return sight * observers.share_let_near(watching.kept_out) if self.kept_out and secret else sight

    def watch(self) -> None:
        """Report today's events that it saw: each goes into the ledger as public knowledge, and draws attention."""
        siege = self.siege
        today = [line for line in siege.ledger_today() if line["event"] in self.sees]
        for k, line in enumerate(today):
            event = Event(line["event"])
            if party_draw(siege.seed, siege.day, WATCH, self.number * 100 + k) < self.sight * self.sees[event]:
                public = not (self.military and siege.convoy.secret)
                siege.log_event(Event.reported, self.source, public=public, reason=event.value)
                if public:
                    line["public"] = True
                    publicity.gain_attention(siege, event)


class Aircraft(Observer):
    """Sight from the air: movements of many, on the line and on the road."""

    source, number, military = "aircraft", 1, True
    sees: ClassVar[Mapping[Event, float]] = {
        Event.push_won: 1.0,
        Event.push_repulsed: 1.0,
        Event.tranche_left: 1.0,
        Event.incident: MOSTLY,
    }


class Monitors(Observer):
    """Monitors at the crossings: who boards, what happens on the road."""

    source, number = "monitors", 2
    sees: ClassVar[Mapping[Event, float]] = {Event.tranche_left: 1.0, Event.incident: 1.0, Event.completed: 1.0}


class Journalists(Observer):
    """The press on the spot: talks, terms, departures."""

    source, number, kept_out = "journalists", 3, True
    sees: ClassVar[Mapping[Event, float]] = {
        Event.talks_opened: AT_TIMES,
        Event.refused: AT_TIMES,
        Event.signed: MOSTLY,
        Event.tranche_left: MOSTLY,
        Event.incident: MOSTLY,
        Event.surrendered_unprompted: MOSTLY,
    }


#: In the order in which they report.
OBSERVERS: tuple[type[Observer], ...] = (Aircraft, Monitors, Journalists)


def post(model: Any) -> tuple[Observer, ...]:
    """Make the observers of a model, in their order."""
    return tuple(kind(model) for kind in OBSERVERS)
