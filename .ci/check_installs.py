"""The declared dependency ranges and the distributions work: in throwaway environments, outside the checkout.

`make check-installs` runs it. It takes a quarter of an hour or more, most of it compiling, and needs a package index.
Pythons that are not on this machine are skipped and named; `--python PATH` adds one that is elsewhere.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
PYTHONS = ("3.12", "3.13", "3.14")
#: Where pyenv and the like keep interpreters that are not on the path.
KEPT = (Path.home() / ".pyenv" / "versions", Path("/opt/python"))
EXTRAS, GROUP = "sql,cluster,geo", "install"
#: Deprecations of others' packages at either end of their range are not ours to mend.
MARKED = ("-m", "install", "-q", "-p", "no:cacheprovider", "-W", "ignore::DeprecationWarning")


class Bounds(NamedTuple):
    """Which of the versions that are allowed."""

    name: str
    resolution: str
    only: tuple[str, ...] = ()  # further constraints
    pythons: tuple[str, ...] = PYTHONS


BOUNDS = (
    Bounds("lowest", "lowest-direct", pythons=("3.12",)),  # the floors have no wheels for later Pythons
    Bounds("highest", "highest"),
    Bounds("highest with pandas 2.2", "highest", ("pandas<2.3",), ("3.12",)),
)


class Check:
    """One run: a folder for everything, and what came of each step."""

    def __init__(self, uv: str, work: Path, more: list[str]) -> None:
        self.uv, self.work = uv, work
        self.steps: list[tuple[str, str, float]] = []
        self.interpreters = {version: found for version in PYTHONS if (found := interpreter(uv, version))}
        self.interpreters |= {version_of(path): path for path in more}

    def step(self, name: str, todo: Any, *words: Any) -> Any:
        """Do one thing and note how it ended."""
        sys.stdout.write(f"== {name}\n")
        sys.stdout.flush()
        began = time.monotonic()
        try:
            result, status = todo(*words), "ok"
        except (subprocess.CalledProcessError, AssertionError) as error:
            result, status = None, f"FAILED: {error}"
        self.steps.append((name, status, time.monotonic() - began))
        return result

    def run(self, *command: Any, cwd: Path = ROOT, env: dict[str, str] | None = None, quiet: bool = False) -> str:
        """Output of a command; CalledProcessError with that output shown where it fails."""
        words = [str(word) for word in command]
        done = subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.stdout.write(done.stdout[-6000:] + done.stderr[-6000:])
            raise subprocess.CalledProcessError(done.returncode, " ".join(words[:6]))
        if not quiet:
            sys.stdout.write("".join(f"   {line}\n" for line in done.stdout.splitlines()[-3:]))
        return done.stdout

    def environment(self, name: str, python: str) -> Path:
        """A new virtual environment; the path of its interpreter."""
        folder = self.work / "envs" / name.replace(" ", "-")
        self.run(self.uv, "venv", "--quiet", "--python", python, folder)
        return folder / "bin" / "python"

    def bounds(self, bounds: Bounds, version: str) -> None:
        """The marked tests with the packages at one end of their ranges."""
        python = self.environment(f"{bounds.name} {version}", self.interpreters[version])
        only = self.work / "constraints.txt"
        only.write_text("\n".join(bounds.only))
        self.run(
            self.uv, "pip", "install", "--quiet", "--python", python, "--resolution", bounds.resolution,
            "--constraints", only, "--editable", f"{ROOT}[{EXTRAS}]", "--group", GROUP,
        )  # fmt: skip
        self.run(self.uv, "pip", "check", "--python", python)
        files = self.run("grep", "-rl", "--include=*.py", "mark.install", "tests", quiet=True).split()
        env = os.environ | {"SAFECONDUCT_CACHE": str(self.work / "cache")}
        self.run(python, "-m", "pytest", *MARKED, *files, env=env)

    def build(self) -> list[Path]:
        """Wheel and source distribution of the tracked files, whatever else lies in the checkout."""
        source = self.work / "source"
        for name in self.run("git", "ls-files", "-z", quiet=True).split("\0"):
            if name and (ROOT / name).is_file():
                (source / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, source / name)
        dist, again = self.work / "dist", self.work / "again"
        self.run(self.uv, "build", "--quiet", "--sdist", "--out-dir", dist, source)
        self.run(self.uv, "build", "--quiet", "--wheel", "--out-dir", dist, source)
        (sdist,), (wheel,) = dist.glob("*.tar.gz"), dist.glob("*.whl")
        self.run(self.uv, "build", "--quiet", "--wheel", "--out-dir", again, sdist)
        with zipfile.ZipFile(wheel) as ours, zipfile.ZipFile(again / wheel.name) as theirs:
            assert {n: ours.read(n) for n in ours.namelist()} == {n: theirs.read(n) for n in theirs.namelist()}, (
                "the wheel made of the source distribution is another one"
            )
            names = {name for name in ours.namelist() if ".dist-info/" not in name}
        package = {str(path.relative_to(source)) for path in (source / "sim").rglob("*") if path.is_file()}
        assert package <= names, f"missing in the wheel: {sorted(package - names)}"
        foreign = {name for name in names - package if not name.startswith("sim/shipped/") or name.endswith(".py")}
        assert not foreign, f"no part of the package: {sorted(foreign)}"
        self.run(self.uv, "tool", "run", "--quiet", "twine", "check", "--strict", wheel, sdist)
        return [wheel, sdist]

    def use(self, distribution: Path, version: str) -> None:
        """Install a distribution as a reader would, and work with it in an empty folder."""
        kind = "sdist" if distribution.name.endswith(".gz") else "wheel"
        python = self.environment(f"{kind} {version}", self.interpreters[version])
        self.run(self.uv, "pip", "install", "--quiet", "--python", python, distribution)
        self.run(self.uv, "pip", "check", "--python", python)
        home = self.work / "home" / f"{kind}-{version}"
        home.mkdir(parents=True)
        env = {"HOME": str(home), "PATH": os.defpath, "LANG": "C.UTF-8"}

        def safeconduct(*words: str) -> str:
            return self.run(python.with_name("safeconduct"), *words, cwd=home, env=env, quiet=True)

        assert "raqqa_2017" in safeconduct("scenarios")
        assert "a complete scenario" in safeconduct("validate", "baseline")
        ran = json.loads(safeconduct("run", "baseline", "--days", "5", "--json"))
        assert ran["days_simulated"] == 5, ran
        assert (home / ran["out"] / "overview.png").stat().st_size > 10_000
        swept = json.loads(safeconduct("sweep", "first_steps", "--limit", "2", "--workers", "1", "--json"))
        assert swept["done_now"] == 2, swept
        safeconduct("report", "first_steps")
        assert (home / swept["out"] / "report" / "report.html").is_file()
        examined = json.loads(safeconduct("doctor", "--json"))
        assert examined["ok"], examined["problems"]
        assert Path(examined["package"]).is_relative_to(python.parents[1]), "not the one that was installed"
        assert examined["cache"]["compiled"], "five days have compiled the model"


def interpreter(uv: str, version: str) -> str | None:
    """Path of a CPython of this version on this machine, or None."""
    for folder in (place for kept in KEPT for place in sorted(kept.glob(f"{version}.*"), reverse=True)):
        if (folder / "bin" / "python").exists():
            return str(folder / "bin" / "python")
    command = [uv, "python", "find", "--no-python-downloads", "--no-project", version]
    done = subprocess.run(command, cwd=tempfile.gettempdir(), capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def version_of(path: str) -> str:
    """The version of an interpreter, such as 3.14."""
    code = "import sys; print(*sys.version_info[:2], sep='.')"
    return subprocess.run([path, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def main() -> int:
    """Everything, or what is named; 1 where something failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uv", default=shutil.which("uv") or str(ROOT / ".tools" / "bin" / "uv"))
    parser.add_argument("--python", action="append", default=[], metavar="PATH", help="a further interpreter")
    parser.add_argument("--only", default="", metavar="TEXT", help="steps with this text in their names")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="safeconduct-installs-") as folder:
        check = Check(options.uv, Path(folder), options.python)
        for bounds in BOUNDS:
            for version in check.interpreters:
                name = f"{bounds.name} versions, Python {version}"
                if version in bounds.pythons and options.only in name:
                    check.step(name, check.bounds, bounds, version)
        if options.only in "distributions" and (made := check.step("build both distributions", check.build)):
            for distribution in made:
                for version in check.interpreters:
                    check.step(f"{distribution.name}, Python {version}", check.use, distribution, version)
    missing = [version for version in PYTHONS if version not in check.interpreters]
    sys.stdout.write("\n".join(f"{status:8} {seconds:6.0f} s  {name}" for name, status, seconds in check.steps) + "\n")
    sys.stdout.write("".join(f"skipped  Python {version}: not on this machine\n" for version in missing))
    return any(status != "ok" for _, status, _ in check.steps) or not check.steps


if __name__ == "__main__":
    sys.exit(main())
