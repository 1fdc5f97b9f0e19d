"""Who sees what is done, how closely the public watches, and when a displacement is condemned (M32).

Observation cuts both ways. Eyes on the road deter a breach (`credibility.doubt`); the same eyes make a deal with the
enemy dearer to those whose public was promised none (`besieger_options.public_cost`). Sight is a fact of the scenario.
*Attention*, 0..1, is how closely the public watches: each report raises it, and it fades within about a month.
"""

import math
from typing import Any

from sim.compiled import rule
from sim.constants import constant

FORGOTTEN = constant(1e-4, "0..1", "attention below which there is none", low=0.0, high=0.01)


@rule
def share_let_near(kept_out: float) -> float:
    """Share of the journalists who get near a secret convoy, 0..1: 1 - kept out; others are turned away (M32)."""
    return 1.0 - kept_out


@rule
def sights(o: Any) -> tuple[tuple[float, float], ...]:
    """The table of observers. A row: share of events that it sees, share of what it sees of a secret deal made public.

    `o` is section `observers` of the parameters.
    """
    return (
        (o.aircraft, 0.0),  # see a secret convoy too, but for their own side alone
        (o.monitors, 1.0),
        (o.journalists, share_let_near(o.kept_out)),
    )


@rule
def observed_share(o: Any, attention: float) -> float:
    """Share of what is done that is seen: O = 1 - (1 - air)(1 - monitors)(1 - press)(1 - weight x attention) (M32).

    Any of the observers may see it, or the public itself. `attention`: 0..1; `o`: section `observers`.

    """
    rows = sights(o)
    unseen = 1.0
    for k in range(len(rows)):
        unseen *= 1.0 - rows[k][0]
    return with_attention(1.0 - unseen, attention, o.attention)


@rule
def leaks(o: Any, attention: float) -> float:
    """Share of a secret deal that the public learns of: monitors, and the press that could not be kept away (M32)."""
    rows = sights(o)
    unseen = 1.0
    for k in range(len(rows)):
        unseen *= 1.0 - rows[k][0] * rows[k][1]
    return with_attention(1.0 - unseen, attention, o.attention)


@rule
def with_attention(seen: float, attention: float, weight: float) -> float:
    """What is seen when the public watches too: O' = 1 - (1 - O)(1 - weight x attention); assumption."""
    return 1.0 - (1.0 - seen) * (1.0 - weight * attention)


def attention_after(attention: float, drawn: float) -> float:
    """Attention after a report: a + drawn (1 - a); `drawn`, 0..1, is a property of the event (`state.events`)."""
    return attention + drawn * (1.0 - attention)


def kept_per_day(days: float) -> float:
    """Share of attention that is left a day later: e^(-1 / days); `days`: mean time for which it lasts."""
    return math.exp(-1.0 / days)


@rule
def attention_left(attention: float, kept: float) -> float:
    """Attention a day later; `kept`: `kept_per_day`. Where hardly any is left there is none."""
    left = attention * kept
    return left if left > FORGOTTEN else 0.0


def condemned_chance(civilians: float, seen: float, half: float) -> float:
    """Probability that a displacement is condemned: p = O c / (c + half), 0 where `half` is 0.

    `civilians` c: people bused out; `seen` O: share of it that is seen and known, 0..1; `half`: c at which p = O / 2.
    The UN called the evacuations of Daraya and eastern Aleppo forced displacement; small convoys passed unremarked.

    >>> condemned_chance(2000.0, 0.9, 2000.0)
    0.45
    """
    return seen * civilians / (civilians + half) if half > 0.0 and civilians > 0.0 else 0.0
