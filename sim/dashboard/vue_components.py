"""The Vue components in vue/: they are given plain data and report what the user did."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from collections.abc import Callable
from typing import Any

import solara

#: Called with what was chosen or entered.
Handler = Callable[[Any], None]
#: Called without a value that means anything.
Click = Callable[..., None]


@solara.component_vue("vue/header.vue")
def Header(pages: list, current: str, dark: bool, event_navigate: Handler, event_set_dark: Handler) -> None:
    """The bar at the top: pages and theme."""


@solara.component_vue("vue/address.vue")
def Address(path: str, query: str) -> None:
    """Keeps the address of a page up to date, so that a reload, Back, or somebody else comes to the same view."""


@solara.component_vue("vue/live_address.vue")
def LiveAddress(address: dict, opened: str, playing: bool, event_arrive: Handler) -> None:
    """Keeps the address of the Live page up to date, and says when the browser went back to another one."""


@solara.component_vue("vue/playback.vue")
def Playback(
    scenarios: list, scenario: str, about: str, offer: str, seed: int, state: str, over: bool, started: bool, day: int,
    date: str, until: int, speed: int, speeds: list, forked: bool, no_fork: str, error: str, notice: str, drops: str,
    undone: str, event_choose: Handler, event_play: Click, event_pause: Click, event_one_day: Click, event_reset: Click,
    event_set_speed: Handler, event_start_seed: Handler, event_go_to_day: Handler, event_fork: Click,
    event_unfork: Handler, event_undo: Click, event_dismiss: Click, event_take_offer: Click, event_leave_offer: Click,
) -> None:  # fmt: skip
    """Which siege, its clock, and what starts, stops, forks and undoes it."""


@solara.component_vue("vue/interventions.vue")
def Interventions(
    siege_name: str, note: str, closed: str, today: int, start: str, cards: list, changes: list,
    event_intervene: Handler, event_withdraw: Handler,
) -> None:  # fmt: skip
    """Cards of what can be changed during a siege, and the changes that were made."""


@solara.component_vue("vue/starting_values.vue")
def StartingValues(
    started: bool, forked: bool, siege_name: str, sliders: list, pending: list, restarted: str, parameters: int,
    error: str, event_set_value: Handler, event_restart: Click, event_open_drawer: Click,
) -> None:  # fmt: skip
    """Sliders of values that count from a new start."""


@solara.component_vue("vue/saving.vue")
def Saving(
    forked: bool, saving: bool, saved_runs: list, saved_note: str, animating: bool, animation_url: str,
    animation_name: str, commands: list, event_save: Click, event_animate: Click, event_open_run: Handler,
) -> None:  # fmt: skip
    """The command of the siege on the page; saves, opens and films it."""


@solara.component_vue("vue/map_legend.vue")
def MapLegend(layers: list, entries: list, note: str, event_toggle: Handler) -> None:
    """Legend of the map: layers, each of which can be hidden, and the key of everything else that is drawn."""


@solara.component_vue("vue/ledger.vue")
def Ledger(title: str, lines: list, total: int) -> None:
    """Events as sentences, newest first."""


@solara.component_vue("vue/convoy_road.vue")
def ConvoyRoad(text: str, known: bool, halted: bool, stages: list, buses: list, left: str, right: str) -> None:
    """The convoy on its road between the pocket and the refuge."""


@solara.component_vue("vue/theatre_sieges.vue")
def TheatreSieges(members: list, day: int, event_watch: Handler) -> None:
    """The sieges of a theatre, one of which is shown in full."""


@solara.component_vue("vue/chart.vue")
def Chart(option: dict, element_id: str) -> None:
    """An ECharts chart that fills its box. ChartMenu finds it by `element_id`."""


@solara.component_vue("vue/chart_menu.vue")
def ChartMenu(
    element_id: str, name: str, note: str, file: str, version: int, listed_values: dict | None = None
) -> None:
    """Exports the chart in an element (PNG, SVG, CSV) and lists its values as a table.

    The element holds an ECharts chart or tables, whose values are read from them, or is an image with `listed_values`.
    `name` and `note` stand above and below an exported picture, `file` is its name without an ending; the table is read
    again when `version` changes.
    """


@solara.component_vue("vue/person_card.vue")
def PeopleCard(place: dict, groups: list, person: dict | None, event_pick_person: Handler, event_close: Click) -> None:
    """A place with the people who are there, or the life of one of them."""


@solara.component_vue("vue/parameter_drawer.vue")
def ParameterDrawer(
    shown: bool, note: str, sections: list, values: dict, initial: dict, pending: list, forked: bool, error: str,
    started: bool, words: dict, suggested: list, event_set_value: Handler, event_close: Click,
) -> None:  # fmt: skip
    """Every parameter."""


@solara.component_vue("vue/phase_diagram.vue")
def PhaseDiagram(label: str, panels: list, picked: str, event_pick: Handler) -> None:
    """A phase diagram whose cells are buttons."""


@solara.component_vue("vue/level_filter.vue")
def LevelFilter(groups: list, note: str, event_toggle: Handler) -> None:
    """Levels of each parameter, each of which can be left out; an empty key brings all back."""


@solara.component_vue("vue/endings_legend.vue")
def EndingsLegend(endings: list) -> None:
    """The colours of the endings in the bars of a phase diagram."""


@solara.component_vue("vue/text_button.vue")
def TextButton(name: str, text: str, event_press: Click) -> None:
    """A button that looks like a link."""


@solara.component_vue("vue/runs_table.vue")
def RunsTable(
    title: str, note: str, hint: str, columns: list, rows: list, order: str, falling: bool, event_sort: Handler,
    event_open_live: Handler,
) -> None:  # fmt: skip
    """A table of runs, sorted by a column, each of which can be opened on the live page."""


@solara.component_vue("vue/form_fields.vue")
def FormFields(label: str, fields: list, buttons: list, event_change: Handler, event_press: Handler) -> None:
    """Selections, number fields and buttons in a row."""


@solara.component_vue("vue/checkbox_list.vue")
def CheckboxList(label: str, options: list, event_toggle: Handler) -> None:
    """A list of which any number can be chosen."""


@solara.component_vue("vue/table.vue")
def Table(columns: list, rows: list) -> None:
    """A table of text."""


@solara.component_vue("vue/key_figures.vue")
def KeyFigures(figures: list) -> None:
    """Today's figures under a map."""


