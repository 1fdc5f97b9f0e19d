"""The Live page in a real browser: what a user does, and then sees."""

import io
import re
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from axe import grave_findings, grave_findings_in_both_themes
from faulty_server import BROKEN_SEED
from page_actions import PAINTED, PIXELS, day, live, parameters, pixels, put, step
from PIL import Image
from running_dashboard import SESSIONS, Served, Tabs

from sim.dashboard.live.map_frames import PLANES, compose, encoder_of
from sim.dashboard.live.person_card import people_in_cell, person_card
from sim.dashboard.live.place_card import reading
from sim.dashboard.theme import map_colours
from sim.model import SiegeModel
from sim.scenario.load import load_scenario

#: Size of the type of the headline.
TYPE_SIZE = "() => parseFloat(getComputedStyle(document.querySelector('.sc-headline b')).fontSize)"


@pytest.mark.install
def test_play_moves_the_map_and_pause_stops_it(tabs: Tabs) -> None:
    page = live(tabs.open())
    before = pixels(page)
    assert "200 civilians and 80 fighters" in page.inner_text(".sc-premise"), "no premise before the first day"
    assert not page.is_visible(".sc-timeline"), "empty axes"
    page.click(".sc-large-play button")
    page.wait_for_function("Number(document.querySelector('.siege-map canvas').dataset.day) > 3")
    assert pixels(page) != before
    page.click("button.sc-primary")
    page.wait_for_selector(".sc-clock em.paused")
    assert not page.is_visible(".sc-premise")
    page.wait_for_function(PAINTED, arg=day(page))
    small = page.evaluate(TYPE_SIZE)
    page.click(".sc-present")
    page.wait_for_function(f"({TYPE_SIZE})() > {small}")
    assert page.url.endswith("#present")
    assert page.locator("select").locator("visible=true").count() == 0
    page.keyboard.press("Escape")
    page.wait_for_function(f"({TYPE_SIZE})() === {small}")
    page.wait_for_timeout(200)  # in which the map is painted in its old size
    stopped, still = day(page), pixels(page)
    page.wait_for_timeout(600)  # time in which six days would have passed
    assert (day(page), pixels(page)) == (stopped, still)


def test_charts_are_drawn_unless_the_page_was_left_before(tabs: Tabs) -> None:
    page = live(tabs.open())
    drawn = """() => [...document.querySelectorAll('.sc-timeline canvas')].filter((c) => c.width > 50 &&
      c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((n) => n)).length"""
    step(page, 2)
    page.wait_for_function(f"({drawn})() === 1")
    for width in (420, 768, 1440):
        page.set_viewport_size({"width": width, "height": 950})
        page.wait_for_function(f"({CUT_OFF})().length === 0")
    assert_chart_is_exported(page)
    assert_past_days_are_shown(page)
    late = tabs.open("/about")
    asked: list[Any] = []
    late.route("**/echarts*/**", lambda one: asked.append(one))  # it comes when the page is no longer there
    late.click("text=Live")
    live(late)
    late.click("text=+1 day")
    late.wait_for_function("document.querySelectorAll('.sc-timeline').length === 1")
    while not asked:
        late.wait_for_timeout(20)
    late.click("text=About")
    late.wait_for_function("document.querySelectorAll('.sc-timeline').length === 0")
    for one in asked:
        one.continue_()
    late.wait_for_function("window.requirejs.defined(window.solara.cdn + '/echarts@5.4.0/dist/echarts.min.js')")
    late.wait_for_timeout(200)  # what waited for it has had its turn


#: What is read on the timeline and does not fit its place.
CUT_OFF = """() => [...document.querySelectorAll('.sc-reading')].filter((one) => {
  const whole = one.getBoundingClientRect();
  return [...one.querySelectorAll('b, small, em')].some((part) => { const box = part.getBoundingClientRect();
    return part.scrollWidth > part.clientWidth + 1 && part.clientWidth || box.right > whole.right + 1
      || box.bottom > whole.bottom + 2; }); })"""
READING = """(name) => Object.fromEntries([...document.querySelectorAll('.sc-reading-values span')]
  .map((line) => line.innerText.trim().split(/ (?=\\S+$)/)))[name]"""


