"""The Live page after an ending: which change made the siege end as it did, or whether it was chance."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from typing import Any

import solara

from sim.dashboard import vue_components
from sim.dashboard.session.session import Session
from sim.dashboard.session.stepper import SessionView
from sim.dashboard.session.why_question import WhyQuestion, page_of
from sim.dashboard.theme import FORK_NAMES, keep_numbers_whole
from sim.scenario.schema import Scenario

#: Why it is not offered for a theatre.
NO_THEATRE = "This can be asked of a single siege only, not of a theatre."


def why_question_of(view: SessionView, index: int) -> WhyQuestion | None:
    """The question about a run that the view shows; None for a theatre.

    A counterfactual run is compared with the factual one, another with the siege that was chosen, where it differs.
    """
    siege, chosen = view.setups[index], view.origin.initial
    if not isinstance(siege, Scenario) or not isinstance(chosen, Scenario):
        return None
    reference = view.setups[0] if index else chosen
    differs = isinstance(reference, Scenario) and reference != siege
    return WhyQuestion(siege, view.seed, reference if differs and isinstance(reference, Scenario) else None)


@solara.component
def Why(session: Session, view: SessionView) -> Any:
    """Asks why the siege on the page ended as it did, and shows the answer."""
    questions = session.questions
    asked = questions.why_view.value
    solara.use_effect(lambda: questions.unseen, [])  # it rests when the page is left
    ended = [index for index, run in enumerate(view.runs) if run.over]
    by_index = {index: why_question_of(view, index) for index in ended}
    about = next((index for index, question in by_index.items() if question == asked.question), None)
    answered = asked.document if about is not None else None
    forked = len(view.runs) == 2
    running = asked.state in ("running", "paused")
    choices = [
        {"index": index, "text": f"Ask of the {FORK_NAMES[index].lower()} siege" if forked else "Ask"}
        for index, question in by_index.items()
        if question is not None and not (answered and index == about)
    ]

    def start(index: Any) -> None:
        question = by_index.get(int(index))
        if question is not None:
            session.attempt(questions.why.start, question)

    with solara.Div(classes=["sc-contents"]) as main:
        vue_components.WhyAnswerCard(
            running=running,
            about=FORK_NAMES[about].lower() if forked and about is not None else "",
            choices=choices,
            reason=NO_THEATRE if not any(by_index.values()) else "" if answered or running else _explained(forked),
            error=asked.error if about is not None else "",
            done=asked.done,
            due=asked.due,
            note=asked.note,
            lines=[keep_numbers_whole(line) for line in answered["words"]] if answered else [],
            picture=asked.picture if answered else "",
            page=page_of(asked) if answered else "",
            event_start=start,
            event_stop=lambda *_: questions.why.stop(),
        )
        vue_components.SignsOfSight(running=running, event_seen=questions.seen, event_unseen=questions.unseen)
    return main


def _explained(forked: bool) -> str:
    text = (
        "Runs the siege again and again with each change undone, and with other seeds, to tell causes from chance. It "
        "takes about two minutes, longer for a large siege."
    )
    return f"{text} The counterfactual siege is compared with the factual one." if forked else text
