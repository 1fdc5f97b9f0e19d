"""The machine: cores, memory, the compile cache, the results folder, and a browser for the tests."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

RESULTS = Path("results")  # the default of the commands, whose module would import too much here
#: Environment variable that selects a browser for the dashboard's tests.
NAMED_BROWSER = "SAFECONDUCT_CHROMIUM"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
BROWSER_FILES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
#: Prints the folder of compiled code, and whether it holds the outermost kernel, the last to compile, for this Python.
CACHE = """
import sys
from pathlib import Path
from sim.compiled import cache_folder
from sim.kernels.fast_forward import run_days
index = f"fast_forward.run_days-*.py{sys.version_info[0]}{sys.version_info[1]}.nbi"
print("\\n" + str(cache_folder()), int(any(Path(run_days._cache.cache_path).glob(index))), sep="\\n")
"""


def browser() -> str | None:
    """Path of a browser that the dashboard's tests can drive: the selected one, otherwise one on the path."""
    named = os.environ.get(NAMED_BROWSER)
    if named:
        return named
    on_path = (shutil.which(name) for name in BROWSERS)
    return next((path for path in on_path if path), None) or next(
        (path for path in BROWSER_FILES if Path(path).exists()), None
    )


def cores() -> dict[str, int]:
    """Number of cores of the machine, and of those that this process may use."""
    total = os.cpu_count() or 1
    return {"there": total, "usable": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else total}


def memory() -> dict[str, int | None]:
    """Bytes of memory, in total and available to a new process; None where the system does not say."""
    total = available = None
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        available = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration):
        pass
    try:  # a container may be allowed less than the machine has
        allowed = Path("/sys/fs/cgroup/memory.max").read_text().strip()
    except OSError:
        allowed = "max"
    if allowed.isdigit():
        total = min(total or int(allowed), int(allowed))
        available = min(available or total, total)
    return {"total": total, "available": available}


def cache() -> dict[str, Any]:
    """The compile cache; if the compiler cannot be imported, `folder` is None and `problem` is the reason."""
    package, more = str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([package, more] if more else [package])}
    done = subprocess.run(
        [sys.executable, "-P", "-c", CACHE], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        why = (done.stderr.strip().splitlines() or [f"the process ended with code {done.returncode}"])[-1]
        return {"folder": None, "compiled": False, "bytes": 0, "other_versions": 0, "writable": False, "problem": why}
    name, compiled = done.stdout.splitlines()[-2:]
    folder = Path(name)
    states = [state for state in folder.parent.iterdir() if state.is_dir()]
    size = sum(file.stat().st_size for file in folder.parent.rglob("*") if file.is_file())
    wanted = os.environ.get("SAFECONDUCT_CACHE") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return {
        "folder": str(folder),
        "compiled": compiled == "1",
        "bytes": size,
        "other_versions": len(states) - 1,
        "writable": can_write(folder) and folder.is_relative_to(wanted),  # otherwise a temporary folder is used
        "problem": "",
    }


def results() -> dict[str, Any]:
    """The results folder in the working folder: whether it is writable, and how much disk space is free."""
    existing = next(folder for folder in (RESULTS.absolute(), *RESULTS.absolute().parents) if folder.exists())
    return {
        "folder": str(RESULTS),
        "exists": RESULTS.exists(),
        "writable": existing.is_dir() and can_write(existing),
        "free_bytes": shutil.disk_usage(existing).free,
    }


def can_write(folder: Path) -> bool:
    """Whether a file can be created in a folder: tried, not read from its permissions."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
