"""Folders of scenario files, written in a line."""

from collections.abc import Callable
from pathlib import Path

import pytest

RING = "\n".join(["xxxxxxxxxx", *["xxxooooxxx"] * 8, "xxxxxxxxxx"])
TOWN = "\n".join(["..........", *["...ttdh..~"] * 8, ".........."])
MAP = f"cell_m: 100\n---\n{TOWN}\n---\n{RING}\n"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a file into a folder that is also the current one, so that labels are short."""
    monkeypatch.chdir(tmp_path)

    def _write(text: str | bytes, name: str = "bad.yaml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return _write
