"""The table of events is complete: whoever speaks of an event finds it there, and each has its words."""

from sim.agents.reporting import OBSERVERS
from sim.runs.narrative.ledger import REPORTED, SENTENCES
from sim.state.events import Event


def test_every_event_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Event)


def test_what_an_observer_can_see_draws_attention_and_has_words() -> None:
    visible = {event for observer in OBSERVERS for event in observer.sees}
    assert visible == set(REPORTED)
    assert all(event.attention > 0 for event in visible)


def test_observers_draw_by_numbers_of_their_own() -> None:
    assert len({observer.number for observer in OBSERVERS}) == len(OBSERVERS)
    assert all(0 <= share <= 1 for observer in OBSERVERS for share in observer.sees.values())
