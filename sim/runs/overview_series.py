"""Timelines of events and panels of daily series of one siege."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from sim.runs import palette
from sim.state.columns import Array, Kind
from sim.state.events import Event
from sim.state.siege import Siege
from sim.text.format import number

Days = dict[str, Array]  # the daily series by name

LABEL = 10.5  # points, of words beside a line
SCHEDULE = "schedule"
LANES = ("assault", "talks", "offers", "convoy", SCHEDULE)
#: Event -> lane, marker, colour, filled.
MARKS = {
    Event.push_won: (0, "^", palette.FIRE, True),
    Event.push_repulsed: (0, "v", palette.FIRE, False),
    Event.talks_opened: (1, "o", palette.INK, False),
    Event.talks_broken_off: (1, "|", palette.INK, True),
    Event.refused: (2, "x", palette.FIRE, True),
    Event.accepted: (2, "o", palette.CONVOY, True),
    Event.blocked: (2, "X", palette.FIRE, False),
    Event.surrendered_unprompted: (2, "D", palette.CONVOY, True),
    Event.incident: (3, "^", palette.FIRE, True),
    Event.deal_broken: (3, "x", palette.FIRE, True),
    Event.completed: (3, "s", palette.CONVOY, True),
    Event.parameter_changed: (4, "D", palette.INK, False),
    Event.reinforced: (4, "P", palette.INK, True),
    Event.ultimatum_given: (4, "X", palette.FIRE, True),
    Event.offensive_announced: (4, "^", palette.FIRE, False),
    Event.ceasefire_began: (4, "o", palette.CONVOY, True),
}
#: What a mark is called beside its lane.
WORDS = {
    Event.push_won: "won", Event.push_repulsed: "repulsed",
    Event.talks_opened: "opened", Event.talks_broken_off: "broken",
    Event.refused: "no", Event.blocked: "veto", Event.accepted: "yes", Event.surrendered_unprompted: "unprompted",
    Event.incident: "attacked", Event.deal_broken: "turned back", Event.completed: "done",
    Event.parameter_changed: "changed", Event.reinforced: "arrivals", Event.ultimatum_given: "ultimatum",
    Event.offensive_announced: "announced", Event.ceasefire_began: "ceasefire",
}  # fmt: skip
TRUCE_LANE = 2


def spans(flags: Array) -> list[tuple[int, int]]:
    """Runs of days on which a flag is up: first day, day after the last. `flags` is bool (days,)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], (np.asarray(flags) > 0).astype(int), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def shade(ax: Axes, days: Days) -> None:
    """The assault campaign and the truces behind a panel."""
    for name, color, alpha in (("pressed", palette.FIRE, 0.09), ("truce", palette.TRUCE, 0.20)):
        for a, b in spans(days[name]):
            ax.axvspan(a, b, color=color, alpha=alpha, lw=0)


def lanes_of(siege: Siege) -> tuple[str, ...]:
    """The lanes of a siege; that of the schedule only where something of it happened."""
    seen = {entry["event"] for entry in siege.ledger}
    scheduled = any(event in seen for event, (lane, *_) in MARKS.items() if lane == LANES.index(SCHEDULE))
    return LANES if scheduled else LANES[:-1]


def ceasefire_spans(siege: Siege) -> list[tuple[int, int]]:
    """Ceasefires of the schedule: first day, day after the last one so far."""
    began = [entry for entry in siege.ledger if entry["event"] == Event.ceasefire_began]
    return [(entry["day"], min(siege.day, entry["day"] + int(entry["value"]))) for entry in began]


