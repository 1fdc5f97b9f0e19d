"""Who breaks a truce: a besieger who would rather storm, or hardliners who lose by the terms on the table.

Early local truces in Syria were routinely violated (Integrity 2014); those who are left out spoil (Stedman 1997), and
terror during talks costs most deals that fail (Kydd and Walter 2002). The rates are assumptions.
"""

from sim.compiled import rule
from sim.constants import constant

HALF_ANGER = constant(
    0.1, "lives", "loss by the terms at which hardliners are half as angry as they can be", low=0.02, high=0.5
)
LEAST_LOCALS = 1e-9  # keeps a ratio finite


@rule
def hardliners_voice(foreign: float) -> float:
    """Weight of the foreign fighters among the garrison: their men over the locals', 1 at most.

    >>> hardliners_voice(0.5)
    1.0
    """
    return min(1.0, foreign / max(LEAST_LOCALS, 1.0 - foreign))


@rule
def hardliners_loss(excluded: bool, leave: float, give_up: float, hidden: float, gain: float) -> float:
    """Lives that terms take from a foreign fighter, against fighting on, or against leaving where he is left out.

    `leave` and `give_up` are his utilities; `gain` is that of the terms over fighting on, `hidden` his hidden resolve.
    """
    return leave - give_up if excluded else hidden - gain


@rule
def besieger_breaks_per_day(per_day: float, deterrence: float, propensity: float, observed: float) -> float:
    """Daily hazard: rate x his propensity to storm x (1 - deterrence x what is seen).

    >>> besieger_breaks_per_day(0.05, 0.8, 0.0, 1.0)
    0.0
    """
    return per_day * propensity * (1.0 - deterrence * observed)


@rule
def hardliners_break_per_day(per_day: float, loss: float, voice: float) -> float:
    """Daily hazard: rate x their voice x loss / (loss + 0.1), `loss` in lives by the terms against fighting on."""
    short = max(0.0, loss)
    return per_day * voice * short / (short + HALF_ANGER)