def assert_past_days_are_shown(page: Any) -> None:
    """The timeline's cursor reads a day, and shows it on the map and in the headline strip; then back to today."""
    step(page, 2)
    page.wait_for_selector(".sc-timeline-slider[aria-valuenow='3']")  # keys count from the day that it shows
    today = pixels(page)
    page.focus(".sc-timeline-slider")
    for shown in (2, 1):
        page.keyboard.press("ArrowLeft")
        page.wait_for_function(PAINTED, arg=shown)
        page.wait_for_selector(f".sc-shown-day:has-text('Evening of day {shown},')")
        page.wait_for_selector(f".sc-timeline-slider[aria-valuetext^='Day {shown},']")
    assert pixels(page) != today
    assert page.evaluate(READING, "fight on") != "\u2013"
    box = page.locator(".sc-timeline-slider").bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"] / 30, box["y"] + 40)  # day 0: the axis spans 30 days
    page.wait_for_selector(".sc-timeline-head h2:has-text('Day 0,')")
    assert page.evaluate(READING, "fight on") == "\u2013", "nobody has weighed anything on day 0"
    page.wait_for_function(PAINTED, arg=1)  # which the map goes on showing
    page.mouse.click(box["x"] + 2.5 * box["width"] / 30, box["y"] + 40)
    page.wait_for_function(PAINTED, arg=2)
    page.click("text=Back to today")
    page.wait_for_function(PAINTED, arg=4)
    assert pixels(page) == today
    page.wait_for_selector(".sc-headline:not(.past)")


LINES = """(menu) => { let box = menu; while (!box.querySelector('[_echarts_instance_]')) box = box.parentElement;
  const echarts = window.requirejs(window.solara.cdn + '/echarts@5.4.0/dist/echarts.min.js');
  const option = echarts.getInstanceByDom(box.querySelector('[_echarts_instance_]')).getOption();
  return option.series.filter((one) => one.type === 'line' && one.name && one.data.length)
    .map((one) => [one.name, one.data.map((point) => Array.isArray(point) ? point : point.value)]); }"""


def assert_chart_is_exported(page: Any) -> None:
    """The values that are drawn are those of the table and of the CSV; PNG and SVG are complete pictures."""
    button = page.locator("button[aria-label^='Export ']").first
    lines = dict(button.evaluate(LINES))
    button.click()
    page.click("[data-export=table]")
    page.wait_for_selector(".sc-chart-values tbody tr")
    listed = page.eval_on_selector_all(
        ".sc-chart-values tr", "(rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText))"
    )
    assert listed[0][1:] == list(lines)
    assert grave_findings(page) == []
    for name, points in lines.items():
        column = {float(row[0]): row[listed[0].index(name)] for row in listed[1:]}
        assert {x: y for x, y in points if y is not None} == pytest.approx(
            {x: float(column[x]) for x, y in points if y is not None}, rel=1e-5
        )
    files = {}
    for kind in ("csv", "svg", "png"):
        if not page.locator(f"[data-export={kind}]").count():
            button.click()
        with page.expect_download() as download:
            page.click(f"[data-export={kind}]")
        assert download.value.suggested_filename.endswith(f".{kind}")
        files[kind] = Path(download.value.path()).read_bytes()
    rows = [line.split(",") for line in files["csv"].decode().splitlines()]
    assert [[value or "–" for value in row] for row in rows] == listed
    assert Image.open(io.BytesIO(files["png"])).size[0] > 400
    drawing = ElementTree.fromstring(files["svg"])
    assert len(list(drawing.iter("{http://www.w3.org/2000/svg}path"))) >= len(lines)