def draw_lanes(ax: Axes, siege: Siege, days: Days) -> None:
    """One lane each for the assault, the talks, the offers, the road and the schedule."""
    _bars(ax, 0, spans(days["pressed"]), palette.FIRE, 0.25)
    _bars(ax, 1, spans(days["talks"]), palette.SOFT, 0.25)
    ceasefires = ceasefire_spans(siege)
    silent = np.zeros(len(days["truce"]), bool)
    for a, b in ceasefires:
        silent[a:b] = True
    _bars(ax, TRUCE_LANE, spans((days["truce"] > 0) & ~silent), palette.TRUCE, 0.45)
    _bars(ax, LANES.index(SCHEDULE), ceasefires, palette.TRUCE, 0.45)
    last = siege.day
    for deal in siege.deals:
        over = [e["day"] for e in siege.ledger if e["event"] == Event.deal_broken and e["day"] >= deal.signed_day]
        until = deal.completed_day if deal.completed_day >= 0 else min([*over, last])
        _bars(ax, 3, [(deal.signed_day, until + 1)], palette.CONVOY, 0.35)
    for event in MARKS:
        _mark(ax, event, [e["day"] + 0.5 for e in siege.ledger if e["event"] == event])
    lanes = lanes_of(siege)
    for lane, name in enumerate(lanes):
        ax.text(-0.008, -lane, name, transform=ax.get_yaxis_transform(), ha="right", va="center", fontsize=LABEL)
        ax.axhline(-lane - 0.5, color=palette.FAINT, lw=0.6)
    ax.set(ylim=(-len(lanes) + 0.5, 0.5), yticks=[])
    for spine in ax.spines.values():
        spine.set_visible(False)


def draw_lane_key(ax: Axes, siege: Siege) -> None:
    """What the marks mean, beside their lanes; only those that this siege has."""
    ax.set(xlim=(0, 1), ylim=(-len(lanes_of(siege)) + 0.5, 0.5))
    ax.axis("off")
    seen = {entry["event"] for entry in siege.ledger}
    right = [0.0] * len(LANES)
    for event, word in WORDS.items():
        if event in seen:
            lane = MARKS[event][0]
            if right[lane] + 0.1 + 0.035 * len(word) > 1.0:
                continue
            _mark(ax, event, [right[lane] + 0.035])
            ax.text(right[lane] + 0.085, -lane, word, va="center", fontsize=9, color=palette.SOFT)
            right[lane] += 0.15 + 0.034 * len(word)
    if Event.offer in seen and right[TRUCE_LANE] < 0.72:
        _bars(ax, TRUCE_LANE, [(right[TRUCE_LANE], right[TRUCE_LANE] + 0.06)], palette.TRUCE, 0.45)
        ax.text(right[TRUCE_LANE] + 0.085, -TRUCE_LANE, "truce", va="center", fontsize=9, color=palette.SOFT)


def _bars(ax: Axes, lane: int, runs: Sequence[tuple[float, float]], color: str, alpha: float) -> None:
    if not runs:  # an empty collection takes as long to make
        return
    ax.broken_barh([(a, b - a) for a, b in runs], (-lane - 0.3, 0.6), color=color, alpha=alpha, lw=0)


def _mark(ax: Axes, event: Event, at: list[float]) -> None:
    if not at:
        return
    lane, marker, color, filled = MARKS[event]
    line = marker in ("x", "|")
    style: dict[str, Any] = {"c": color} if line else {"fc": color if filled else palette.PAPER, "ec": color}
    ax.scatter(
        at,
        [-lane] * len(at),
        marker=marker,
        s=46,
        linewidths=1.6 if line else 1.3,
        zorder=4,
        clip_on=False,
        **style,
    )


def draw_food(ax: Axes, days: Days) -> None:
    """What lies in the stores."""
    t = days["day"] + 1
    ax.fill_between(t, days["food_days"], color="#8C6D46", alpha=0.25, lw=0)
    ax.plot(t, days["food_days"], color="#8C6D46", lw=1.8)
    ax.set_ylim(0, max(1.0, 1.1 * days["food_days"].max()))
    beside(ax, [(days["food_days"][-1], f"{days['food_days'][-1]:.0f} days left", "#6E5536")])


def draw_rations(ax: Axes, days: Days) -> None:
    """What is handed out."""
    lines = ((Kind.fighter, "fighter_ration", "fighters"), (Kind.civilian, "civilian_ration", "civilians"))
    eat = {kind: days[word] > 0 for kind, _, word in lines}
    for kind, name, _ in lines:
        ax.plot((days["day"] + 1)[eat[kind]], 100 * days[name][eat[kind]], color=palette.PEOPLE[kind], lw=1.8)
    ax.set_ylim(0, 100 * max(1.0, days["fighter_ration"].max()) * 1.06)
    last = {kind: days[name][eat[kind]][-1] for kind, name, _ in lines if eat[kind].any()}
    beside(ax, [(100 * last[k], f"{w} {last[k]:.0%}", palette.PEOPLE_TEXT[k]) for k, _, w in lines if k in last])


