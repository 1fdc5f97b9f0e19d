"""Sweeps and comparisons in a real browser."""

import base64
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pandas as pd
import pytest
from axe import grave_findings, grave_findings_in_both_themes
from page_actions import day, fill_in, live, start_form
from PIL import Image
from running_dashboard import Tabs

if TYPE_CHECKING:
    from sim.compare.comparison.comparison import Comparison


def test_a_cell_lists_its_runs_and_one_of_them_opens_live(tabs: Tabs, studies: Path) -> None:
    from sim.sweep import load

    folder = next(studies.glob("crossing-*"))
    rows = load(folder)
    page = tabs.open("/sweeps")
    page.wait_for_selector(".sc-phase-diagram button")
    page.select_option("[data-field=sweep]", folder.name)
    cell = page.locator('.sc-phase-diagram [data-cell="0|1"]')
    wanted = rows[(rows["supply.food_days"] == 5) & (rows["besieger.manpower"] == 480)]
    deals = int(wanted["outcome"].isin(["evacuation", "split", "surrender"]).sum())
    page.wait_for_selector(f'.sc-phase-diagram [data-cell="0|1"]:has-text("{100 * deals / 6:.0f}%")')
    cell.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.cell") == "1|1"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_selector(".sc-runs h2:has-text('Runs with')")
    table = page.locator("[data-run]").all_inner_texts()
    assert [line.split("\t")[:2] for line in table] == [
        [str(seed), outcome] for seed, outcome in zip(wanted["seed"], wanted["outcome"], strict=True)
    ]
    page.click('.sc-phase-diagram [data-cell="1|1"]', modifiers=["Shift"])
    page.wait_for_selector("h2:text-is('Runs with 5 to 30 days of food in the stores and 480 besiegers')")
    assert page.locator(".sc-phase-diagram [aria-pressed=true]").count() == 2
    page.click("[data-sort='civilian deaths']")
    page.wait_for_selector("th[aria-sort=descending]")
    both = rows[rows["supply.food_days"].isin([5, 30]) & (rows["besieger.manpower"] == 480)]
    assert page.inner_text("[data-run] >> nth=0").split("\t")[-3] == str(both["deaths_civilians"].max())
    page.hover('.sc-phase-diagram [data-cell="0|0"]')
    page.mouse.down()
    page.hover('.sc-phase-diagram [data-cell="2|1"]')
    page.mouse.up()
    page.wait_for_function("document.querySelectorAll('.sc-phase-diagram [aria-pressed=true]').length === 6")
    page.wait_for_function("location.search.includes('cell=0-2')")
    cell.click()
    page.click("[data-sort=seed]")
    page.wait_for_selector("th[aria-sort=ascending]")
    page.click(".sc-level-filter summary")
    assert grave_findings_in_both_themes(page) == []
    page.click("[data-run] button >> nth=1")
    live(page)
    run = wanted.iloc[1]
    assert page.input_value(".sc-seed") == str(run["seed"])
    page.select_option("label:has-text('Speed') select", "0")
    page.click("button.sc-primary")
    page.wait_for_selector(".sc-top .sc-outcome h2")
    colour = page.locator(".sc-ledger li.end").evaluate("(line) => getComputedStyle(line).borderLeftColor")
    assert colour != "rgb(0, 158, 115)", "an ending is not green, whatever it cost"
    page.wait_for_selector(".sc-clock em:has-text('ended')")
    assert day(page) == run["day"]
    page.wait_for_selector(".sc-causes button:has-text('Ask')")
    assert grave_findings_in_both_themes(page) == []
    for _ in range(3):  # over the steps on the Live page
        if "/sweeps" not in page.url:
            page.go_back()
            page.wait_for_timeout(300)
    page.wait_for_selector('.sc-phase-diagram [data-cell="0|1"][aria-pressed=true]')
    assert page.input_value("[data-field=sweep]") == folder.name