def test_an_intervention_acts_and_the_address_says_everything(tabs: Tabs) -> None:
    """Starting values say that they wait; a reload and Back return; Reset says what it drops; seeds are asked about."""
    page = live(tabs.open())
    put(page, "besieger.manpower", "480")
    page.wait_for_selector(".sc-key-figures >> text=480")
    page.wait_for_selector(".sc-command >> text=besieger.manpower=480")
    assert step(page) == 1
    page.click("summary >> text=Starting values")
    put(page, "supply.food_days", "90")
    page.wait_for_selector("text=waits for a new start")
    assert "food_days" not in page.inner_text(".sc-command"), "it is not in force"
    page.click("[data-card=guarantor] summary")
    page.click("[data-card=guarantor] button")
    page.wait_for_selector(".sc-dated >> text=acts next")
    page.wait_for_selector(".sc-command >> text=--set-at 1 guarantor.strength=0.9")
    step(page)
    page.wait_for_selector(".sc-ledger >> text=as scheduled")
    there = "location.search.includes('day=2')"
    page.wait_for_function(there)
    page.reload()
    page.wait_for_selector(".sc-clock >> text=Day 2")
    page.wait_for_selector(".sc-command >> text=--set-at 1 guarantor.strength=0.9")
    page.wait_for_selector("text=waits for a new start")
    assert page.evaluate(there)
    beside = tabs.open(page.get_attribute("a.sc-second-tab", "href"))
    beside.wait_for_selector(".sc-command >> text=supply.food_days=90")
    beside.wait_for_selector(".sc-clock >> text=Day 0")
    beside.close()
    assert day(page) == 2, "it goes on beside the new one"
    page.click("text=Restart with these")
    page.wait_for_selector(".sc-clock >> text=Day 0")
    page.wait_for_selector(".sc-command >> text=supply.food_days=90")
    page.wait_for_selector(".sc-dated >> text=planned")
    page.go_back()
    page.wait_for_selector(".sc-clock >> text=Day 2")
    page.click("text=Reset")
    page.wait_for_selector("text=Reset dropped 3 changes and day 2")
    page.wait_for_selector(".sc-clock >> text=Day 0")
    page.click("text=Undo")
    page.wait_for_selector(".sc-clock >> text=Day 2")
    page.wait_for_selector(".sc-dated >> text=in force")
    for nonsense in ("1.5", "", "4294967296"):
        page.fill(".sc-seed", nonsense)
        page.wait_for_selector("text=Seed 1 is still in use")
    page.fill(".sc-seed", "7")
    assert day(page) == 2
    page.click("text=Start with seed 7")
    page.wait_for_selector(".sc-command >> text=--seed 7")
    page.goto(f"{page.url.partition('?')[0]}?siege=/etc/passwd&set=supply.food_days:-4&set=supply.aid:0.5")
    page.wait_for_selector(".sc-notice:has-text('siege = /etc/passwd: is not offered here')")
    page.wait_for_selector(".sc-notice:has-text('must be at least 0')")
    page.wait_for_selector(".sc-command >> text=supply.aid=0.5")
    step(page, 2)
    page.close()
    again = live(tabs.open())  # the siege of a tab that was closed is offered
    again.click(".sc-offer:has-text('Continue where you left off') button >> text=Continue")
    again.wait_for_selector(".sc-clock >> text=Day 2")
    again.wait_for_selector(".sc-command >> text=supply.aid=0.5")


def test_a_fork_is_equal_until_something_differs(tabs: Tabs) -> None:
    page = live(tabs.open())
    step(page, 2)
    page.click("text='Fork'")
    page.wait_for_selector(".sc-live.forked")
    step(page, 2)
    assert pixels(page, 0) == pixels(page, 1)
    page.wait_for_selector(".sc-fork-summary:has-text('Both runs are the same until something is changed')")
    page.wait_for_selector(".sc-seeds button[disabled]")
    page.click("summary >> text=Starting values")
    page.wait_for_selector("fieldset.sc-sliders[disabled]")
    page.wait_for_selector("text=Both runs of a fork share their first day")
    parameters(page, "strikes_km2_day")
    put(page, "fire.strikes_km2_day", "300")
    page.wait_for_selector(".sc-parameter.changed")
    page.click(".sc-drawer button[aria-label=Close]")
    step(page, 2)
    assert pixels(page, 0) != pixels(page, 1)
    page.wait_for_selector(".sc-fork-summary h2:has-text('→ 300 from day 4')")
    page.wait_for_selector(".sc-map-heading:has-text('Counterfactual: with')")
    page.wait_for_selector(".sc-fork-lead:has-text('By day 5')")
    page.wait_for_selector(".sc-fork-ledger th:has-text('→ 300 from day 4')")
    page.click("text=Run 20 seeds")
    assert grave_findings_in_both_themes(page) == []
    page.wait_for_selector(".sc-seeds circle.own")
    page.click(".sc-seeds >> text='Stop'")
    page.wait_for_selector(".sc-seeds >> text='Continue'")
    with page.expect_download() as table:
        page.click("text=Save the difference as CSV")
    assert Path(table.value.path()).read_text().count("\n") == 7, "a line for each of six days, and the heading"
    page.click("text=Keep factual")
    page.wait_for_selector(".sc-live:not(.forked)")


