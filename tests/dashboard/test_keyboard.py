"""The pages by keyboard and for screen readers: Tab reaches every control, each has a visible focus and a name."""

from pathlib import Path
from typing import Any

from axe import grave_findings
from page_actions import PAINTED, day, live, step
from running_dashboard import Tabs

#: What a reader can act on, in the order of the page; of a phase diagram one cell: arrows lead to the others.
CONTROLS = """() => [...document.querySelectorAll(
    '.sc-app a[href], .sc-app button, .sc-app input, .sc-app select, .sc-app summary, .sc-app [tabindex]')]
  .filter((one) => !one.disabled && one.tabIndex >= 0 && one.getClientRects().length)
  .map((one, place) => (one.dataset.place = String(place), one.outerHTML.slice(0, 120)))"""
#: How far a ring stands out from what is behind it: the ratio of WCAG, 3 asked.
RING = """(one) => { const look = getComputedStyle(one), parts = (c) => c.match(/[\\d.]+/g).map(Number);
  if (look.outlineStyle === 'none' || parseFloat(look.outlineWidth) < 2 || /, 0\\)$/.test(look.outlineColor)) return 0;
  let behind = one, ground = [0, 0, 0, 0];
  while (behind && (ground.length > 3 && ground[3] === 0)) {
    behind = behind.parentElement; if (behind) ground = parts(getComputedStyle(behind).backgroundColor); }
  const light = (c) => { const [r, g, b] = c.map((n) => (n <= 10 ? n / 3294 : ((n / 255 + .055) / 1.055) ** 2.4));
    return .2126 * r + .7152 * g + .0722 * b; };
  const [a, b] = [light(parts(look.outlineColor)), light(ground)].sort((one, two) => two - one);
  return (a + .05) / (b + .05); }"""
#: The focused control, once the page is scrolled to it with the next picture.
FOCUSED = f"""async () => {{ const one = document.activeElement;
  if (!one.closest('.sc-app')) return null;
  const seen = () => {{ const box = one.getBoundingClientRect(); return box.bottom > 0 && box.top < innerHeight; }};
  for (let wait = 0; wait < 100 && !seen(); wait++) await new Promise((next) => setTimeout(next, 20));
  return {{ place: one.dataset.place === undefined ? -1 : Number(one.dataset.place), html: one.outerHTML.slice(0, 120),
    ring: ({RING})(one), seen: seen() }}; }}"""
#: Controls whose ring is faint when the keyboard has led to them.
FAINT = f"""() => [...document.querySelectorAll('.sc-app [data-place]')].filter((one) => {{
  one.focus({{ focusVisible: true, preventScroll: true }});
  return document.activeElement === one && ({RING})(one) < 3; }})
  .map((one) => one.outerHTML.slice(0, 120))"""


def name_of_focused(page: Any, asked: Any) -> str:
    """The accessible name of the focused element."""
    element = asked.send("Runtime.evaluate", {"expression": "document.activeElement"})["result"]["objectId"]
    nodes = asked.send("Accessibility.getPartialAXTree", {"objectId": element, "fetchRelatives": False})["nodes"]
    return str(nodes[0].get("name", {}).get("value", "")).strip()


def walk(page: Any) -> None:
    """Tab through the whole page and check each control, in the light theme; then rings and colours in the dark one."""
    page.evaluate("() => { for (const one of document.querySelectorAll('.sc-app details')) one.open = true; }")
    page.wait_for_function("[...document.querySelectorAll('.sc-app details')].every((one) => one.children.length > 1)")
    assert grave_findings(page) == []
    wanted = page.evaluate(CONTROLS)
    assert len(wanted) > 5
    asked = page.context.new_cdp_session(page)
    page.focus(".sc-skip")
    page.keyboard.press("Tab")  # so that the browser knows of a keyboard
    page.keyboard.press("Shift+Tab")
    reached = []
    for _ in range(len(wanted) + 3):
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        assert focused["ring"] >= 3, f"no ring, or a faint one, on {focused['html']}"
        assert focused["seen"], f"out of sight: {focused['html']}"
        assert name_of_focused(page, asked), f"no name: {focused['html']}"
        reached.append(focused["place"])
        page.keyboard.press("Tab")
    missed = [wanted[place] for place in range(len(wanted)) if place not in reached]
    assert not missed, f"out of reach: {missed}"
    assert reached == sorted(reached), "Tab goes as the page reads"
    page.click(".sc-theme")
    page.wait_for_selector(".theme--dark .sc-page")
    assert page.evaluate(FAINT) == []
    assert grave_findings(page) == []
    page.click(".sc-theme")
    page.wait_for_selector(".theme--light .sc-page")