@solara.component_vue("vue/large_play.vue")
def LargePlay(disabled: bool, event_play: Click) -> None:
    """A large button that starts the siege."""


@solara.component_vue("vue/headline_strip.vue")
def HeadlineStrip(figures: list, past: str, event_back_to_today: Click) -> None:
    """The most important figures of the day that is shown."""


@solara.component_vue("vue/ending_card.vue")
def EndingCard(label: str, title: str, toll: str, offers: list, earlier: int, account: list) -> None:
    """An ending: the dead and how it ended, what was weighed at each offer, the full account."""


@solara.component_vue("vue/fork_summary.vue")
def ForkSummary(title: str, lines: list, note: str, exportable: bool, file: dict, event_write: Click) -> None:
    """What was changed in a fork, and the difference in deaths over equal horizons."""


@solara.component_vue("vue/fork_seeds.vue")
def ForkSeedStrips(
    state: str, running: bool, complete: bool, reason: str, outdated: str, error: str, done: int, due: int, lines: list,
    strips: list, folder: str, event_start: Click, event_stop: Click,
) -> None:  # fmt: skip
    """A fork over many seeds: a mark for each, and the mean difference with its interval."""


@solara.component_vue("vue/signs_of_sight.vue")
def SignsOfSight(running: bool, event_seen: Click, event_unseen: Click) -> None:
    """Says, while something runs in the background, whether its page is in sight."""


@solara.component_vue("vue/fork_ledger.vue")
def ForkLedger(titles: list, rows: list, fork: int) -> None:
    """The ledgers of both runs of a fork, side by side by day."""


@solara.component_vue("vue/why_answer.vue")
def WhyAnswerCard(
    running: bool, about: str, choices: list, reason: str, error: str, done: int, due: int, note: str, lines: list,
    picture: str, page: str, event_start: Handler, event_stop: Click,
) -> None:  # fmt: skip
    """Which change made a siege end as it did, or whether it was chance."""


@solara.component_vue("vue/timeline.vue")
def TimelineChart(
    option_text: str, element_id: str, height: int, first: float, last: float, panels: list, days: list, colours: dict,
    start: str, shown_day: int | None, day_events: dict, event_day: Handler, event_read_day: Handler,
) -> None:  # fmt: skip
    """The timeline: lanes of events over series, with a cursor that reads a day and shows it on the map.

    `option_text` is the option of ECharts as JSON.
    """