def draw_morale(ax: Axes, days: Days) -> None:
    """The spirits of both sides, and the fear of those between."""
    lines = (
        (Kind.fighter, "morale_fighters", "garrison", "-"),
        (Kind.besieger, "morale_besiegers", "besieger", "-"),
        (Kind.civilian, "fear", "civilians' fear", (0, (1.5, 1.2))),
    )
    heads = {Kind.fighter: "fighters", Kind.besieger: "besiegers", Kind.civilian: "civilians"}
    labels = []
    for kind, name, word, style in lines:
        there = days[heads[kind]] > 0
        ax.plot((days["day"] + 1)[there], days[name][there], color=palette.PEOPLE[kind], lw=1.8, ls=style)
        if there.any():
            last = days[name][there][-1]
            labels.append((last, f"{word} {last:.2f}", palette.PEOPLE_TEXT[kind]))
    ax.set_ylim(0, 1.03)
    beside(ax, labels)


def draw_forces(ax: Axes, siege: Siege, days: Days) -> None:
    """Who and what is left of the first day."""
    first = siege.initial
    lines = (
        (
            days["fit_fighters"],
            first.fighters,
            "fit fighters",
            palette.PEOPLE[Kind.fighter],
            palette.PEOPLE_TEXT[Kind.fighter],
        ),
        (
            days["besiegers"],
            first.besiegers,
            "besiegers",
            palette.PEOPLE[Kind.besieger],
            palette.PEOPLE_TEXT[Kind.besieger],
        ),
        (
            days["civilians"],
            first.civilians,
            "civilians",
            palette.PEOPLE[Kind.civilian],
            palette.PEOPLE_TEXT[Kind.civilian],
        ),
    )
    ax.plot(days["day"] + 1, 100 * days["ground"], color=palette.SOFT, lw=1.3, ls=(0, (4, 1.8)))
    labels = [(100 * days["ground"][-1], f"ground {days['ground'][-1]:.0%}", palette.SOFT)]
    for series, start, word, color, dark in lines:
        if start:
            ax.plot(days["day"] + 1, 100 * series / start, color=color, lw=1.8)
            labels.append((100 * series[-1] / start, f"{word} {number(series[-1])}", dark))
    ax.set_ylim(0, max(105.0, 1.05 * max(line[0].max() / max(1, line[1]) for line in lines) * 100))
    beside(ax, labels)


def draw_deaths(ax: Axes, days: Days) -> None:
    """The dead so far, one kind upon the other."""
    kinds = ((Kind.civilian, "civilians"), (Kind.fighter, "fighters"), (Kind.besieger, "besiegers"))
    stack = [days[f"dead_{name}"] for _, name in kinds]
    t = np.concatenate([[0], days["day"] + 1])
    ax.stackplot(
        t,
        [np.concatenate([[0], s]) for s in stack],
        colors=[palette.PEOPLE[k] for k, _ in kinds],
        alpha=0.85,
        lw=0,
    )
    top = np.cumsum([series[-1] for series in stack])
    middle = top - np.array([series[-1] for series in stack]) / 2
    ax.set_ylim(0, max(1.0, 1.1 * top[-1]))
    beside(
        ax,
        [
            (m, f"{name} {number(s[-1])}", palette.PEOPLE_TEXT[k])
            for m, s, (k, name) in zip(middle, stack, kinds, strict=True)
        ],
    )


def beside(ax: Axes, labels: list[tuple[float, str, str]]) -> None:
    """Words at the right end of lines, moved apart where they would overlap."""
    low, high = ax.get_ylim()
    inches = ax.get_position().height * ax.figure.get_figheight()  # pyright: ignore[reportAttributeAccessIssue]
    gap = 1.22 * LABEL / 72.0 / inches
    labels = sorted(labels)
    at = [(value - low) / (high - low) for value, _, _ in labels]
    bounds = (0.06, 1.0) if len(labels) * gap < 1.0 else (gap / 2, 1.0 + gap / 2)
    for i in range(len(at) - 1, -1, -1):
        at[i] = min(at[i], bounds[1] if i == len(at) - 1 else at[i + 1] - gap)
    for i in range(len(at)):
        at[i] = max(at[i], bounds[0] if i == 0 else at[i - 1] + gap)
    for y, (_, text, color) in zip(at, labels, strict=True):
        ax.text(1.008, y, text, transform=ax.transAxes, va="center", fontsize=LABEL, color=color)
