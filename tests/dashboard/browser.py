"""A browser on this machine: what is named, what is on the path, what Playwright brought."""

import os
import shutil
from pathlib import Path

NAMED = "SAFECONDUCT_CHROMIUM"
#: Set where a missing browser is a failure, as on CI, which installs one.
REQUIRED = "SAFECONDUCT_BROWSER_REQUIRED"
ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
OPTIONS = (
    "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip


def found(own: str) -> str | None:
    """Path of a browser; `own` is where Playwright would have put its own."""
    said = os.environ.get(NAMED)
    if said:
        return said
    for name in ON_PATH:
        path = shutil.which(name)
        if path:
            return path
    return next((path for path in (*ELSEWHERE, own) if Path(path).exists()), None)