def test_tab_reaches_every_control_of_every_page(tabs: Tabs, studies: Path) -> None:
    page = live(tabs.open(color_scheme="light"))
    page.wait_for_selector(".theme--light .sc-page")
    page.evaluate("document.querySelector('.v-progress-linear').style.visibility = 'visible'")  # as when busy
    page.click("summary >> text=Save, open, animate")
    walk(page)
    for link, ready in (("Sweeps", ".sc-phase-diagram button"), ("Compare", "[data-option]"), ("About", ".sc-text h2")):
        page.click(f".sc-header nav >> text={link}")
        page.wait_for_selector(ready)
        walk(page)


def test_a_siege_is_played_forked_and_inspected_by_keyboard(tabs: Tabs) -> None:
    page = live(tabs.open())
    page.focus("button.sc-primary")
    page.keyboard.press("Space")
    page.wait_for_selector(".sc-clock em.playing")  # the map may be ahead of the button, which would still say Play
    page.wait_for_function("Number(document.querySelector('.siege-map canvas').dataset.day) > 1")
    page.keyboard.press("Enter")
    page.wait_for_selector(".sc-clock em.paused")
    page.wait_for_function(PAINTED, arg=day(page))
    page.focus(".sc-starting-values summary")
    page.keyboard.press("Enter")
    slider = page.locator('.sc-sliders input[data-parameter="besieger.manpower"]')
    before = slider.input_value()
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("[role=status] >> text=One value waits for a new start")
    assert "besieger.manpower" not in page.inner_text(".sc-command")  # it is not in force
    assert slider.input_value() > before
    page.focus(".siege-map canvas")
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.wait_for_selector("aside[aria-label='A place'] h2")
    page.focus(".sc-people button")
    page.keyboard.press("Escape")
    page.wait_for_selector(".sc-people", state="detached")
    page.wait_for_function("document.activeElement.matches('.siege-map canvas')")
    page.focus("text='Fork'")
    page.keyboard.press("Enter")
    page.wait_for_selector(".sc-live.forked")
    step(page)


def test_the_drawer_traps_the_focus_and_returns_it(tabs: Tabs) -> None:
    page = live(tabs.open(width=1100))
    page.focus("text=parameters…")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('.sc-search')")
    page.keyboard.type("guarantor")
    page.wait_for_selector(".sc-parameter")
    inside = "document.activeElement.closest('.sc-drawer') !== null"
    for key in ["Tab"] * 25 + ["Shift+Tab"] * 30:
        page.keyboard.press(key)
        assert page.evaluate(inside), "Tab leaves the drawer"
    page.click(".sc-drawer p >> nth=0")  # on nothing in particular
    page.keyboard.press("Escape")
    page.wait_for_selector(".sc-drawer", state="detached")
    page.wait_for_function("document.activeElement.innerText.includes('parameters…')")


def test_the_drawer_is_docked_beside_the_map_where_there_is_room(tabs: Tabs) -> None:
    page = live(tabs.open(width=1440))
    page.click("text=parameters…")
    page.wait_for_selector(".sc-drawer[role=complementary]")
    drawer = page.locator(".sc-drawer").bounding_box()
    for part in (".sc-controls", ".siege-map"):
        box = page.locator(part).bounding_box()
        assert box["x"] + box["width"] <= drawer["x"], f"the drawer covers {part}"
    step(page)  # the page stays in use
    page.fill(".sc-search", "hospital")
    page.wait_for_selector('.sc-parameter:has([data-parameter="supply.medicine_days"]) >> text=from a new start')
    page.wait_for_selector('.sc-parameter:has([data-parameter="supply.medicine_leak"]) >> text=acts tomorrow')
    page.fill(".sc-search", "UN")
    page.wait_for_selector('[data-parameter="guarantor.strength"]')
    assert page.locator('.sc-drawer [data-parameter="population.civilians"]').count() == 0
    page.fill(".sc-search", "zebra")
    page.click(".sc-no-match button:has-text('ceasefire')")
    page.wait_for_selector('[data-parameter="negotiation.truce_days"]')
    page.keyboard.press("Escape")
    page.wait_for_selector(".sc-drawer", state="detached")


def test_the_first_tab_stop_skips_the_header(tabs: Tabs) -> None:
    page = live(tabs.open())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.sc-controls') !== null")
    assert page.locator(".siege-map canvas").count() == 1, "it is still the same page"
