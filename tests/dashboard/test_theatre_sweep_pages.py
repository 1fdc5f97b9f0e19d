"""Sweeps of theatres in a real browser: cells, runs, a comparison, and one started from the page."""

from pathlib import Path

import pytest
from page_actions import live, start_form, step
from running_dashboard import Tabs


def words(text: str) -> str:
    """The text with single spaces."""
    return " ".join(text.split())


def test_a_cell_lists_runs_of_the_theatre_and_one_of_them_opens_live(tabs: Tabs, linked: list[Path]) -> None:
    from sim.sweep import load
    from sim.text.format import quantity

    rows = load(linked[0])
    page = tabs.open("/sweeps")
    page.wait_for_selector(".sc-phase-diagram button")
    page.select_option("[data-field=sweep]", linked[0].name)
    page.wait_for_selector(".sc-phase-diagram .foot th:has-text('yes')")
    page.select_option("[data-field=outcome]", "deaths_civilians")
    page.wait_for_selector("h2:has-text('Civilian deaths (people), by sieges linked and food in the stores at south')")
    chosen = rows[rows["links.bond.active"] & (rows["sieges.south.supply.food_days"] == 5)]
    cell = page.locator('.sc-phase-diagram [data-cell="1|0"]')
    assert cell.inner_text().splitlines()[0] == quantity(chosen["deaths_civilians"].mean())
    cell.click()
    page.wait_for_selector(".sc-runs h2:has-text('Runs with')")
    table = [line.split("\t") for line in page.locator("[data-run]").all_inner_texts()]
    assert [(line[0], line[4]) for line in table] == [
        (str(seed), f"{dead:.0f}") for seed, dead in zip(chosen["seed"], chosen["deaths_civilians"], strict=True)
    ]
    page.click("[data-run] button >> nth=1")
    live(page)
    page.wait_for_selector("[data-siege=south]:has-text('linked to north')")
    assert page.input_value(".sc-seed") == str(chosen.iloc[1]["seed"])
    assert step(page, 2) == 2


def test_a_comparison_of_theatres_agrees_with_the_command_line(
    tabs: Tabs, linked: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    from sim.cli import invoke

    assert invoke(["compare", *map(str, linked)]) == 0
    printed = words(capsys.readouterr().out)
    page = tabs.open("/compare")
    for folder in linked:
        page.check(f'[data-option="{folder.name}"]')
        page.wait_for_selector(f'label:has([data-option="{folder.name}"]) >> text=/reference|comparison/')
    page.click("[data-button=compare]")
    page.wait_for_selector(".sc-quotable p")
    for paragraph in page.locator(".sc-quotable p").all_inner_texts():
        assert words(paragraph) in printed
    levers = page.locator(".sc-card:has(h2:has-text('Parameters that differ')) tbody tr").all_inner_texts()
    assert [line.split("\t")[0] for line in levers] == ["contagion.reputation", "sieges.north.guarantor.strength"]
    outcomes = page.locator(".sc-card:has(h2:has-text('Outcomes')) tbody tr").all_inner_texts()
    assert len(outcomes) > 5
    for line in outcomes:
        assert words(line) in printed
    page.wait_for_selector(".sc-figure img")


def test_a_sweep_of_a_theatre_is_started_from_the_page(tabs: Tabs, linked: list[Path]) -> None:
    page = tabs.open("/sweeps")
    page.wait_for_selector("[data-button=start]")
    page.select_option("[data-field=scenario]", "linked_pair")
    page.wait_for_selector("text=in all sieges alike")
    page.select_option("[data-field=two]", "contagion.reputation")
    start_form(page, replicates=2, one_steps=2, two_low=0, two_high=1, two_steps=2)
    page.wait_for_selector(".sc-sweep-status:has-text('8 of 8 runs done')", timeout=120_000)
    page.wait_for_selector("h2:has-text('by food in the stores in every siege (days) and reputation across sieges')")
    page.wait_for_function("document.querySelectorAll('.sc-phase-diagram button').length === 4")
