"""A browser for the tests: the one named in the environment, one on the path, or Playwright's own."""

from pathlib import Path

from sim.doctor import machine

NAMED = machine.NAMED_BROWSER
#: Set where a missing browser is a failure, as on CI, which installs one.
REQUIRED = "SAFECONDUCT_BROWSER_REQUIRED"
OPTIONS = (
    "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip


def found(own: str) -> str | None:
    """Path of a browser; `own` is where Playwright installs its own."""
    return machine.browser() or (own if Path(own).exists() else None)