def test_the_map_shows_the_state_of_the_model(tabs: Tabs, server: Served) -> None:
    page = live(tabs.open(color_scheme="light"))
    key = page.inner_text(".sc-map-key")
    assert all(f"\n{name}" in key for name in ("Hospital", "Ruins", "Not held", "Struck or fought", "Reported")), key
    for name in ("civilian", "fighter", "besieger", "fire", "front", "sight", "convoy"):
        page.click(f"[data-layer={name}]")
        page.wait_for_selector(f"[data-layer={name}][aria-pressed=false]")
    siege = SiegeModel(load_scenario(server.scenario), seed=1).siege
    encoder = encoder_of(siege)
    shape = encoder.viewport.height, encoder.viewport.width
    planes = np.frombuffer(encoder.frame(siege), np.uint8).reshape(len(PLANES), *shape)
    terrain = np.frombuffer(encoder.terrain(siege), np.uint8).reshape(shape)
    off = dict.fromkeys(["civilian", "fighter", "besieger", "fire"], False)
    wanted = np.rint(compose(planes, terrain, map_colours(False), off))
    read = """([width, height]) => { const c = document.querySelector('.siege-map canvas'), out = [];
      const pen = c.getContext('2d');
      for (let y = 0; y < height; y++) for (let x = 0; x < width; x++)
        out.push([...pen.getImageData((x + .5) * c.width / width, (y + .5) * c.height / height, 1, 1).data]);
      return out; }"""
    page.wait_for_timeout(300)  # the last switch is painted with the next frame of the screen
    seen = np.array(page.evaluate(read, [shape[1], shape[0]])).reshape(*shape, 4)[..., :3]
    apart = np.abs(seen - wanted).max(axis=2) > 2
    assert apart.mean() < 0.06, "all but what the scale bar and a hospital's cross cover"


def test_the_map_is_read_zoomed_and_leads_to_a_place_and_a_person(tabs: Tabs, server: Served) -> None:
    page = live(tabs.open())
    siege = SiegeModel(load_scenario(server.scenario), seed=1).siege
    encoder = encoder_of(siege)
    width, height = encoder.viewport.width, encoder.viewport.height
    busiest = int(siege.grid.crowd[0].argmax())
    x, y = encoder.position(siege, busiest)
    box = page.locator(".siege-map canvas").bounding_box()
    spot = box["x"] + (x + 0.5) / width * box["width"], box["y"] + (y + 0.5) / height * box["height"]
    page.mouse.move(*spot)
    page.wait_for_selector(".siege-map-tip.on")
    wanted = reading(siege, busiest)
    assert page.inner_text(".siege-map-tip").splitlines() == [wanted["title"], *wanted["lines"]]
    page.mouse.click(*spot)
    page.wait_for_selector(f".sc-people h2:text-is('{wanted['title']}')")
    whole = pixels(page)
    page.keyboard.press("+")
    page.wait_for_function("(before) => (" + PIXELS + ")(0) !== before", arg=whole)
    page.mouse.wheel(0, -300)  # around the pointer, which stays on its cell
    page.wait_for_selector(".siege-map.zoomed")
    page.mouse.move(spot[0] + 4, spot[1])
    page.mouse.move(*spot)
    page.wait_for_selector(".siege-map-tip.on")
    page.mouse.down()
    page.mouse.move(spot[0] - 60, spot[1] + 40, steps=4)
    page.mouse.up()
    page.wait_for_timeout(200)
    assert page.inner_text(".sc-people h2") == wanted["title"], "dragging chooses no cell"
    with page.expect_download() as picture:
        page.click("[aria-label='Save the map as a picture']")
    assert picture.value.suggested_filename == "map-day-0.png"
    page.click("[aria-label='Show the whole map']")
    page.wait_for_selector(".siege-map:not(.zoomed)")
    page.click(".sc-people summary >> nth=0")
    assert grave_findings(page) == []
    page.click(".sc-people li button >> nth=0")
    page.wait_for_selector(".sc-people >> text=Followed since day 0")
    row = int(people_in_cell(siege, busiest)[0]["people"][0]["person"])
    card, shown = person_card(siege, row), page.inner_text(".sc-people")
    assert card["title"] == page.inner_text(".sc-people h2")
    assert all(sentence in shown for sentence in card["life"])
    assert "unique_id" not in shown


