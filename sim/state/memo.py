"""What was made last is remembered: sieges of one scenario come one after another, by the hundred."""

import functools
from collections.abc import Callable


def memoize_last[Source, Made](make: Callable[[Source], Made]) -> Callable[[Source], Made]:
    """Make anew only where it is asked for something else than the last time, by being the same object.

    What is made is shared, so nobody may change it.
    """
    kept: tuple[Source, Made] | None = None

    @functools.wraps(make)
    def of(source: Source) -> Made:
        nonlocal kept
        known = kept
        if known is None or known[0] is not source:
            known = kept = source, make(source)
        return known[1]

    return of
