"""What a user does on a page and waits for."""

from typing import Any

PIXELS = """(place) => { const c = document.querySelectorAll('.siege-map canvas')[place];
  const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let h = 0;
  for (let i = 0; i < d.length; i += 4) h = (h * 31 + d[i] + 7 * d[i + 1] + 13 * d[i + 2]) | 0; return h; }"""
PAINTED = """(day) => { const all = [...document.querySelectorAll('.siege-map canvas')];
  return all.length > 0 && all.every((c) => c.dataset.day === String(day)); }"""


def pixels(page: Any, place: int = 0) -> int:
    return page.evaluate(PIXELS, place)


def day(page: Any) -> int:
    return int(page.inner_text(".sc-clock strong").removeprefix("Day "))


def live(page: Any) -> Any:
    """Wait until the map is painted."""
    page.wait_for_function(PAINTED, arg=day(page) if page.wait_for_selector(".sc-clock strong") else 0)
    return page


def step(page: Any, days: int = 1) -> int:
    """Simulate days one by one; returns the day on the page."""
    for _ in range(days):
        now = day(page)
        page.click("text=+1 day")
        page.wait_for_function(f"document.querySelector('.sc-clock strong').innerText === 'Day {now + 1}'")
    page.wait_for_function(PAINTED, arg=day(page))
    return day(page)


def put(page: Any, dotted: str, value: str) -> None:
    """Set a control of the drawer, or a slider."""
    drawer = ".sc-control " if page.locator(".sc-drawer").count() else ""
    page.eval_on_selector(
        f'{drawer}input[data-parameter="{dotted}"]',
        "(box, value) => { box.value = value; box.dispatchEvent(new Event('input'));"
        " box.dispatchEvent(new Event('change')); }",
        value,
    )


def parameters(page: Any, search: str) -> None:
    page.click("text=parameters…")
    page.fill(".sc-search", search)


def fill_in(page: Any, **values: object) -> None:
    """Fill in fields of the form that starts a sweep."""
    for field, value in values.items():
        page.fill(f"[data-field={field}]", str(value))
        page.dispatch_event(f"[data-field={field}]", "change")


def start_form(page: Any, **values: object) -> None:
    """Fill in fields of the form that starts a sweep, and submit it."""
    fill_in(page, **values)
    page.click("[data-button=start]")
