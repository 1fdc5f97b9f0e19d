"""What the parties estimate beside what the model then does: forks of the same states, ordered from outside."""

from typing import TYPE_CHECKING

from sim.on_demand import on_demand

if TYPE_CHECKING:
    from sim.estimates.run import estimates

__all__ = ["estimates"]

#: Imported when first asked for, so that the command line stays quick.
__getattr__, __dir__ = on_demand(__name__, {"estimates": "sim.estimates.run"})
