import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sim import run
from sim.runs import words
from sim.runs.account import CAUSES, account, headline
from sim.runs.overview import draw
from sim.runs.words import count, line, listed, number, terms
from tests.runs.conftest import SMALL

EVENTS = re.findall(r'siege\.write\(\s*"(\w+)"', "".join(f.read_text() for f in Path("sim").rglob("*.py")))


def test_small_words() -> None:
    assert number(1234567.4) == "1 234 567"
    assert count(1, "man", "men") == "1 man"
    assert count(0, "offer") == "no offers"
    assert listed([]) == ""
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert terms(0, 1.0) == "safe passage for all, with arms, families and baggage"
    assert terms(2, 0.0) == "surrender"


def test_every_event_has_a_sentence() -> None:
    assert len(EVENTS) > 8
    assert set(EVENTS) <= set(words.SENTENCES)


def test_a_refusal_names_the_faction_that_was_harder_to_win() -> None:
    entry = {"event": "refused", "party": "garrison", "package": 0, "concession": 0.0, "term": "road"}
    entry |= {"value": 0.5, "outside": 0.4, "foreign_value": 0.1, "foreign_outside": 0.3}
    entry |= {"sufficed": 0.2, "chance": 0.1}
    assert "to a foreign fighter leaving was worth 0.10 of a life, fighting on 0.30" in line(entry)
    assert "fear for their lives on the road" in line(entry)
    assert "to a local fighter" in line(entry, foreigners=False)
    assert "to a local fighter" in line({**entry, "package": 1})
    assert line({"event": "new_thing", "party": "nobody"}) == "Nobody: new thing."


@pytest.mark.parametrize(
    ("overrides", "outcome", "said"),
    [
        ({"relief.rate_per_week": 1.0}, "relieved", "Relieved from outside on"),
        ({"clock.horizon_days": 5, "relief.rate_per_week": 0.0}, "stalemate", "time ran out"),
        ({}, "", "of "),
    ],
)
def test_every_ending_has_words_and_a_picture(
    overrides: dict[str, object], outcome: str, said: str, tmp_path: Path
) -> None:
    result = run("baseline", 2, overrides={**SMALL, **overrides})
    assert outcome in ("", result.outcome)
    told = account(result.siege)
    assert said in told
    assert len(told.splitlines()) == 6
    assert headline(result.siege)
    if result.outcome and not result.deal:
        assert result.cause in CAUSES
    draw(result, tmp_path / "o.png")
    picture = np.asarray(Image.open(tmp_path / "o.png"))
    assert picture.shape[1] == 1600
    assert len(np.unique(picture.reshape(-1, picture.shape[2]), axis=0)) > 500
