"""Axe on a page of the dashboard: what it finds serious. `make browser` installs it, pinned and verified by hash."""

import os
from pathlib import Path
from typing import Any

import browser as browsers
import pytest

SCRIPT = Path(__file__).parent / "accessibility" / "node_modules" / "axe-core" / "axe.min.js"
#: Rules of WCAG 2.2, levels A and AA, and of good practice.
RUN = """async () => { const found = await axe.run(document, { resultTypes: ['violations'], runOnly: { type: 'tag',
    values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } });
  return found.violations.flatMap((rule) => rule.nodes.map((node) => [rule.impact, rule.id, node.target.join(' '),
    node.html.slice(0, 160), (node.failureSummary || '').slice(0, 240)])); }"""
GRAVE = ("serious", "critical")


def findings(page: Any) -> list[list[str]]:
    """What axe finds on a page: impact, rule, element, its source, what is wrong. Nothing where it is not installed."""
    if not SCRIPT.is_file():
        why = "axe is not installed: make browser"
        if os.environ.get(browsers.REQUIRED) == "true":
            pytest.fail(why)
        return []  # a page can be tested for the rest without it
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(SCRIPT.read_text(encoding="utf-8"))
    page.evaluate("scrollTo(0, 0)")  # where the header covers no control
    return page.evaluate(RUN)


def grave_findings(page: Any) -> list[list[str]]:
    """Those that keep somebody from using the page."""
    return [one for one in findings(page) if one[0] in GRAVE]


def grave_findings_in_both_themes(page: Any) -> list[list[str]]:
    """Those in the theme that the page has, and then in the other one, in which it stays."""
    found = grave_findings(page)
    other = "light" if page.locator(".theme--dark .sc-page").count() else "dark"
    page.click(".sc-theme")
    page.wait_for_selector(f".theme--{other} .sc-page")
    return found + grave_findings(page)