def test_axes_and_outcome_can_be_chosen(tabs: Tabs, studies: Path) -> None:
    page = tabs.open("/sweeps", permissions=["clipboard-read", "clipboard-write"])
    page.wait_for_selector(".sc-phase-diagram button")
    page.select_option("[data-field=x]", "besieger.manpower")
    page.wait_for_selector('.sc-phase-diagram .foot th:has-text("480")')
    page.select_option("[data-field=y]", "none")
    page.wait_for_function("document.querySelectorAll('.sc-phase-diagram button').length === 2")
    page.select_option("[data-field=outcome]", "deaths_civilians")
    page.wait_for_selector("h2:has-text('Civilian deaths (people)')")
    page.wait_for_function("location.search.includes('outcome=deaths_civilians')")
    page.click("text=Copy link")
    page.wait_for_selector("text=Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    files = {}
    for kind in ("csv", "svg", "png"):
        page.click("button[aria-label^='Export ']")
        with page.expect_download() as download:
            page.click(f"[data-export={kind}]")
        files[kind] = Path(download.value.path()).read_bytes()
    header, row = (line.split(",") for line in files["csv"].decode().splitlines())
    assert header == ["besieger's men (people)", "120", "480"]
    shown = page.locator(".sc-phase-diagram button").all_inner_texts()
    assert [value.split("; ") for value in row[1:]] == [[part for part in text.split("\n") if part] for text in shown]
    words = {one.text for one in ElementTree.fromstring(files["svg"]).iter("{http://www.w3.org/2000/svg}text")}
    assert {"120", "480", *shown[0].split()} <= words
    table, card = (page.locator(one).bounding_box() for one in (".sc-phase-diagram table", "#sc-diagram"))
    assert table["width"] > 0.9 * card["width"], "it fills its card"
    span, colours = ".sc-colour-scale", "(all) => all.map((one) => one.style.background)"
    near = page.inner_text(f"{span} >> nth=0"), page.eval_on_selector_all(".sc-phase-diagram button", colours)
    page.click("[data-button=scale]")  # a click away: from 0
    page.wait_for_selector("[data-button=scale]:has-text('Span the range in this sweep')")
    whole = page.inner_text(f"{span} >> nth=0"), page.eval_on_selector_all(".sc-phase-diagram button", colours)
    assert near[0] != whole[0]
    assert near[1] != whole[1]
    page.select_option("[data-field=cells]", "endings")
    page.wait_for_selector(".sc-phase-diagram .bar i[data-end=evacuation]")
    page.wait_for_selector(".sc-endings-legend li >> text=evacuation")
    assert Image.open(io.BytesIO(files["png"])).size[0] > 1000


def test_a_small_sweep_is_planned_started_stopped_and_continued(tabs: Tabs, studies: Path, tmp_path: Path) -> None:
    from sim.sweep.engine import locate

    page = tabs.open("/sweeps")
    page.wait_for_selector("[data-button=start]")
    start_form(page, replicates=80, one_steps=2, two_steps=2, two_low=240, two_high=100)
    page.wait_for_selector(".sc-error:has-text('must be below the highest')")
    page.select_option("[data-field=three]", "patron.doubt")
    page.wait_for_selector("[data-field=three_low]")  # filled in from its range
    page.wait_for_selector(".sc-warning:has-text('It cannot act here: there is no patron')")
    page.select_option("[data-field=three]", "")
    fill_in(page, two_high=480)
    page.wait_for_selector(".sc-plan:has-text('4 points with 80 replicates each: 320 runs.')")
    page.click("[data-button=estimate]")
    page.wait_for_selector(".sc-plan:has-text('This is an estimate, from 12 trial runs of it on this machine.')")
    page.click("summary >> text=The same from the command line")
    text = page.inner_text(".sc-same-file pre")
    assert grave_findings(page) == []
    page.click("[data-button=start]")
    read = """() => ({
      done: Number((document.querySelector('.sc-sweep-status') || { innerText: '' }).innerText
        .replace(/[^0-9a-z]/g, '').match(/^([0-9]+)of320/)?.[1] ?? -1),
      cells: [...document.querySelectorAll('.sc-phase-diagram button')]
        .map((b) => Number(b.innerText.match(/n (\\d+)/)[1])) })"""
    half = page.wait_for_function(
        f"() => {{ const s = ({read})(); return s.done > 0 && s.done < 320 && s.cells.length ? s : null; }}",
        timeout=120_000,
    ).json_value()
    assert sum(half["cells"]) < 320
    page.click("[data-button=stop]")
    page.wait_for_selector(".sc-sweep-status:has-text('stopped')")
    stopped = page.evaluate(read)
    assert half["done"] <= stopped["done"] < 320
    page.click("[data-button=continue]")
    page.wait_for_function(f"() => ({read})().done === 320", timeout=180_000)
    page.wait_for_function(f"() => ({read})().cells.join() === '80,80,80,80'")
    page.wait_for_selector("[data-button=stop]", state="detached")
    assert page.input_value("[data-field=replicates]") == "80", "what was filled in is still there"
    copied = tmp_path / "copied.yaml"
    copied.write_text(text)
    assert (studies.parent / "asked" / "hamlet_food_days_manpower.yaml").read_text().strip() == text.strip()
    assert locate(copied, studies.parent)[1].name == page.input_value("[data-field=sweep]"), "the same sweep"


def test_a_comparison_agrees_with_the_command_line(tabs: Tabs, studies: Path) -> None:
    from sim.compare.comparison.comparison import compare

    folders = [next(studies.glob(f"{name}-*")) for name in ("crossing", "guarded")]
    comparison = compare(*folders)
    page = tabs.open("/compare")
    for folder in folders:
        page.check(f'[data-option="{folder.name}"]')
        page.wait_for_selector(f'label:has([data-option="{folder.name}"]) >> text=/reference|comparison/')
    page.click("[data-button=compare]")
    page.wait_for_selector(".sc-quotable p")
    sentence_text = page.inner_text(".sc-quotable").replace("\N{NO-BREAK SPACE}", " ")
    for paragraph in comparison.paragraphs:
        assert paragraph in sentence_text
    page.wait_for_selector(".sc-figure img")
    with page.expect_download() as file:
        page.click("text=Download the report")
    text = Path(file.value.path()).read_text()
    assert text == comparison.html()
    assert_figure_is_exported(page, comparison)
    assert grave_findings_in_both_themes(page) == []
    page.reload()  # what is compared is in the address
    for folder, role in zip(folders, ("reference", "comparison 1"), strict=True):
        page.wait_for_selector(f'label:has([data-option="{folder.name}"]) >> text=/{role}/')
    for folder in folders:
        page.uncheck(f'[data-option="{folder.name}"]')
    for name in ("baseline", "starve_or_surrender"):
        page.check(f'[data-option="scenario:{name}"]')
        page.wait_for_selector(f'label:has([data-option="scenario:{name}"]) >> text=/reference|comparison/')
    page.click("[data-button=compare]")  # refused before anything is run, with a way out
    page.click("[data-button=horizon] >> text=Compare over 730 days")
    page.wait_for_selector(".sc-compare-status:has-text('Running')")
    page.click("[data-button=stop]")
    page.wait_for_selector("text=Stopped. Finished runs are kept")
    page.wait_for_selector("[data-button=compare]:not([disabled])")
    page.click("nav >> text=Sweeps")
    page.wait_for_selector("[data-field=sweep]")
    listed = page.eval_on_selector_all("[data-field=sweep] option", "(all) => all.map((one) => one.value)")
    assert {one.name for one in folders} <= {*listed}
    assert not any(name.startswith("baseline") for name in listed), "runs made for the comparison are no sweep"


def assert_figure_is_exported(page: Any, comparison: "Comparison") -> None:
    """The drawing that is saved is the one on the page, and the table has the differences that it draws."""
    files = {}
    for kind in ("csv", "svg", "png"):
        page.click(".sc-figure button[aria-label^='Export Endings, compared with']")
        with page.expect_download() as download:
            page.click(f"[data-export={kind}]")
        files[kind] = Path(download.value.path()).read_bytes()
    table = pd.read_csv(io.BytesIO(files["csv"]))
    outcomes = comparison.outcomes
    drawn = outcomes[outcomes["binary"] & outcomes["low"].notna()]
    assert table["label"].tolist() == drawn["label"].tolist()
    assert table["difference"].to_numpy() == pytest.approx(drawn["difference"].to_numpy(), abs=1e-5)
    (image,) = ElementTree.fromstring(files["svg"]).iter("{http://www.w3.org/2000/svg}image")
    kind, _, data = image.attrib["href"].partition(",")
    assert kind == "data:image/svg+xml;base64"
    drawing = ElementTree.fromstring(base64.b64decode(data))
    assert len(list(drawing.iter("{http://www.w3.org/2000/svg}path"))) > 10
    assert Image.open(io.BytesIO(files["png"])).size[0] > 800
