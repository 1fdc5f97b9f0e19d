"""The Solara application: four pages, and one session per browser tab that outlives the page it is seen on."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from pathlib import Path
from typing import Any

import solara
import solara.lab

from sim.dashboard import markup, vue_components
from sim.dashboard.pages.about import About
from sim.dashboard.pages.compare import Compare
from sim.dashboard.pages.live import Live
from sim.dashboard.pages.sweeps import Sweeps
from sim.dashboard.server.request_filter import PAGES
from sim.dashboard.session.session import Session, session_context
from sim.dashboard.session.session_limit import SESSIONS
from sim.text.format import count

HERE = Path(__file__).parent
CSS = "\n".join(file.read_text(encoding="utf-8") for file in (HERE / "page.css", *sorted((HERE / "css").glob("*.css"))))


@solara.component
def Layout(children: Any = ()) -> Any:
    """What all pages share: header, session, style."""
    router = solara.use_router()
    live = not (router.parts and router.parts[0])
    session = solara.use_memo(lambda: Session((router.search or "") if live else ""), [])
    solara.use_effect(session.open, [])
    session_context.provide(session)
    dark = solara.lab.use_dark_effective()
    path = f"/{router.parts[0]}" if router.parts and router.parts[0] else "/"

    def set_dark(wanted: bool) -> None:
        solara.lab.theme.dark = bool(wanted)

    with solara.Div(classes=["sc-app"]) as main:
        solara.Style(CSS)
        vue_components.Header(
            pages=[{"path": page, "name": name} for page, name in PAGES.items()],
            current=path,
            dark=bool(dark),
            event_navigate=router.push,
            event_set_dark=set_dark,
        )
        with solara.Div(classes=["sc-page"], attributes={"id": "sc-main", "role": "main"}):
            if path != "/" or session.view.value is not None:
                solara.Div(children=list(children))
            else:
                Waiting(session)
    return main


@solara.component
def Waiting(session: Session) -> Any:
    """Shown in place of the Live page until the session has a siege: while it is set up, or the server is full."""
    solara.use_effect(session.request, [])
    with solara.Div(classes=["sc-waiting"]) as main:
        if not session.waiting.value:
            markup.heading(1, "Loading…")
            markup.paragraph("The siege is being set up.")
        else:
            markup.heading(1, "All places are taken")
            tabs = count(SESSIONS.limit, "siege is", "sieges are")
            markup.paragraph(
                f"{tabs} being watched, which is as many as this server runs at once. Leave this page open: the siege "
                "starts by itself as soon as one of the other tabs is closed."
            )
            markup.paragraph(
                "Meanwhile Sweeps, Compare and About work as usual. To watch more sieges at once, start the dashboard "
                "with a higher ",
                markup.element("code", "--sessions"),
                ".",
                classes=["sc-hint"],
            )
    return main


routes = [
    solara.Route(path="/", component=Live, label="Live · Safe Conduct", layout=Layout),
    solara.Route(path="sweeps", component=Sweeps, label="Sweeps · Safe Conduct"),
    solara.Route(path="compare", component=Compare, label="Compare · Safe Conduct"),
    solara.Route(path="about", component=About, label="About · Safe Conduct"),
]
