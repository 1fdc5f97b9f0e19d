"""Every command that shares work among processes refuses a number of them that cannot be, before anything is run."""

import pytest

from tests.process import Command

FORK = ["fork", "baseline", "--at", 3, "--set", "negotiation.allowed=false"]
COMMANDS = [
    ["run", "baseline", "--replicates", 2],
    ["run", "linked_pair", "--replicates", 2],
    ["sweep", "first_steps"],
    ["sweep", "first_steps", "--dry-run"],
    FORK,
    ["compare", "baseline", "raqqa_2017"],
    ["signatures"],
    ["facts"],
    ["estimates", "baseline"],
    ["why", "baseline"],
]


@pytest.mark.parametrize("workers", [0, -1])
@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: "_".join(map(str, words[:2])))
def test_no_worker_is_refused(inside: Command, words: list[object], workers: int) -> None:
    result = inside(*words, "--workers", workers)
    assert (result.code, result.out) == (2, "")
    assert result.err == f"workers = {workers}: must be 1 or more\n"
