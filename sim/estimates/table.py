"""The comparison as text: a table of the estimates, and one of how they follow each cause."""

from typing import Any

from sim.text.format import NO_VALUE, count, number, percent_text, three_digits

HEADS = ("estimate", "realised as", "states", "estimated", "realised", "ratio", "80% of states", "right", "rank corr.")


def table(document: dict[str, Any]) -> str:
    """The document of `run.estimates` as text."""
    n = document["states"]
    lines = [
        f"{document['scenario']}: {count(n, 'state')} of {count(document['seeds'], 'seed')}, each continued under "
        f"{count(document['continuations'], 'seed')} for at most {count(document['longest'], 'day')}",
        "",
        *_aligned([HEADS, *(_line(each) for each in document["estimates"].values())], left=2),
    ]
    if document["responses"]:
        heads = "cause", "factor", "estimate", "elasticity: estimate", "model", "ratio", "rank corr."
        lines += ["", *_aligned([heads, *(_response(each) for each in document["responses"])], left=1)]
    lines += [
        f"not changed: {each['cause']} x {three_digits(each['factor'])}: {each['reason']}"
        for each in document["unchanged"]
    ]
    lines += [f"failed: seed {each['seed']} {each['cause']}: {each['error']}" for each in document["failed"]]
    if document["out"]:
        lines += ["", f"Files: {document['out']}"]
    return "\n".join(lines)


def _line(one: dict[str, Any]) -> tuple[str, ...]:
    span = f"{_number(one['ratio_low'])} to {_number(one['ratio_high'])}"
    right = NO_VALUE if one["right"] is None else f"{percent_text(one['right'])}%"
    return (
        f"{one['label']} ({one['unit']})",
        one["realised_is"],
        f"{number(one['compared'])}/{number(one['states'])}",
        _number(one["estimated"]),
        _number(one["realised"]),
        _number(one["ratio"]),
        span,
        right,
        _number(one["rank_correlation"]),
    )


def _response(one: dict[str, Any]) -> tuple[str, ...]:
    names = "estimated_elasticity", "realised_elasticity", "ratio", "rank_correlation"
    return one["cause"], three_digits(one["factor"]), one["estimate"], *(_number(one[name]) for name in names)


def _number(value: float | None) -> str:
    return NO_VALUE if value is None else three_digits(value)


def _aligned(rows: list[tuple[str, ...]], left: int) -> list[str]:
    """Rows as lines of equal columns; the first `left` columns are flush left, numbers flush right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(w) if i < left else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
