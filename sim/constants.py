"""Constants of the theory: numbers that a rule states itself, each with its unit, range and source."""


def constant[Number: (int, float)](
    value: Number, unit: str, meaning: str, *, low: float, high: float, source: str = "assumption"
) -> Number:
    """The value itself, so that a rule can be compiled with it; `docs/assumptions.md` lists the rest.

    `low` and `high` bound what is plausible, in the same unit; `source` is a reference, or "assumption".
    Raises ValueError where the value lies outside its own range.
    """
    if not low <= value <= high:
        raise ValueError(f"{meaning}: {value} lies outside its range, {low} to {high}")
    return value