def test_every_parameter_has_a_control_on_the_page(tabs: Tabs) -> None:
    from sim.scenario.parameters import parameters as declared
    from sim.scenario.schema import LISTS

    page = live(tabs.open())
    parameters(page, ".")  # a dotted name fits this
    page.check("text=Show expert parameters")
    names = page.eval_on_selector_all(
        ".sc-control [data-parameter]", "(all) => all.map((box) => box.dataset.parameter)"
    )
    assert sorted(names) == sorted([*(parameter.dotted for parameter in declared()), *LISTS])
    for dotted, value in (("negotiation.allowed", "false"), ("clock.start", "2016-05-01"), ("map.seed", "7")):
        box = page.locator(f'.sc-control [data-parameter="{dotted}"]')
        box.uncheck() if value == "false" else put(page, dotted, value)
        page.wait_for_selector(f'.sc-parameter.changed [data-parameter="{dotted}"]')
    put(page, "supply.food_days", "-3")
    page.wait_for_selector(".sc-drawer .sc-error:has-text('must be at least 0')")


def test_a_list_is_edited_record_by_record(tabs: Tabs) -> None:
    page = live(tabs.open())
    parameters(page, "reinforcements")
    box = '[data-parameter="reinforcements"]'

    def write(place: int, field: str, value: str) -> None:
        page.fill(f'{box} fieldset >> nth={place} >> [data-field="{field}"]', value)
        page.dispatch_event(f'{box} fieldset >> nth={place} >> [data-field="{field}"]', "change")

    page.click("[data-add=reinforcements]")
    page.wait_for_selector(f"{box} >> text=Fill in every field")
    write(0, "day", "1")
    write(0, "men", "0")
    page.wait_for_selector(".sc-drawer .sc-error:has-text('men')")
    write(0, "men", "77")
    page.wait_for_selector(".sc-parameter.changed " + box)
    page.click("[data-add=reinforcements]")
    write(1, "day", "2")
    write(1, "men", "5")
    page.click(f"{box} [data-remove='1']")
    page.wait_for_function("document.querySelectorAll('.sc-list fieldset').length === 1")
    page.click(".sc-drawer button[aria-label=Close]")
    page.wait_for_selector(""".sc-command:has-text('reinforcements=[{"day": 1, "men": 77}]')""")
    step(page, 2)
    page.wait_for_selector(".sc-ledger >> text=77")


def test_a_run_is_saved_opened_and_animated(tabs: Tabs, server: Served) -> None:
    page = live(tabs.open())
    step(page, 3)
    page.click("summary >> text=Save, open, animate")
    page.click("text=Save this run")
    page.wait_for_selector("text=Saved as")
    folder = next((server.results / "saved").glob("hamlet-seed1-day3-*"))
    assert {"run.json", "scenario.yaml", "daily.parquet", "day-3.snapshot", "title.txt"} <= {
        file.name for file in folder.iterdir()
    }
    page.click("text=Create animation")
    page.wait_for_selector("a.sc-download")
    with page.expect_download() as film:
        page.click("a.sc-download")
    assert Path(film.value.path()).read_bytes()[:6] in (b"GIF89a", b"GIF87a")
    step(page)
    page.select_option("label:has-text('Open a saved run') select", folder.name)
    page.wait_for_selector(".sc-clock strong:text-is('Day 3')")
    assert step(page) == 4


def test_a_theatre_shows_all_sieges_and_the_selected_one_in_full(tabs: Tabs) -> None:
    page = live(tabs.open())
    page.select_option(".sc-controls select >> nth=0", "linked_pair")
    page.wait_for_selector("[data-siege=blue_town]:has-text('linked to red town')")
    page.wait_for_selector("[data-siege=red_town][aria-pressed=true]")
    page.wait_for_function(PAINTED, arg=0)
    assert step(page, 2) == 2
    red = pixels(page)
    page.click("[data-siege=blue_town]")
    page.wait_for_selector("[data-siege=blue_town][aria-pressed=true]")
    page.wait_for_selector("h2:has-text('in Blue town')")
    page.wait_for_function("(before) => (" + PIXELS + ")(0) !== before", arg=red)
    assert page.is_disabled("text='Fork'")
    page.wait_for_selector("text=A theatre cannot be forked yet")
    page.click("summary >> text=Starting values")
    put(page, "besieger.manpower", "900")
    page.wait_for_selector("text=waits for a new start")
    page.click("text=Restart with these")
    page.wait_for_selector(".sc-command:has-text('--set sieges.blue_town.besieger.manpower=900')")


