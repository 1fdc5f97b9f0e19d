"""The Live page of a fork: what was changed, the difference over equal horizons, many seeds, both ledgers by day."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from typing import Any

import solara

from sim.dashboard import vue_components
from sim.dashboard.live.fork_comparison import (
    compare_runs,
    comparison_sentences,
    difference_table,
    others_words,
    paired_ledger,
)
from sim.dashboard.live.fork_titles import change_text, fork_titles
from sim.dashboard.session.differences import dated_changes
from sim.dashboard.session.fork_seeds import REPLICATES, ForkQuestion, SeedsView
from sim.dashboard.session.seeds_text import seeds_sentences, seeds_strips
from sim.dashboard.session.session import Session
from sim.dashboard.session.stepper import SessionView
from sim.dashboard.theme import keep_numbers_whole
from sim.scenario.schema import Scenario
from sim.text.format import capitalized, number

NO_CHANGE = "Both runs are the same until something is changed."
HOW_TO_CHANGE = (
    "The interventions act on the counterfactual run. Starting values cannot be changed, as both runs share their "
    "first day."
)


def question_of(view: SessionView) -> ForkQuestion | None:
    """The fork that a view shows; None where it shows none."""
    if len(view.setups) != 2:
        return None
    factual, counterfactual = view.setups
    assert isinstance(factual, Scenario)
    return ForkQuestion(factual, dated_changes(counterfactual, factual), view.forked_day, view.seed)


def titles_of(view: SessionView) -> tuple[str, ...]:
    """The title of each run: of a fork with what was changed, else none."""
    question = question_of(view)
    return ("",) if question is None else fork_titles(question.changes, question.factual)


@solara.component
def ForkSummary(view: SessionView) -> Any:
    """What was changed, and the difference in deaths on the last day that both runs have."""
    no_file: Any = {"name": "", "text": ""}
    file, set_file = solara.use_state(no_file)
    question = question_of(view)
    assert question is not None
    factual, counterfactual = view.runs
    compared = compare_runs(factual, counterfactual)
    text = change_text(question.changes, question.factual)
    lines = comparison_sentences(compared) if question.changes else [NO_CHANGE]
    others = others_words(compared.common)
    since = f"Forked on day {number(question.day)}; both runs have seed {question.seed}"
    name = f"{question.factual.name}-seed{question.seed}-fork-day{question.day}-difference.csv"
    return vue_components.ForkSummary(
        title=keep_numbers_whole(capitalized(f"with {text}" if question.changes else text)),
        lines=[keep_numbers_whole(line) for line in lines],
        note=keep_numbers_whole(
            f"{since}. {f'Other dead: {others}. ' if others else ''}One pair of runs proves little: look at many seeds."
            if question.changes
            else f"{since}. {HOW_TO_CHANGE}"
        ),
        exportable=compared.common_day >= 0,
        file=file,
        event_write=lambda *_: set_file({"name": name, "text": difference_table(factual, counterfactual)}),
    )


@solara.component
def ForkSeeds(session: Session, view: SessionView) -> Any:
    """The same fork over many seeds, in the background."""
    questions, question = session.questions, question_of(view)
    seeds = questions.seeds_view.value
    assert question is not None
    if seeds.question is not None and seeds.question._replace(changes=()) != question._replace(changes=()):
        seeds = SeedsView()  # of another fork
    solara.use_effect(lambda: questions.unseen, [])  # they rest when the page is left
    running = seeds.state in ("running", "paused")
    asked_before = seeds.question is not None and seeds.question != question
    outdated = ""
    if asked_before and seeds.question is not None:
        before = change_text(seeds.question.changes, seeds.question.factual)
        outdated = f"The marks are of the fork before its last change: with {before}, from day {seeds.question.day}."
    with solara.Div(classes=["sc-contents"]) as main:
        vue_components.ForkSeedStrips(
            state="none" if asked_before else seeds.state,
            running=running,
            complete=seeds.state == "done" and not asked_before,
            reason="" if question.changes else "Change something in the counterfactual run first.",
            outdated=outdated,
            error=seeds.error,
            done=len(seeds.pairs) + seeds.excluded,
            due=REPLICATES,
            lines=seeds_sentences(seeds),
            strips=seeds_strips(seeds),
            folder=seeds.folder if seeds.state == "done" else "",
            event_start=lambda *_: session.attempt(questions.seeds.start, question),
            event_stop=lambda *_: questions.seeds.stop(),
        )
        vue_components.SignsOfSight(running=running, event_seen=questions.seen, event_unseen=questions.unseen)
    return main


@solara.component
def ForkLedgers(view: SessionView) -> Any:
    """The ledgers of both runs, side by side by day."""
    return vue_components.ForkLedger(
        titles=list(titles_of(view)),
        rows=paired_ledger(*view.runs),
        fork=view.forked_day,
    )
