"""What a warm `safeconduct run baseline` costs beside importing its two main packages: processor time and memory.

    python benchmarks/start.py                             # this tree
    PYTHONPATH=../before python benchmarks/start.py        # the model of another

The whole process from the call to its end, files written, with machine code and bytecode in their caches; a first pair
is not counted. Figures are medians of pairs that follow each other. The siege itself takes 0.1 s.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from statistics import median

RUN = ("-m", "sim", "run", "baseline", "--quiet", "--out")
IMPORTS = ("-c", "import mesa, numba")


def cost(words: tuple[str, ...], folder: str) -> tuple[float, float]:
    """Processor time, s, and peak memory, MB, of a Python process in a folder that is no checkout."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen([sys.executable, *words], cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)}: exit code {process.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    """Print both, and the ratios."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--pairs", type=int, default=5)
    reader.add_argument("--json", action="store_true", help="end with the ratios as JSON")
    options = reader.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pairs = [(cost((*RUN, folder), folder), cost(IMPORTS, folder)) for _ in range(options.pairs + 1)][1:]
    document = {}
    for place, what, unit in ((0, "time", "s"), (1, "memory", "MB")):
        run, imports = (median(one[place] for one in ones) for ones in zip(*pairs, strict=True))
        ratio = document[what] = median(run[place] / imports[place] for run, imports in pairs)
        print(f"{what:8} run {run:7.2f} {unit}, imports {imports:7.2f} {unit}, ratio {ratio:.2f}")
    if options.json:
        print(json.dumps(document))


if __name__ == "__main__":
    main()
