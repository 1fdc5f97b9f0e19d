"""Errors in the user's input: all problems at once, one line each, in a uniform style."""

import datetime
import difflib
from collections.abc import Iterable
from typing import Any

MAX_SHOWN = 60  # characters of a value that a message repeats
MAX_PROBLEMS = 50  # problems that a message lists


class ScenarioError(Exception):
    """The user's input is invalid; `problems` has one line per problem, `str` joins them.

    Unprintable characters, such as those in file names, are escaped here for every message.
    """

    def __init__(self, problems: str | Iterable[str]) -> None:
        lines = (problems,) if isinstance(problems, str) else problems
        self.problems = tuple("\n".join(map(printable, line.split("\n"))) for line in lines)
        super().__init__(self.problems)

    def __str__(self) -> str:
        lines = [*self.problems[:MAX_PROBLEMS]]
        if len(self.problems) > MAX_PROBLEMS:
            lines.append(f"... and {len(self.problems) - MAX_PROBLEMS} more problems")
        return "\n".join(lines)


def shorten(text: str, longest: int = MAX_SHOWN) -> str:
    """Text as one printable line of limited length."""
    return printable(text if len(text) <= longest else text[: longest - 3] + "...")


def printable(text: str) -> str:
    """Text with unprintable characters escaped."""
    return text if text.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def shown(value: Any) -> str:
    """A value as a user would write it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{shorten(value)}"'
    if isinstance(value, dict):
        return "{...}" if value else "{}"
    if isinstance(value, list | tuple):
        return "[...]" if value else "[]"
    if isinstance(value, int) and value.bit_length() > 200:
        return "a number of more than 60 digits"  # Python refuses to print 10**5000
    if isinstance(value, datetime.date):
        return value.isoformat()
    return shorten(str(value))


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """`; did you mean x?`, or nothing. The last part alone (food_days) finds its dotted names."""
    names, word = list(names), word[:MAX_SHOWN]
    last = word.rpartition(".")[2]
    found = [n for n in names if n.rpartition(".")[2] == last]
    found = found or difflib.get_close_matches(word, names, n=1, cutoff=0.72)
    if not found:
        lasts = {n.rpartition(".")[2]: n for n in names}
        found = [lasts[n] for n in difflib.get_close_matches(last, lasts, n=1, cutoff=0.72)]
    return f"; did you mean {' or '.join(found[:4])}?" if found else ""
