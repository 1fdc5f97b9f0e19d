"""The answer in sentences that can be quoted, and its table formatted for reading."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sim.compare.counterfactuals.why_effects import FEWEST_PAIRS, Questions, clear_rows
from sim.compare.counterfactuals.why_labels import (
    describe,
    end_so,
    ending_text,
    question_title,
    short_label,
    signed_interval,
    size_interval,
)
from sim.compare.counterfactuals.why_plan import ALL, KINDS, PAIR, SINGLE, Counterfactual, WhyPlan
from sim.compare.counterfactuals.why_runs import AS_IT_WAS, WhyRuns
from sim.compare.counterfactuals.why_verdict import CERTAIN, Verdict
from sim.compare.outcomes import DEAL, Outcome
from sim.compare.statistics.estimate import LEVEL
from sim.text import format as fmt

MOST_NAMED = 3  # changes in a sentence


class WhyText:
    """The sentences of one answer."""

    def __init__(
        self, plan: WhyPlan, runs: WhyRuns, table: pd.DataFrame, questions: Questions, verdict: Verdict
    ) -> None:
        self.plan, self.runs, self.table, self.questions, self.verdict = plan, runs, table, questions, verdict
        self.asked = {each.name: each for each in asked_of(plan, runs)}
        self.changed = "set" if plan.by_levers else "undone"

    def paragraphs(self) -> list[str]:
        """The answer first, then what would have been earlier, who would have lived, and what did nothing."""
        lines = [f"{self._ended()} {self._main()}", *self._share(), *self._against(), *self._pairs()]
        nothing: list[str] = []
        lines += [*self._deals(nothing), *self._days(nothing), *self._deaths(nothing)]
        if nothing:
            lines.append(f"Nothing {self.changed} {_join_or(nothing)} beyond chance.")
        return [*lines, *self._without_effect()]

    def _ended(self) -> str:
        own = self.runs.of(AS_IT_WAS, [self.plan.run.seed]).iloc[0]
        had = "" if isinstance(own["outcome"], str) else "had "
        return f"{self.plan.run.scenario.name}, seed {self.plan.run.seed}, {had}{ending_text(own)}."

    def _main(self) -> str:
        verdict = self.verdict
        match verdict.decided_by:
            case "change" | "pair":
                what = fmt.join_and([describe(change) for change in self.asked[verdict.causes[0]].changes])
                return f"What mattered most: {what}. {self._effect(verdict.causes[0])}"
            case "all":
                pairs = " and no pair that was tried" if self.runs.pairs else ""
                number = len(self.plan.changes)
                return f"No change alone{pairs} decided it; all {number} together did. {self._effect(ALL)}"
            case "chance":
                return self._chance()
        other = "the shipped levers" if self.plan.by_levers else f"what differs from {self.plan.reference.name}"
        return f"Neither chance nor {other} decided it: nearly every seed ends so, whatever is {self.changed}."

    def _chance(self) -> str:
        """That it hangs on chance, and what would have changed the ending on its own seed only."""
        own = self.plan.run.seed
        what = "no lever set low or high" if self.plan.by_levers else "no change undone"
        more = "" if self.questions.deal is None else " or makes deals more frequent"
        text = (
            f"It hangs on chance: with the same parameters {self._share_text()} {end_so(self.questions.ending)}, and "
            f"{what} lowers that share{more} beyond chance"
        )
        rows = self._rows(self.questions.ending, SINGLE)
        largest = rows.iloc[0]
        if largest["high"] < 0:
            text += (
                f". The largest effect, that of {self._label(largest)}, {signed_interval(largest)} points, may be one: "
                f"with --seeds {2 * self.runs.seeds} it would be clearer"
            )
        elif largest["difference"] < 0:
            text += f"; the largest effect is that of {self._label(largest)}, {signed_interval(largest)} points"
        flips = rows[rows["own_counterfactual_value"].lt(rows["own_factual_value"]) & ~rows["high"].lt(0)]
        if len(flips):
            names = _join_or([self._label(row) for row in _records(flips)][:MOST_NAMED])
            text += f". On seed {own} it would have ended otherwise with {names} {self.changed}, but not on average"
        return f"{text}."

    def _effect(self, name: str) -> str:
        """With that undone, 12% instead of 95% of 40 other seeds end in a deal, ..., and this siege would ...."""
        about = self.verdict.about
        rows = self._rows(about)
        row: Any = rows.set_index("counterfactual").loc[name]
        form, up = fmt.percent_text, row["difference"] > 0
        tests = int(self.table.loc[self.table["binary"], "p"].notna().sum())
        p = fmt.p_value(row["p_holm"])
        adjusted = f", Holm-adjusted for {tests} tests" if tests > 1 else ""
        shares = f"{form(row['counterfactual_value'])}% instead of {form(row['factual_value'])}%"
        size, _, ends = size_interval(row, "points").partition(", ")
        tested = f"{ends}; p {p if p.startswith('<') else f'= {p}'}{adjusted}"
        return (
            f"With that {self.changed}, {shares} of {fmt.number(row['n'])} other seeds {end_so(about)}, {size} "
            f"{'more' if up else 'fewer'} ({tested}), and this siege would {self._own(name)}."
        )

    def _own(self, name: str) -> str:
        own = self.runs.of(name, [self.plan.run.seed])
        if not len(own):
            return "have failed to run"
        row, main = own.iloc[0], self.questions.ending.name
        same = bool(row["deal"]) if main == DEAL else row["ending"] == main
        return f"{'still ' if same else ''}have {ending_text(row)}"

    def _share(self) -> list[str]:
        share = self.verdict.share
        if self.verdict.decided_by == "chance":
            return []
        chance = ", so chance had a part in it too" if share.high < CERTAIN else ""
        return [f"As it was, {self._share_text()} {end_so(self.questions.ending)}{chance}."]

    def _share_text(self) -> str:
        """70% of 40 other seeds (95% CI 55 to 82%)."""
        share = self.verdict.share
        ends = f"{fmt.percent_text(share.low)} to {fmt.percent_text(share.high)}%"
        return f"{fmt.percent_text(share.value)}% of {fmt.number(share.n)} other seeds (95% CI {ends})"

    def _against(self) -> list[str]:
        rows = clear_rows(self.table, self.questions.ending, SINGLE, up=True)
        if not len(rows):
            return []
        return [f"The same ending would have been likelier with {self._listed(rows, 'points')}."]

    def _pairs(self) -> list[str]:
        """Pairs that would have prevented the ending where neither change alone would."""
        alone = {*clear_rows(self.table, self.questions.ending, SINGLE)["counterfactual"]}
        lines = []
        for name in clear_rows(self.table, self.questions.ending, PAIR)["counterfactual"].tolist():
            if name not in self.verdict.causes[:1] and not {each.name for each in self.asked[name].changes} & alone:
                lines.append(f"Neither alone, but both together: {short_label(self.asked[name])}. {self._effect(name)}")
        return lines[:MOST_NAMED]

    def _deals(self, nothing: list[str]) -> list[str]:
        """What would have made deals more frequent; added to `nothing` where that is nothing."""
        question = self.questions.deal
        if question is None or (self.verdict.about is question and len(self.verdict.causes) == 1):
            return []
        rows = clear_rows(self.table, question, SINGLE, up=True)
        if not len(rows):
            nothing.append("makes deals more frequent")
            return []
        return [f"A deal would have been likelier with {self._listed(rows, 'points')}."]

    def _days(self, nothing: list[str]) -> list[str]:
        """What would have brought the ending forward; added to `nothing` where that is nothing."""
        question = self.questions.day
        if question is None:
            return []
        what, both = ("deal", "end in a deal") if self.questions.ending.name == DEAL else ("ending", "end so")
        rows = clear_rows(self.table, question, SINGLE)
        if not len(rows):
            nothing.append(f"brings the {what} forward")
            return []
        return [
            f"The {what} would have come earlier with {self._listed(rows, 'days')}, in pairs of runs that both {both}."
        ]

    def _deaths(self, nothing: list[str]) -> list[str]:
        """What would have saved civilians; added to `nothing` where that is nothing."""
        question = self.questions.deaths
        rows = clear_rows(self.table, question, SINGLE)
        if not len(rows):
            nothing.append("saves civilians")
            return []
        unit = "fewer" if question.unit == "people" else "fewer of 1 000"
        return [f"Civilian deaths would have been fewer with {self._listed(rows, unit)}."]

    def _listed(self, rows: pd.DataFrame, unit: str) -> str:
        """Each with the size of its effect: food in the stores undone (83 points, 95% CI 65 to 92); ...."""
        parts = [
            f"{self._label(row)} {self.changed} ({size_interval(row, unit)})" for row in _records(rows)[:MOST_NAMED]
        ]
        return fmt.join_and(parts)

    def _without_effect(self) -> list[str]:
        rows = self._rows(self.questions.ending, SINGLE)
        same = [self._label(row) for row in _records(rows[rows["same_runs"]])]
        lines = [f"Without any effect, in any run: {fmt.join_and(same)}."] if same else []
        if failed := [self._label(row) for row in _records(rows[rows["n"] < FEWEST_PAIRS])]:
            lines.append(f"Not estimated, since too few runs finished: {fmt.join_and(failed)}.")
        return lines + [f"{name} could not be undone alone: {why}." for name, why in self.plan.impossible.items()]

    def _label(self, row: Mapping[str, Any] | pd.Series) -> str:
        return short_label(self.asked[row["counterfactual"]])

    def _rows(self, outcome: Outcome, *kinds: str) -> pd.DataFrame:
        return self.table[(self.table["outcome"] == outcome.name) & self.table["kind"].isin(kinds or KINDS)]


def asked_of(plan: WhyPlan, runs: WhyRuns) -> list[Counterfactual]:
    """All counterfactuals of an answer: single changes, pairs, all together."""
    return [*plan.singles, *runs.pairs, *([plan.together] if plan.together else [])]


def effects_display(plan: WhyPlan, runs: WhyRuns, table: pd.DataFrame, questions: Questions) -> pd.DataFrame:
    """One row per counterfactual, in order of its effect on the ending, formatted for reading."""
    asked = {each.name: each for each in asked_of(plan, runs)}
    rows = []
    for name in table[table["outcome"] == questions.ending.name]["counterfactual"].tolist():
        cells: dict[str, str] = {"set" if plan.by_levers else "undone": short_label(asked[name])}
        for outcome in questions.all:
            row = table[(table["outcome"] == outcome.name) & (table["counterfactual"] == name)].iloc[0]
            cells[question_title(outcome)] = _cell(row)
        own = runs.of(name, [plan.run.seed])
        cells["this siege"] = ending_text(own.iloc[0]).removeprefix("ended in ") if len(own) else "failed"
        rows.append(cells)
    return pd.DataFrame(rows)


def _cell(row: pd.Series) -> str:
    if row["same_runs"]:
        return "0, the same runs"
    if not math.isfinite(row["low"]):
        return fmt.NO_VALUE
    return f"{signed_interval(row)}{'*' if row['p_holm'] < 1 - LEVEL else ''}"


def _records(rows: pd.DataFrame) -> list[Mapping[str, Any]]:
    return rows.to_dict("records")  # pyright: ignore[reportReturnType]


def _join_or(parts: Sequence[str]) -> str:
    """a, b or c."""
    return " or ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