def test_parameters_of_a_theatre_are_set_on_the_page(tabs: Tabs) -> None:
    from sim.dashboard.run_setup import LINKS, THEATRE_PARAMETERS
    from sim.scenario.parameters import parameters as declared
    from sim.scenario.schema import LISTS

    page = live(tabs.open())
    page.select_option(".sc-controls select >> nth=0", "linked_pair")
    page.wait_for_selector("[data-siege=blue_town]:has-text('linked to red town')")
    parameters(page, ".")
    page.check("text=Show expert parameters")
    names = page.eval_on_selector_all(
        ".sc-control [data-parameter]", "(all) => all.map((box) => box.dataset.parameter)"
    )
    assert sorted(names) == sorted(
        [*(parameter.dotted for parameter in declared()), *LISTS, *THEATRE_PARAMETERS, LINKS]
    )
    put(page, "contagion.reputation", "0.4")
    page.wait_for_selector('.sc-parameter.changed [data-parameter="contagion.reputation"]')
    box = f'[data-parameter="{LINKS}"]'
    page.fill(f'{box} [data-field="worth"]', "7")
    page.dispatch_event(f'{box} [data-field="worth"]', "change")
    page.wait_for_selector(".sc-drawer .sc-error:has-text('links.pair.worth = 7.0: must be at most 1')")
    page.fill(f'{box} [data-field="worth"]', "0.3")
    page.dispatch_event(f'{box} [data-field="worth"]', "change")
    page.wait_for_selector(".sc-command:has-text('\"worth\": 0.3')", state="attached")
    page.uncheck(f'{box} [data-field="active"]')
    page.wait_for_function("!document.querySelector('[data-siege=blue_town]').innerText.includes('linked')")
    page.wait_for_selector(".sc-command:has-text('contagion.reputation=0.4')", state="attached")
    page.click(f"{box} [data-remove='0']")
    page.wait_for_selector(".sc-command:has-text('links={}')", state="attached")
    page.click(f'[data-add="{LINKS}"]')
    page.wait_for_selector("[data-siege=blue_town]:has-text('linked to red town')", state="attached")


def test_an_error_in_one_tab_leaves_the_other_running(tabs: Tabs) -> None:
    one, two = live(tabs.open()), live(tabs.open())
    one.fill(".sc-seed", str(BROKEN_SEED))
    one.click(".sc-start-seed")
    one.wait_for_selector(f".sc-command >> text=--seed {BROKEN_SEED}")
    one.click("button.sc-primary")
    one.wait_for_selector(".sc-error:has-text('the dice rolled off the table')")
    assert day(one) == 2
    assert day(two) == 0
    assert step(two, 3) == 3
    one.fill(".sc-seed", "1")
    one.click(".sc-start-seed")
    one.wait_for_selector(".sc-clock em.paused")
    assert step(one) == 1


def test_six_tabs_at_once_are_served_or_wait_until_another_closes_or_dies(tabs: Tabs) -> None:
    dying = live(tabs.open(offline=False))  # in a context of its own
    others = tabs.open_at_once(5)
    for page in others:
        page.wait_for_selector(".siege-map canvas, .sc-waiting h1:has-text('All places are taken')", state="attached")
    waiting = [page for page in others if not page.query_selector(".siege-map canvas")]
    assert len(waiting) == 6 - SESSIONS
    assert f"{SESSIONS} sieges are being watched" in waiting[0].inner_text(".sc-waiting")
    waiting[0].click("text=About")  # the other pages need no place
    waiting[0].wait_for_selector(".sc-text h1")
    waiting[0].click("nav >> text=Live")
    waiting[0].wait_for_selector(".sc-waiting")
    for page in waiting[2:]:
        page.close()
    next(page for page in others if page not in waiting).close()
    one_gets_a_place(waiting[:2])
    dying.context.set_offline(True)  # so that it dies without a word
    dying.close()
    one_gets_a_place([page for page in waiting[:2] if not page.query_selector(".siege-map canvas")])


