"""Addresses of pages: what is written is read again, and what anybody else writes does no harm."""

import random

import pytest

from sim.dashboard.session.view_link import (
    LONGEST,
    CompareLink,
    LiveLink,
    OfferedNames,
    StartingValue,
    SweepsLink,
    format_compare,
    format_live,
    format_sweeps,
    parse_compare,
    parse_live,
    parse_sweeps,
)
from sim.runs.dated import DatedChange

OFFERED = OfferedNames(["baseline", "./my siege.yaml"], ["raqqa-seed1-day5"], ["first_steps-h1"], ["bend.txt"])
WHOLE = LiveLink(
    siege="./my siege.yaml",
    seed=7,
    start=(StartingValue("supply.food_days", "20.5"), StartingValue("reinforcements", '[{"day": 3, "men": 5}]')),
    pending=(StartingValue("garrison.morale", "0.5"), StartingValue("map.file", "bend.txt")),
    dated=(DatedChange("40", "supply.aid", "0.6"), DatedChange("41", "arrive.garrison", "150")),
    fork=44,
    alternative=(DatedChange("44", "sieges.fuah.offensive", "halt"),),
    day=55,
)


def test_what_is_written_is_read_again() -> None:
    for link in (WHOLE, LiveLink(), LiveLink(saved="raqqa-seed1-day5"), LiveLink(sweep="first_steps-h1", run="a|1|2")):
        assert parse_live("?" + format_live(link), OFFERED) == (link, [])
    sweeps = SweepsLink("first_steps-h1", "deal", "supply.food_days", "guarantor.strength", cell="0|2")
    assert parse_sweeps(format_sweeps(sweeps), OFFERED.sweeps) == (sweeps, [])
    sweeps = sweeps._replace(cells="endings", scale="whole", without=("supply.aid|0", "garrison.morale|1"))
    assert parse_sweeps(format_sweeps(sweeps), OFFERED.sweeps) == (sweeps, [])
    compare = CompareLink(("scenario:b", "first_steps-h1"), 50, 730, "yes")
    assert parse_compare(format_compare(compare), ["scenario:b", "first_steps-h1"]) == (compare, [])


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("siege=/etc/passwd", "siege = /etc/passwd: is not offered here"),
        ("saved=../../secret", "saved = ../../secret: is not offered here"),
        ("sweep=first_steps-h1", "sweep and run"),
        ("set=map.file:/etc/passwd", "is not the name of a shipped map"),
        ("set=sieges.a.map.file:/etc/passwd", "is not the name of a shipped map"),
        ("next=extends:/etc/passwd", "must be a parameter and its value"),
        ("set=supply.fod:1", "must be a parameter and its value"),
        ("set=schedule.a.day:1", "must be a parameter and its value"),
        ("at=40:supply.fod:1", "must be a day, a parameter and its value"),
        ("at=-4:supply.aid:1", "must be a day"),
        ("alt=40:supply.aid:1", "need the day of its fork"),
        ("seed=1.5", "seed = 1.5: must be a whole number from 0 to 4294967295"),
        ("day=99999999", "must be a whole number"),
        ("run=<script>", "must be the name of a run"),
        ("siege=baseline%00", "unprintable"),
        ("colour=red", "colour: is no part of a link"),
        ("set=supply.aid:" + "9" * 4000, "too long"),
        ("day=1&" * LONGEST, "characters, at most"),
        ("at=1:supply.aid:1&" * 300, "at most 60 can be read"),
    ],
)
def test_what_cannot_be_used_is_dropped_and_named(query: str, problem: str) -> None:
    link, problems = parse_live(query, OFFERED)
    assert any(problem in line for line in problems), problems
    assert link._replace(dated=()) == LiveLink()


def test_no_query_makes_trouble() -> None:
    """Random damage to a link, which is read as far as possible."""
    dice = random.Random(1)
    whole = format_live(WHOLE)
    for _ in range(1500):
        text = [*whole]
        for _ in range(dice.randint(1, 12)):
            text[dice.randrange(len(text))] = dice.choice("&=:%|;?#+\0\u202e0aZ.é" + whole)
        link, _ = parse_live("".join(text), OFFERED)
        again, problems = parse_live(format_live(link), OFFERED)
        assert (again, problems) == (link, [])
