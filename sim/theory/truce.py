"""Who breaks a truce: a besieger who would rather storm, or hardliners who lose by the terms on the table.

Early local truces in Syria were routinely violated (Integrity 2014); those who are left out spoil (Stedman 1997), and
terror during talks costs most deals that fail (Kydd and Walter 2002). The rates are assumptions.
"""

from sim.compiled import rule


@rule
def besieger_breaks_per_day(truce, wish, observed):
    """Daily hazard: rate x his wish to storm x (1 - deterrence x what is seen)."""
    return truce.besieger_per_day * wish * (1.0 - truce.seen_deters * observed)


@rule
def hardliners_break_per_day(truce, loss, voice):
    """Daily hazard: rate x their voice x loss / (loss + 0.1), the loss in lives by the terms against fighting on."""
    short = max(0.0, loss)
    return truce.hardliners_per_day * voice * short / (short + 0.1)
