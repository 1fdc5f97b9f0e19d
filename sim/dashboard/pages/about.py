"""The About page: what the model is, what it does not claim, its terms and sources."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

import re
from pathlib import Path
from typing import Any

import solara

from sim.dashboard import markup
from sim.scenario.assumptions import IN_PART, SOURCED, class_of
from sim.scenario.files import shipped_folder
from sim.scenario.load import model_version
from sim.scenario.parameters import parameters, section_meanings

TEXT = Path(__file__).with_name("about.md")


@solara.component
def About() -> Any:
    """The whole page."""
    text = solara.use_memo(page_text, [])
    with solara.Div(classes=["sc-card"]) as main:
        markup.prose(text)
    return solara.Div(classes=["sc-text"], children=[main])


def page_text() -> str:
    """The page in Markdown."""
    introduction = TEXT.read_text(encoding="utf-8").replace("VERSION", model_version())
    return "\n\n".join(part for part in (introduction, "## Glossary", glossary(), sources()) if part)


def glossary() -> str:
    """The project's glossary, without its title and its links to files."""
    file = shipped_folder("docs") / "glossary.md"
    if not file.is_file():
        return ""
    text = re.sub(r"^# .*\n", "", file.read_text(encoding="utf-8"))
    return re.sub(r"\[([^\]]+)\]\((?!http)[^)]+\)", r"\1", text).replace("\n## ", "\n### ")


def sources() -> str:
    """How many parameters have a source, and the sources of each section."""
    declared = parameters()
    sourced = [p for p in declared if class_of(p.source) in (SOURCED, IN_PART)]
    partly = sum(class_of(p.source) == IN_PART for p in sourced)
    lines = [
        "## Sources",
        f"Of {len(declared)} parameters, {len(sourced) - partly} have a source and {partly} have one for their "
        "direction but not for their magnitude. The others are assumptions or definitions, as the parameter drawer "
        "says. Sources for the facts of a named siege are in its scenario file.",
    ]
    for section, meaning in section_meanings().items():
        sources = dict.fromkeys(f"{p.label}: {p.source}" for p in sourced if p.section == section)
        if sources:
            lines += [f"**{section.capitalize()}.** {meaning}", "\n".join(f"- {one}" for one in sources)]
    return "\n\n".join(lines)
