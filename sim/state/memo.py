"""A cache of one result: sieges of one scenario are run one after another, by the hundred."""

import functools
from collections.abc import Callable


def memoize_last[Source, Made](make: Callable[[Source], Made]) -> Callable[[Source], Made]:
    """Reuse the last result where the argument is the same object as last time.

    Results are shared, so nobody may change them.
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
