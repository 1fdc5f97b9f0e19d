"""The pages keep their word: Python blocks run, links lead somewhere, the example siege is right."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from sim import load_scenario, run
from sim.scenario.load import resolve

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*/README.md")])
EXAMPLE = ROOT / "docs" / "examples" / "my_siege.yaml"
#: A picture that is made from a run and put there by hand.
LATER = {"docs/raqqa.png"}


def blocks(page: Path, language: str) -> list[str]:
    """Fenced blocks of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S)


@pytest.mark.parametrize("page", ["README.md", "docs/mesa.md"])
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
    said = [block for block in blocks(page, "yaml") if not block.startswith("#")]
    example = EXAMPLE.read_text(encoding="utf-8")
    for block in said:
        assert all(line in example for line in block.splitlines()), block
    (tmp_path / "again.yaml").write_text("\n".join(said), encoding="utf-8")
    (tmp_path / "saltmarket.txt").write_bytes((EXAMPLE.parent / "saltmarket.txt").read_bytes())
    again, world = load_scenario(tmp_path / "again.yaml"), load_scenario(EXAMPLE)
    own = {"about": "", "facts": {}}
    assert resolve(again.model_copy(update=own)) == resolve(world.model_copy(update=own))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http:", "https:")):
            continue
        name, _, anchor = target.partition("#")
        found = (page.parent / name).resolve() if name else page
        if str(found.relative_to(ROOT)) in LATER:
            continue
        assert found.exists(), f"{page.name}: {target}"
        if anchor:
            heads = re.findall(r"^#+ (.*)$", found.read_text(encoding="utf-8"), re.M)
            slugs = {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}
            assert anchor in slugs, f"{page.name}: {target}"
