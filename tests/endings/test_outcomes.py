"""Every way in which a siege can end is decided somewhere, drawn in a colour of its own and described."""

import ast
from pathlib import Path

import pytest

from sim.compare.figures.style import ENDS
from sim.outcomes import SiegeOutcome

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8").partition("## How a siege ends")[2]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").partition("## Outcomes of a siege")[2]


def decided() -> set[str]:
    """The outcomes that the agents can decide on, and those that a deal can have by the theory."""
    names: set[str] = set()
    for file in ("agents/endings.py", "theory/endings.py"):
        for node in ast.walk(ast.parse((ROOT / "sim" / file).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "SiegeOutcome":
                names.add(node.attr)
            elif isinstance(node, ast.Return) and isinstance(node.value, ast.Constant):
                names.add(str(node.value.value))
    return names


@pytest.mark.parametrize("outcome", [outcome.name for outcome in SiegeOutcome])
def test_an_outcome_is_decided_drawn_and_described(outcome: str) -> None:
    assert outcome in decided(), "no rule ends a siege in it: see `fates` in sim/agents/endings.py"
    assert outcome in ENDS, "it has no colour in sim/compare/figures/style.py"
    assert f"\n| {outcome} |" in README, "it is not in the table of README.md"
    first_cells = [line.split("|")[1] for line in GLOSSARY.splitlines() if line.startswith("|")]
    assert outcome in [name.strip() for cell in first_cells for name in cell.split(",")], "it is not in the glossary"


def test_no_two_outcomes_read_or_look_alike() -> None:
    for texts in ("headline", "ended_in", "plural", "remnant"):
        assert len({getattr(outcome, texts) for outcome in SiegeOutcome}) == len(SiegeOutcome)
    assert len({ENDS[outcome.name] for outcome in SiegeOutcome}) == len(SiegeOutcome)
