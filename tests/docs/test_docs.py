"""The pages keep their word: Python blocks run, links lead somewhere, the example siege is right."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from sim import load_scenario, run
from sim.scenario.load import resolve
from sim.scenario.parameters import parameters
from tests.tracked import own

ROOT = Path(__file__).parents[2]
PAGES = own([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*/README.md")])
EXAMPLE = ROOT / "docs" / "examples" / "my_siege.yaml"
#: A picture that is made from a run and put there by hand.
LATER = {"docs/raqqa.png"}


def blocks(page: Path, language: str) -> list[str]:
    """Fenced blocks of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S)


@pytest.mark.parametrize(
    "page", ["README.md", "docs/mesa.md", "docs/experiments.md", "docs/cases.md", "docs/other-tools.md"]
)
def test_the_python_blocks_of_a_page_run_in_order(page: str, tmp_path: Path) -> None:
    script = tmp_path / "page.py"
    script.write_text("\n".join(blocks(ROOT / page, "python")), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script)], cwd=tmp_path, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr


def test_the_example_siege_runs() -> None:
    world = load_scenario(EXAMPLE)
    assert world.title
    result = run(world, days=20)
    assert result.days_simulated == 20


def test_the_tutorial_shows_the_example_as_it_is(tmp_path: Path) -> None:
    page = ROOT / "docs" / "write-your-own-siege.md"
    assert blocks(page, "text") == [(EXAMPLE.parent / "saltmarket.txt").read_text(encoding="utf-8")]
    shown = [block for block in blocks(page, "yaml") if not block.startswith("#")]
    example = EXAMPLE.read_text(encoding="utf-8")
    for block in shown:
        assert all(line in example for line in block.splitlines()), block
    (tmp_path / "again.yaml").write_text("\n".join(shown), encoding="utf-8")
    (tmp_path / "saltmarket.txt").write_bytes((EXAMPLE.parent / "saltmarket.txt").read_bytes())
    again, world = load_scenario(tmp_path / "again.yaml"), load_scenario(EXAMPLE)
    own = {"about": "", "facts": {}}
    assert resolve(again.model_copy(update=own)) == resolve(world.model_copy(update=own))


#: What docs/model.md says of a default, in the words around it.
DEFAULTS_QUOTED = {
    "assault.lethality_per_day": "2 x {} A / (A + D)",
    "assault.attacker_exposure": "x {} x 0.5 x cover / 1.5 x D",
    "assault.advance_m_day": "({:.0f} m / cell) o / (1 + o)",
    "assault.fortune_median": "f = {} e^(",
    "assault.fortune_spread": "e^({} z)\n\ndrawn when",
    "besieger.ring_men_per_km": "d = m / ({:.0f} k)",
    "bodies.mass_days": "w^2.75) / {:.0f} days",
    "exit.flight_per_day": "flight per day = {} max(fear",
    "exit.desertion_per_day": "desertion per day = {} e^(5",
    "fire.strikes_km2_day": "cells at {} per km2 and day",
    "fire.hit_chance": "p = {} / (hectares",
    "morale.peers": "+ {} (p - m)",
    "morale.recovery": "+ {} (m0 - m)",
    "negotiation.audience": "public = [{} a s n (1",
    "negotiation.least_hope": "Y_k is at least {} and",
    "negotiation.life_price": "kappa = {} (men",
    "negotiation.lift_loss": "lift  = -{} V",
    "negotiation.noise": "u_f) / {})^a_f",
    "negotiation.opening_days": "(1 - interest_G)) / {:.0f} days",
    "negotiation.resolve_base": "theta = {} + 0.22 ideology",
    "negotiation.value_per_fighter": "V = {} lives for each",
    "convoy.breach_chance": "-ln(1 - {}) x doubt",
    "relief.rate_per_week": "relief ({} a week)",
    "supply.fighters_first": "s_fighters = min(1, {} s)",
}


def test_the_model_page_says_the_defaults_of_today() -> None:
    page = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    defaults = {parameter.dotted: parameter.default for parameter in parameters()}
    stale = [text for name, words in DEFAULTS_QUOTED.items() if (text := words.format(defaults[name])) not in page]
    assert not stale, "docs/model.md says otherwise"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http:", "https:")):
            continue
        name, _, anchor = target.partition("#")
        destination = (page.parent / name).resolve() if name else page
        if str(destination.relative_to(ROOT)) in LATER:
            continue
        assert destination.exists(), f"{page.name}: {target}"
        if anchor:
            heads = re.findall(r"^#+ (.*)$", destination.read_text(encoding="utf-8"), re.M)
            slugs = {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}
            assert anchor in slugs, f"{page.name}: {target}"
