"""What is published follows from the runs that are published, and the page says what the document says."""

import json
from pathlib import Path

import pytest

from sim.facts.fact import folder
from sim.facts.publish import DOCUMENT, PAGE, PUBLISHED, judged, page_of
from tests.tracked import Tracked

ROOT = Path(__file__).parents[2]
AGAIN = "run: python experiments/facts/publish.py --only-words"


def test_verdicts_follow_from_the_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = Tracked(folder())
    monkeypatch.setattr("sim.facts.fact.folder", lambda: shipped)
    documents = json.loads((ROOT / PUBLISHED / DOCUMENT).read_text(encoding="utf-8"))
    again = [result.document() for result in judged(ROOT)]
    assert [fact["name"] for fact in documents] == [fact["name"] for fact in again], AGAIN
    for published, recomputed in zip(documents, again, strict=True):
        assert {name: published[name] for name in ("verdict", "control", "runs", "failed")} == {
            name: recomputed[name] for name in ("verdict", "control", "runs", "failed")
        }, f"{published['name']}: {AGAIN}"
        for one, two in zip(published["claims"], recomputed["claims"], strict=True):
            assert {k: v for k, v in one.items() if k not in ("value", "low", "high")} == {
                k: v for k, v in two.items() if k not in ("value", "low", "high")
            }, AGAIN
            for name in ("value", "low", "high"):
                assert one[name] == two[name] or one[name] == pytest.approx(two[name], rel=1e-6), AGAIN


def test_the_page_says_what_the_document_says() -> None:
    documents = json.loads((ROOT / PUBLISHED / DOCUMENT).read_text(encoding="utf-8"))
    assert (ROOT / PAGE).read_text(encoding="utf-8") == page_of(documents), AGAIN
