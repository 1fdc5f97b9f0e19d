"""No string is treated as markup: pages show text from files, names and errors as it is."""

import ast
import re
from pathlib import Path

import pytest
from hostile_results import LEVER, MARKUP, saved
from page_actions import live
from running_dashboard import Served, Tabs

from sim.dashboard import markup

HERE = Path(markup.__file__).parent
#: What makes HTML of a string, in Python and in a browser.
MAKERS = re.compile(
    r"unsafe_innerHTML|solara\.(HTML|Markdown|Style\((?!CSS\))|SqlCode)|to_html|ipywidgets|v-html|(inner|outer)HTML"
    r"|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|srcdoc"
)
TAG = re.compile(r"<[a-z!/]", re.IGNORECASE)
#: Python files that may write tags: the one place, what reads a page's scripts, and a page without a string in it.
WRITERS = ("markup.py", "server/security_headers.py", "server/request_filter.py")


def source(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


NAMES = sorted(f.relative_to(HERE).as_posix() for f in HERE.rglob("*") if f.suffix in (".py", ".vue", ".js"))


@pytest.mark.parametrize("name", [name for name in NAMES if name != "markup.py"])
def test_html_is_created_in_one_place(name: str) -> None:
    text = source(name)
    assert not MAKERS.search(text), "elements are made by markup.py, or by a template with {{ }}"
    if name.endswith(".py") and name not in WRITERS:
        strings = [node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)]
        assert not [one for one in strings if isinstance(one, str) and TAG.search(one)]


def test_raw_html_in_a_document_is_shown_as_source() -> None:
    page = markup.html_of(
        f"[TOC]\n\n## Words\n\nA *word* of {MARKUP} and\n\n<div onclick=x>a block</div>\n\n| {MARKUP} |\n|--|"
    )
    assert "<em>word</em>" in page
    assert 'href="#words"' in page
    assert "&lt;div onclick=x&gt;" in page
    assert "<img" not in page


def test_names_of_a_foreign_sweep_are_text(tabs: Tabs, hostile: list[Path]) -> None:
    page = tabs.open("/sweeps")
    page.wait_for_selector("[data-field=sweep]")
    page.select_option("[data-field=sweep]", hostile[0].name)
    page.wait_for_selector("h2:has-text('lever')")
    assert f"by {LEVER} and besieger's men (people)" in page.inner_text("h2 >> nth=0")
    assert page.inner_text(".sc-sweep-status") == "35 of 36 runs done, 1 failed."
    words = page.inner_text(".sc-report-text")
    assert f"from {MARKUP}high to {MARKUP}low" in words or f"between {MARKUP}high and {MARKUP}low" in words
    page.click(".sc-phase-diagram button >> nth=0")
    page.wait_for_selector(".sc-runs h2:has-text('Runs with')")
    page.click("[data-run] button >> nth=0")  # its scenario file is not there
    message = page.inner_text(".sc-error")
    assert f"sweeps/{MARKUP}" in message  # a long path is cut after that
    assert "no such file" in message


def test_names_of_a_foreign_sweep_are_text_in_a_comparison(tabs: Tabs, hostile: list[Path]) -> None:
    page = tabs.open("/compare")
    page.wait_for_selector("[data-option]")
    for folder in hostile:
        page.locator(f'[data-option="{folder.name}"]').check()
        page.wait_for_selector(f'label:has([data-option="{folder.name}"]) >> text=/reference|comparison/')
    page.click("[data-button=compare]")
    page.wait_for_selector(".sc-figure img")
    assert f"in {MARKUP}guarded" in page.inner_text(".sc-quotable")
    assert f"{MARKUP}crossing" in page.inner_text(".sc-table >> nth=0")
    for width in (1440, 420):  # long names wrap
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(f"document.documentElement.scrollWidth <= {width}")
    assert f"compared with {MARKUP}crossing" in page.inner_text(".sc-figures")
    assert f"compared with {MARKUP}crossing" in page.get_attribute(".sc-figure img >> nth=0", "alt")


def test_names_and_errors_of_a_siege_are_text(tabs: Tabs, server: Served) -> None:
    name = saved(server.results)
    page = live(tabs.open())
    assert page.inner_text(".sc-about") == f"A hamlet {MARKUP}"
    assert f"dashboard {MARKUP}" in page.inner_text(".sc-command")
    page.click("summary:has-text('Save, open, animate')")
    page.select_option("label:has-text('Open a saved run') select", name)
    page.wait_for_selector(f".sc-error:has-text('{name}')")
    page.click("text=parameters…")
    page.fill(".sc-search", "clock.start")
    page.evaluate("""() => { const box = document.querySelector('[data-parameter="clock.start"]'); box.type = 'text';
      box.value = '<b class=mark>'; box.dispatchEvent(new Event('change')); }""")
    page.wait_for_selector(".sc-drawer .sc-error:has-text('<b class=mark>')")
