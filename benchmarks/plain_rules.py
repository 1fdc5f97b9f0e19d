"""A plugin of pytest that runs rules as plain Python, for `theory_mutations.py`: nothing is compiled after an edit.

With `NUMBA_DISABLE_JIT=1` a rule is the function itself; tests that call `rule.py_func` find it there all the same.
"""

from collections.abc import Callable
from typing import Any

import sim.compiled


def with_itself(decorator: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The decorator, whose functions are their own `py_func`."""

    def decorated(function: Any) -> Any:
        made = decorator(function)
        made.py_func = made
        return made

    return decorated


sim.compiled.rule, sim.compiled.kernel = with_itself(sim.compiled.rule), with_itself(sim.compiled.kernel)
