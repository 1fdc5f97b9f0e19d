"""A browser on this machine: what is named, what is on the path, what Playwright brought."""

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
    """Path of a browser; `own` is where Playwright would have put its own."""
    return machine.browser() or (own if Path(own).exists() else None)
