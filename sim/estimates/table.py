"""The comparison as text: a table of the estimates, and one for each cause, of how they respond to it."""

from collections.abc import Iterator
from typing import Any

from sim.estimates.declared import CAPTIVITY, ESTIMATES
from sim.text.format import NO_VALUE, count, number, percent_text, three_digits

type Line = tuple[str, ...]

HEADS = ("", "compared with", "states", "estimate", "realised", "ratio", "80% of states", "close", "rank")


def table(document: dict[str, Any]) -> str:
    """The document of `run.estimates` as text."""
    lines = [
        f"{document['scenario']}: {count(document['states'], 'state')} of {count(document['seeds'], 'seed')}, each "
        f"continued under {count(document['continuations'], 'seed')} for at most {count(document['longest'], 'day')}",
        "medians over the states; ratio: estimate over realised; close: ratio 0.8 to 1.25; rank: rank correlation",
        "",
        *comparison_lines(document["estimates"]),
        CAPTIVITY,
    ]
    for cause in dict.fromkeys(each["cause"] for each in document["responses"]):
        rows = [each for each in document["responses"] if each["cause"] == cause]
        lines += ["", *_aligned(list(_responses(cause, rows)), left=1)]
    if document["responses"]:
        lines += ["elasticities: 1 where a quantity changes in proportion to the cause, 0 where it does not respond"]
    lines += [
        f"not changed: {each['cause']} x {three_digits(each['factor'])}: {each['reason']}"
        for each in document["unchanged"]
    ]
    lines += [_failed(each) for each in document["failed"]]
    if document["out"]:
        lines += ["", f"Files: {document['out']}"]
    return "\n".join(lines)


def comparison_lines(found: dict[str, dict[str, Any]]) -> list[str]:
    """A line for each estimate, under the heading of its fork; `found` as of `comparison.comparisons`."""
    return _aligned(list(_comparisons(found)), left=2)


def _comparisons(found: dict[str, dict[str, Any]]) -> Iterator[Line]:
    yield HEADS
    fork = ""
    for estimate in ESTIMATES:
        if estimate.fork != fork:
            fork = estimate.fork
            yield (fork,)
        one = found[estimate.name]
        span = NO_VALUE if one["ratio"] is None else f"{_number(one['ratio_low'])} to {_number(one['ratio_high'])}"
        yield (
            f"  {estimate.label}",
            estimate.realised,
            f"{number(one['compared'])} of {number(one['states'])}",
            _number(one["estimated"]),
            _number(one["realised"]),
            _number(one["ratio"]),
            span,
            NO_VALUE if one["right"] is None else f"{percent_text(one['right'])}%",
            _number(one["rank_correlation"]),
        )


def _responses(cause: str, rows: list[dict[str, Any]]) -> Iterator[Line]:
    """A table of one cause: for each factor the elasticities of the estimate and of the model, and the ratio."""
    factors = list(dict.fromkeys(row["factor"] for row in rows))
    names = "estimated_elasticity", "realised_elasticity", "ratio"
    heads = [head for factor in factors for head in (f"x {three_digits(factor)}: estimate", "model", "ratio")]
    yield (cause, *heads)
    for estimate in ESTIMATES:
        own = [
            row for factor in factors for row in rows if row["estimate"] == estimate.name and row["factor"] == factor
        ]
        if any(row["ratio"] is not None for row in own):
            yield (f"  {estimate.name}", *(_number(row[name]) for row in own for name in names))


def _failed(one: dict[str, Any]) -> str:
    where = f" with {one['cause']} x {three_digits(one['factor'])}" if one["cause"] else ""
    return f"failed: seed {one['seed']}{where}: {one['error']}"


def _number(value: float | None) -> str:
    return NO_VALUE if value is None else three_digits(value)


def _aligned(rows: list[Line], left: int) -> list[str]:
    """Rows as lines of equal columns, the first `left` flush left, the others flush right; a lone cell as it is."""
    full = [row for row in rows if len(row) > 1]
    widths = [max(len(row[i]) for row in full) for i in range(len(full[0]))]
    return [_line(row, widths, left) for row in rows]


def _line(row: Line, widths: list[int], left: int) -> str:
    if len(row) == 1:
        return row[0]
    cells = zip(row, widths, strict=True)
    return "  ".join(cell.ljust(width) if i < left else cell.rjust(width) for i, (cell, width) in enumerate(cells))
