"""The events of the ledger: each has its row here, and nobody else writes its name."""

from enum import StrEnum

from sim.constants import constant

#: How far a report of an event raises the public's attention: the share of what is lacking to full attention.
ROUTINE = constant(0.02, "0..1", "attention that a report of one more push draws", low=0.0, high=0.1)
MINOR = constant(0.05, "0..1", "attention that a report of a refusal draws", low=0.0, high=0.2)
NOTED = constant(0.1, "0..1", "attention that a report of talks, a journey or a protest draws", low=0.0, high=0.3)
MAJOR = constant(0.2, "0..1", "attention that a report of a deal draws", low=0.05, high=0.5)
ALARMING = constant(0.3, "0..1", "attention that a report of an attack on a convoy draws", low=0.1, high=0.6)
SCANDAL = constant(0.4, "0..1", "attention that the exposure of a denied deal draws", low=0.1, high=0.8)
NONE = 0.0


class Event(StrEnum):
    """What can happen. A row: name in the ledger, topic, whether everyone knows of it, attention that a report draws.

    An event that is not `open` becomes known by a report, if at all, or where the writer says so (`Siege.write`).

    >>> Event.push_won.open, Event.signed.open, Event.signed.attention
    (True, False, 0.2)
    """

    topic: str  # that a page can hide: war, talks, deal, reports, end
    open: bool
    attention: float  # 0..1; see `theory.observers.attention_after`

    def __new__(cls, name: str, topic: str, open: bool = False, attention: float = NONE) -> "Event":
        """The event whose value is its name."""
        event = str.__new__(cls, name)
        event._value_ = name
        event.topic, event.open, event.attention = topic, open, attention
        return event

    # Fighting
    campaign_ordered = "campaign_ordered", "war", True
    campaign_halted = "campaign_halted", "war", True
    push_won = "push_won", "war", True, ROUTINE
    push_repulsed = "push_repulsed", "war", True, ROUTINE
    reinforced = "reinforced", "war", True
    deadline_passed = "deadline_passed", "war"
    offensive_announced = "offensive_announced", "war", True
    ultimatum_given = "ultimatum_given", "war", True
    ceasefire_began = "ceasefire_began", "war", True
    ceasefire_ended = "ceasefire_ended", "war", True
    # Talks
    talks_opened = "talks_opened", "talks", False, NOTED
    talks_broken_off = "talks_broken_off", "talks"
    offer = "offer", "talks"
    accepted = "accepted", "talks"
    refused = "refused", "talks", False, MINOR
    surrendered_unprompted = "surrendered_unprompted", "talks", False, NOTED
    blocked = "blocked", "talks"
    objected = "objected", "talks"
    abstained = "abstained", "talks"
    departure_promised = "departure_promised", "talks"
    truce_broken = "truce_broken", "talks"
    agreement_reached = "agreement_reached", "talks", True
    agreement_lapsed = "agreement_lapsed", "talks", True
    # Deals
    signed = "signed", "deal", False, MAJOR
    boarding_checked = "boarding_checked", "deal"
    tranche_left = "tranche_left", "deal", False, NOTED
    incident = "incident", "deal", False, ALARMING
    patron_decided = "patron_decided", "deal", False, NOTED  # a report: of its protest, if that is what it decided
    cratered = "cratered", "deal", True
    column_shrank = "column_shrank", "deal"
    resumed = "resumed", "deal"
    deal_broken = "deal_broken", "deal"
    completed = "completed", "deal", False, NOTED
    arrested = "arrested", "deal"
    # The world outside
    reported = "reported", "reports", True
    denied = "denied", "reports", True
    exposed = "exposed", "reports", True, SCANDAL
    condemned = "condemned", "reports", True, ALARMING
    parameter_changed = "parameter_changed", "reports"
    # A theatre
    transfer_arrived = "transfer_arrived", "war", True
    news_received = "news_received", "reports", True
    # The end
    ended = "ended", "end", True
