"""The page docs/assumptions.md: which values have a source and which are assumptions, from the declarations."""

import textwrap
from typing import Any

from sim.scenario import yamltext
from sim.scenario.constants_of_rules import RuleConstant, rule_constants
from sim.scenario.declare import ASSUMPTION
from sim.scenario.files import shipped_folder, shipped_names, shipped_theatres
from sim.scenario.parameters import Parameter, parameters, theatre_level_parameters

SOURCED, IN_PART, ASSUMED, DEFINED = "source", "in part", "assumption", "definition"
#: Class -> heading, and what belongs to it. A source is classified by the words of its text.
CLASSES = {
    ASSUMED: (
        "Assumptions",
        "These rest on judgement alone. Vary them before relying on a result that depends on them.",
    ),
    IN_PART: (
        "A source for the direction, not for the magnitude",
        "A source supports the mechanism or the order of magnitude; the value itself is assumed, is a prior of the "
        "mean-field trial on 26 coded sieges, or was calibrated so that this model reproduces a sourced figure.",
    ),
    SOURCED: ("With a source", "Each is listed with its source; the quality of the source is a separate question."),
    DEFINED: ("Definitions", "Boundaries that classify what happened."),
}
PARTLY = ("assum", "not an estimate", "calibrated", "fitted")


def class_of(source: str) -> str:
    """The class of a source, by the words of its text."""
    text = source.strip().lower()
    if text.startswith(ASSUMPTION):
        return ASSUMED
    if text.startswith("a definition"):
        return DEFINED
    return IN_PART if any(word in text for word in PARTLY) else SOURCED


def page(generated: str) -> str:
    """The page in Markdown."""
    known = [*parameters(), *theatre_level_parameters()]
    by_class = {name: [p for p in known if class_of(p.source) == name] for name in CLASSES}
    facts = {name: _facts(f"{name}.yaml") for name in shipped_names()}
    facts |= {name: _facts_of_theatre(name) for name in shipped_theatres()}
    lines = ["# Assumptions", "", f"<!-- {generated} -->", ""]
    lines += textwrap.wrap(_counts(len(known), {name: len(members) for name, members in by_class.items()}), 110)
    lines += ["", *textwrap.wrap(
        "This page classifies every parameter of the schema by its source, and lists for each shipped scenario and "
        "theatre the facts that are assumptions. The meanings of the parameters are in "
        "[parameters.md](parameters.md). A source tells where a number comes from, not that it is right; ranges are "
        "what the schema allows, not what is likely.", 110,
    )]  # fmt: skip
    for name, (heading, about) in CLASSES.items():
        lines += ["", f"## {heading}", "", *textwrap.wrap(about, 110), "", *_table(by_class[name], name)]
    lines += _constants(rule_constants())
    lines += [
        "",
        "## Facts of the shipped scenarios",
        "",
        "| scenario | facts | with a source | in part | assumptions |",
    ]
    lines += ["|---|--:|--:|--:|--:|"]
    for name, sourced in facts.items():
        classes = [class_of(str(fact["source"])) for fact in sourced.values()]
        counts = [len(sourced), *(classes.count(kind) for kind in (SOURCED, IN_PART, ASSUMED))]
        lines.append(f"| [{name}](#{name}) | " + " | ".join(map(str, counts)) + " |")
    for name, sourced in facts.items():
        lines += ["", f"### {name}", "", *_assumed(sourced)]
    return "\n".join(lines) + "\n"


def _counts(total: int, by_class: dict[str, int]) -> str:
    return (
        f"Of {total} parameters, {by_class[SOURCED]} have a source, {by_class[IN_PART]} have one for their direction "
        f"but not for their magnitude, {by_class[ASSUMED]} are assumptions, and {by_class[DEFINED]} by definition."
    )


def _table(rows: list[Parameter], kind: str) -> list[str]:
    bare = kind in (ASSUMED, DEFINED)
    lines = ["| parameter | value | unit | range |" + (" source |" if not bare else " remark |")]
    lines += ["|---|--:|---|---|---|"]
    for parameter in rows:
        source = parameter.source.removeprefix(ASSUMPTION).removeprefix("a definition").strip(" :,")
        cells = [f"`{parameter.dotted}`", _value(parameter.default), parameter.unit, parameter.range, source]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return lines


def _constants(constants: list[RuleConstant]) -> list[str]:
    """The section on the constants declared in the rules themselves, by file."""
    classes = [class_of(constant.source) for constant in constants]
    counts = {kind: classes.count(kind) for kind in CLASSES}
    about = (
        "Numbers declared in the rules themselves, in addition to the parameters. "
        f"Of {len(constants)} constants, {counts[SOURCED]} have a source, {counts[IN_PART]} have one in part, "
        f"{counts[ASSUMED]} are assumptions, and {counts[DEFINED]} by definition. "
        "To vary one, edit it where it is declared; the range is the plausible range."
    )
    lines = ["", "## Constants of the rules", "", *textwrap.wrap(about, 110)]
    for file in dict.fromkeys(constant.file for constant in constants):
        lines += ["", f"### {file}", "", "| constant | value | unit | range | meaning | source |"]
        lines += ["|---|--:|---|---|---|---|"]
        for one in constants:
            if one.file == file:
                reach = f"{_value(one.low)} to {_value(one.high)}"
                cells = [f"`{one.name}`", _value(one.value), one.unit, reach, one.meaning, one.source]
                lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return lines


def _facts_of_theatre(name: str) -> dict[str, Any]:
    """The facts of a theatre, and of the scenarios in its folder."""
    facts = _facts(f"theatres/{name}.yaml")
    for file in sorted((shipped_folder() / "theatres" / name).glob("*.yaml")):
        own = _facts(f"theatres/{name}/{file.name}")
        facts |= {f"sieges.{file.stem}.{dotted}": fact for dotted, fact in own.items()}
    return facts


def _facts(path: str) -> dict[str, Any]:
    """The facts stated in a shipped file itself."""
    file = shipped_folder() / path
    data = yamltext.read(file.read_text(encoding="utf-8"), file.name)
    return (data.get("facts") if isinstance(data, dict) else None) or {}


def _assumed(facts: dict[str, Any]) -> list[str]:
    assumed = {dotted: fact for dotted, fact in facts.items() if class_of(str(fact["source"])) == ASSUMED}
    if not facts:
        return ["It states no facts of its own: every value is a default."]
    if not assumed:
        return ["None of its facts is an assumption."]
    lines = ["| fact | low | high | why |", "|---|--:|--:|---|"]
    for dotted, fact in assumed.items():
        why = " ".join(str(fact["source"]).split()).removeprefix(ASSUMPTION).strip(" :,")
        cells = [f"`{dotted}`", *(_value(fact[end]) if end in fact else "" for end in ("low", "high")), why]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return lines


def _value(value: Any) -> str:
    return yamltext.write({"": value}).partition(":")[2].strip()
