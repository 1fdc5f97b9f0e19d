"""Pieces of the pages that are templates in vue/: they are given plain data and tell what was clicked."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from collections.abc import Callable
from typing import Any

import solara

Handler = Callable[[Any], None]
Call = Callable[..., None]


@solara.component_vue("vue/header.vue")
def Head(pages: list, here: str, dark: bool, event_go: Handler, event_set_dark: Handler) -> None:
    """The bar at the top."""


@solara.component_vue("vue/live_controls.vue")
def Rail(
    scenarios: list, scenario: str, about: str, seed: int, state: str, over: bool, day: int, date: str, speed: int,
    speeds: list, sliders: list, waiting: list, forked: bool, error: str, parameters: int, command: str, kept: list,
    kept_note: str, no_fork: str, about_whom: str, filming: bool, film_url: str, film_name: str,
    event_choose: Handler, event_play: Call, event_pause: Call, event_one_day: Call, event_reset: Handler,
    event_set_speed: Handler, event_set_value: Handler, event_open_drawer: Call, event_fork: Call,
    event_unfork: Handler, event_save: Call, event_film: Call, event_open_run: Handler,
) -> None:  # fmt: skip
    """What starts, stops and changes the siege."""


@solara.component_vue("vue/map_legend.vue")
def Legend(layers: list, note: str, event_flip: Handler) -> None:
    """Layers of the map, each a switch."""


@solara.component_vue("vue/ledger.vue")
def Ledger(title: str, lines: list, total: int) -> None:
    """What happened, in words."""


@solara.component_vue("vue/convoy_road.vue")
def RoadStrip(words: str, known: bool, halted: bool, stages: list, buses: list, left: str, right: str) -> None:
    """The convoy between the pocket and its refuge."""


@solara.component_vue("vue/theatre_sieges.vue")
def Sieges(members: list, day: int, event_watch: Handler) -> None:
    """The sieges of a theatre, one of which is looked at."""


@solara.component_vue("vue/chart.vue")
def Chart(option: dict) -> None:
    """An ECharts figure that fills its box."""


@solara.component_vue("vue/place_card.vue")
def Place(
    title: str, note: str, people: list, person: dict | None, event_pick_person: Handler, event_close: Call
) -> None:
    """The people in a cell, and one of them."""


@solara.component_vue("vue/parameter_drawer.vue")
def Drawer(
    shown: bool, note: str, sections: list, values: dict, first: dict, waiting: list, forked: bool, error: str,
    event_set_value: Handler, event_close: Call,
) -> None:  # fmt: skip
    """Every parameter."""


@solara.component_vue("vue/phase_diagram.vue")
def Phase(label: str, panels: list, picked: str, event_pick: Handler) -> None:
    """A phase diagram whose cells are buttons."""


@solara.component_vue("vue/runs_table.vue")
def Runs(title: str, note: str, empty: str, columns: list, rows: list, event_open_live: Handler) -> None:
    """A table of runs, each of which can be opened live."""


@solara.component_vue("vue/form_fields.vue")
def Picker(label: str, fields: list, buttons: list, event_pick: Handler, event_press: Handler) -> None:
    """Choices in a row."""


@solara.component_vue("vue/checkbox_list.vue")
def Checks(label: str, options: list, event_flip: Handler) -> None:
    """Any number of choices."""


@solara.component_vue("vue/table.vue")
def Table(columns: list, rows: list) -> None:
    """A table of words."""


@solara.component_vue("vue/key_figures.vue")
def Standing(figures: list) -> None:
    """Today's figures under a map."""