def one_gets_a_place(pages: list[Any]) -> None:
    """Wait until one of the tabs shows a siege."""
    began = time.monotonic()
    while not any(page.query_selector(".siege-map canvas") for page in pages):
        assert time.monotonic() - began < 60, "nobody gets the place"
        pages[0].wait_for_timeout(50)


@pytest.mark.parametrize("path", ["/", "/sweeps", "/compare", "/about"])
def test_pages_fit_a_phone_and_the_dark_theme(tabs: Tabs, path: str) -> None:
    page = tabs.open(path, width=420, height=800, color_scheme="dark")
    page.wait_for_selector(".sc-card, .sc-controls")
    page.wait_for_selector(".theme--dark .sc-page")
    assert page.evaluate("document.documentElement.scrollWidth") <= 420
    assert (
        page.evaluate(
            "(() => { const nav = document.querySelector('nav'); return nav.scrollWidth - nav.clientWidth; })()"
        )
        <= 0
    )
    contrast = """() => { const s = getComputedStyle(document.querySelector('.sc-page'));
      const g = getComputedStyle(document.querySelector('.v-application--wrap'));
      const l = (c) => { const [r, g, b] = c.match(/\\d+/g).map(Number); return .2126 * r + .7152 * g + .0722 * b; };
      return Math.abs(l(s.color) - l(g.backgroundColor)); }"""
    assert page.evaluate(contrast) > 120
    assert page.locator("h1").count() == 1
    page.emulate_media(media="print")
    ground = "getComputedStyle(document.querySelector('.v-application--wrap')).backgroundColor"
    page.wait_for_function(f"{ground} === 'rgb(255, 255, 255)'")
    left = page.eval_on_selector_all(
        "button, select, input", "(all) => all.filter((one) => one.getClientRects().length).map((one) => one.outerHTML)"
    )
    results = ("data-layer", "data-cell")  # the key of the map, and the cells of a phase diagram
    assert not [one for one in left if not any(name in one for name in results)], "controls are of no use on paper"
    assert page.locator("h1").bounding_box()["height"] > 10, "the heading is printed"


def test_memory_does_not_grow_from_siege_to_siege(tabs: Tabs, server: Served) -> None:
    """A short form of `benchmarks/dashboard.py --minutes 30`: later sieges reuse the memory of the first ones."""
    page = live(tabs.open())
    page.select_option("label:has-text('Speed') select", "0")

    def siege() -> float:
        page.click("text=Reset")
        page.wait_for_function("document.querySelector('.sc-clock strong').innerText === 'Day 0'")
        page.click("button.sc-primary:not([disabled])")
        page.wait_for_function("Number(document.querySelector('.sc-clock strong').innerText.slice(4)) >= 40")
        process_status = Path(f"/proc/{server.process.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", process_status)[0]) / 1024

    if not Path("/proc/self/status").exists():
        pytest.skip("this system does not tell the memory of a process in /proc")
    held = [siege() for _ in range(10)]
    assert held[-1] - held[3] < 6.0, f"MB after each siege: {held}"


def test_foreign_hosts_and_origins_are_rejected(server: Served) -> None:
    def status(**headers: str) -> int:
        try:
            with urllib.request.urlopen(urllib.request.Request(server.url, headers=headers), timeout=60) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    assert status() == 200
    assert status(Host="evil.example") == 403
    assert status(Origin="http://evil.example") == 403
    assert status(Origin=server.url) == 200


def test_one_notice_says_that_the_server_is_gone_and_the_page_reloads(tabs: Tabs) -> None:
    page = live(tabs.open("/?siege=baseline"))
    page.evaluate("window.before = true")
    page.route("**/readyz", lambda route: route.abort())
    page.evaluate("solara.debug.kernel()._reconnectLimit = 0; solara.debug.dropConnection()")
    page.wait_for_selector(".sc-gone")
    page.wait_for_timeout(700)
    theirs = page.locator(".v-overlay, .v-alert, .v-dialog").all()
    assert not any(one.is_visible() for one in theirs), "a second notice overlaps"
    page.unroute("**/readyz")
    page.wait_for_function("window.before === undefined")
    live(page)
    assert "siege=baseline&" in page.url
    assert page.locator(".sc-gone").count() == 0
    tabs.errors.clear()  # of the requests that found no server
