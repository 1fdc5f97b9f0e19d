"""The section `negotiation`: parameters of bargaining, by subject."""

from sim.scenario.sections.negotiation_besieger import BesiegerUtilities
from sim.scenario.sections.negotiation_collapse import Collapse
from sim.scenario.sections.negotiation_garrison import GarrisonUtilities
from sim.scenario.sections.negotiation_hidden import HiddenTypes
from sim.scenario.sections.negotiation_talks import TalksTiming


# Pydantic takes the fields of the last base first.
class Negotiation(Collapse, HiddenTypes, BesiegerUtilities, GarrisonUtilities, TalksTiming):
    """How the parties value options, make offers, learn and respond, and when a force breaks."""
