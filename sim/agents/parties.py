"""The parties as ordinary Mesa agents: few, with flat records for minds, acting on their own clocks."""

from typing import Any

import mesa

from sim.agents import campaign, minds, talks
from sim.state.siege import Siege
from sim.state.siege_state import BesiegerMind, GarrisonMind


class Party(mesa.Agent):
    """One who decides. All that it remembers is part of the siege's state, so that a snapshot holds it."""

    @property
    def siege(self) -> Siege:
        """The siege it is a party to."""
        return self.model.siege  # type: ignore[attr-defined]


class GarrisonCommand(Party):
    """The garrison's command, with a voice for each faction."""

    @property
    def mind(self) -> GarrisonMind:
        """What it knows and believes."""
        return self.siege.garrison

    def decide(self, inputs: minds.DecisionInputs, days: float) -> None:
        """Give up, answer or open talks."""
        talks.negotiate(self.siege, inputs, days)


class BesiegerCommand(Party):
    """The besieger's command."""

    @property
    def mind(self) -> BesiegerMind:
        """What it knows and believes."""
        return self.siege.besieger

    def order(self, days: float) -> None:
        """Start or stop the assault campaign."""
        campaign.order(self.siege, minds.storm_propensity(self.siege), days)


class Patron(Party):
    """The outside power behind the besieger."""

    @property
    def veto(self) -> float:
        """Its power to block or strike a deal, 0..1."""
        return self.siege.scenario.patron.veto


class Guarantor(Party):
    """The one whose word stands on the buses."""

    @property
    def strength(self) -> float:
        """How far its word can be trusted, 0..1."""
        return self.siege.scenario.guarantor.strength


class Mediator(Party):
    """The one who carries messages."""

    @property
    def skill(self) -> float:
        """How much it eases talking, 0..1."""
        return self.siege.scenario.mediator.skill


PARTIES: tuple[type[Party], ...] = (GarrisonCommand, BesiegerCommand, Patron, Guarantor, Mediator)


def seat(model: Any) -> dict[type, Any]:
    """Make the parties of a model, in their order."""
    return {kind: kind(model) for kind in PARTIES}
