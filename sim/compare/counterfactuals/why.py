"""Why did a siege end so? Each change undone, alone and in pairs, over its own seed and a sample of seeds."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.compare.counterfactuals.why_effects import Questions, effects, questions_of
from sim.compare.counterfactuals.why_figure import why_figure
from sim.compare.counterfactuals.why_labels import describe, ending_text
from sim.compare.counterfactuals.why_plan import WhyPlan, plan_why
from sim.compare.counterfactuals.why_runs import AS_IT_WAS, WhyRuns, carry_out
from sim.compare.counterfactuals.why_text import WhyText, asked_of, effects_display
from sim.compare.counterfactuals.why_verdict import Verdict, verdict_of
from sim.compare.html_page import render_figure, render_page
from sim.compare.outcomes import ENDINGS, UNDER_WAY
from sim.compare.provenance import MODEL_CAVEAT, json_records
from sim.hashes import model_hash
from sim.runs import store
from sim.runs.unfinished import Progress, Say, quiet
from sim.scenario.load import Overrides, model_version
from sim.scenario.numbers import MAX_WORKERS, whole_number
from sim.scenario.schema import Scenario
from sim.tables import reports
from sim.tables.columns import schema_of, table_of_frame, table_of_rows
from sim.tables.dictionary import entries
from sim.tables.runs import row_columns
from sim.tables.textfile import write_csv
from sim.text.format import count

#: Files of a folder of answers, beside `store.WHY`.
PAGE, RUNS, EFFECTS, CHANGES, FIGURE = "why.html", "runs.csv", "effects.csv", "changes.csv", "effects"
CAVEATS = (
    MODEL_CAVEAT,
    "Changes are undone from the first day, with the same seed; a scheduled event changes nothing before its day.",
    "Intervals are over other seeds than the siege's own, which was chosen for its ending. They are 95% each; p-values "
    "are adjusted by Holm's method for all counterfactuals of a question, and the thin bars of the figure hold for all "
    "of these together.",
    "Pairs were chosen by the effects of single changes in the same runs, so their effects tend to be overestimated.",
    "Days are compared only where both runs of a pair ended as the siege did; such pairs are not a random sample.",
    "A change without a clear effect is not shown to have none; its interval says how large that could be.",
)


@dataclass(frozen=True)
class WhyReport:
    """The answer to why a siege ended as it did."""

    plan: WhyPlan
    runs: WhyRuns
    questions: Questions
    effects: pd.DataFrame  # one row per outcome and counterfactual; columns as in `reports.WHY_EFFECTS`
    verdict: Verdict
    paragraphs: tuple[str, ...]  # that can be quoted, the answer first
    notes: tuple[str, ...]

    @property
    def changes(self) -> pd.DataFrame:
        """What differs from the reference, or the levers; columns as in `reports.WHY_CHANGES`."""
        rows = [
            {
                "change": each.name,
                "label": each.label,
                "kind": each.kind,
                "siege_value": each.as_it_was,
                "counterfactual_value": each.instead,
            }
            for each in self.plan.changes
        ]
        return pd.DataFrame(rows)

    @property
    def display(self) -> pd.DataFrame:
        """The effects formatted for reading, one row per counterfactual."""
        return effects_display(self.plan, self.runs, self.effects, self.questions)

    @property
    def endings(self) -> pd.DataFrame:
        """How the runs over the sample ended: one row per counterfactual, one column per ending."""
        sample = self.plan.sample(self.runs.seeds)
        names = [AS_IT_WAS, *(each.name for each in asked_of(self.plan, self.runs))]
        counts = {name: self.runs.of(name, sample)["ending"].value_counts() for name in names}
        seen = [end for end in (*ENDINGS, UNDER_WAY) if any(end in count for count in counts.values())]
        rows = [{"counterfactual": name, **{end: int(counts[name].get(end, 0)) for end in seen}} for name in names]
        return pd.DataFrame(rows)

    def document(self, out: str | None = None) -> dict[str, Any]:
        """For JSON."""
        plan, runs, verdict = self.plan, self.runs, self.verdict
        own = runs.of(AS_IT_WAS, [plan.run.seed]).iloc[0]
        sample = plan.sample(runs.seeds)
        orders = {
            outcome.name: [
                str(name) for name in self.effects.loc[self.effects["outcome"] == outcome.name, "counterfactual"]
            ]
            for outcome in self.questions.all
        }
        return {
            "scenario": plan.run.scenario.name,
            "seed": plan.run.seed,
            "against": plan.reference.name,
            "levers": plan.by_levers,
            "ending": {
                "outcome": own["outcome"] if isinstance(own["outcome"], str) else None,
                "day": int(own["exit_day"]),
                "asked_about": self.questions.ending.name,
                "words": ending_text(own),
            },
            "decided_by": verdict.decided_by,
            "causes": list(verdict.causes),
            "causes_change": verdict.about.name if verdict.causes else None,
            "share_as_it_was": verdict.share.document(),
            "words": list(self.paragraphs),
            "changes": [
                record | {"words": describe(change)}
                for record, change in zip(json_records(self.changes, reports.WHY_CHANGES), plan.changes, strict=True)
            ],
            "orders": orders,
            "effects": json_records(self.effects, reports.WHY_EFFECTS),
            "endings": self.endings.set_index("counterfactual").to_dict("index"),
            "impossible": dict(plan.impossible),
            "notes": list(self.notes),
            "seeds": runs.seeds,
            "first_seed": sample[0],
            "runs": len(runs.rows),
            "failed": list(runs.failed),
            "days": plan.run.days,
            "people_per_agent": plan.run.scenario.population.people_per_agent,
            "scenario_hash": plan.plan.scenario_hash,
            "model": model_hash(),
            "dictionary": entries({"changes": reports.WHY_CHANGES, "effects": reports.WHY_EFFECTS}),
            "out": out,
        }

    def html(self) -> str:
        """The answer as a self-contained HTML page."""
        plan = self.plan
        return render_page(
            "why.html.j2",
            [why_figure(plan, self.runs, self.effects, self.questions)],
            title=f"Why {plan.run.scenario.name}, seed {plan.run.seed}, ended as it did",
            paragraphs=self.paragraphs,
            notes=self.notes,
            effects=self.display,
            seeds=self.runs.seeds,
            heading="Levers" if plan.by_levers else f"What differs from {plan.reference.name}",
            changes=self.changes.drop(columns="label").rename(
                columns={
                    "siege_value": "in the siege",
                    "counterfactual_value": "set to" if plan.by_levers else "undone",
                }
            ),
            endings=self.endings,
            caveats=CAVEATS,
            provenance=self._provenance(),
        )

    def _provenance(self) -> Mapping[str, str]:
        plan, sample = self.plan, self.plan.sample(self.runs.seeds)
        return {
            "Scenario": f"{plan.run.scenario.name} {plan.plan.scenario_hash}, seed {plan.run.seed}",
            "Reference": "none differs; levers of the shipped experiments" if plan.by_levers else plan.reference.name,
            "Sample": f"seeds {sample[0]} to {sample[-1]}",
            "Runs": str(len(self.runs.rows)),
            "Version": f"{model_version()}, model {model_hash()}",
        }

    def write(self, folder: Path, out: str | None = None) -> None:
        """Write the document, the page, the figure and the tables into a folder that exists."""
        store.write_json(folder / store.WHY, self.document(out))
        (folder / PAGE).write_text(self.html(), encoding="utf-8")
        figure = why_figure(self.plan, self.runs, self.effects, self.questions)
        for kind in ("png", "svg"):
            (folder / f"{FIGURE}.{kind}").write_bytes(render_figure(figure.figure, kind))
        columns = (reports.COUNTERFACTUAL, *row_columns())
        write_csv(table_of_rows(self.runs.records, schema_of(columns)), folder / RUNS)
        write_csv(table_of_frame(self.effects, reports.WHY_EFFECTS), folder / EFFECTS)
        write_csv(table_of_frame(self.changes, reports.WHY_CHANGES), folder / CHANGES)
        store.write_scenario(folder, self.plan.run.scenario)
        tables = {"runs": columns, "effects": reports.WHY_EFFECTS, "changes": reports.WHY_CHANGES}
        store.write_dictionary(folder, tables)


def why(
    what: Scenario | str | Path,
    against: Scenario | str | Path | None = None,
    overrides: Overrides = (),
    *,
    seed: int | None = None,
    seeds: int | None = None,
    scale: int | None = None,
    days: int | None = None,
    workers: int = 1,
    out: str | Path | None = None,
) -> WhyReport:
    """Why a siege ended as it did: the folder of a saved run, or a scenario with a `seed`, compared with a reference.

    Each change from the reference is undone alone, and the most important ones in pairs, on the siege's own seed and
    over `seeds` others: by default 40, or as many as take about two minutes. The reference is `against`, else the
    scenario without the `overrides`, else the shipped scenario of the same name, else the baseline. Where nothing
    differs, the levers of the shipped experiments are set to their low and high. With `out` the answer is written to
    `out/why/`. Raises ScenarioError for invalid input.
    """
    plan = plan_why(what, against, overrides, seed=seed, seeds=seeds, scale=scale, days=days)
    return run_why(plan, workers=workers, out=out)[0]


def run_why(
    plan: WhyPlan,
    *,
    workers: int = 1,
    out: str | Path | None = None,
    progress: Progress = quiet,
    say: Say = quiet,
) -> tuple[WhyReport, Path | None]:
    """Do the runs of a plan; the answer, and the folder under `out` to which it was written.

    Raises ScenarioError where a number is invalid, the siege cannot be run, or the folder cannot be written.
    """
    workers = whole_number("workers", workers, 1, MAX_WORKERS)
    runs = carry_out(plan, workers, progress, say)
    questions = questions_of(plan, runs)
    table = effects(plan, runs, questions)
    verdict = verdict_of(plan, runs, table, questions)
    words = WhyText(plan, runs, table, questions, verdict).paragraphs()
    answer = WhyReport(plan, runs, questions, table, verdict, tuple(words), (*plan.notes, *_notes(plan, runs)))
    if out is None:
        return answer, None
    final = result_folder(out, plan, runs.seeds)
    with store.drafted(final) as draft:
        answer.write(draft, str(final))
    return answer, final


def result_folder(out: str | Path, plan: WhyPlan, seeds: int) -> Path:
    """The folder of an answer under a results folder."""
    return Path(out) / "why" / plan.name(seeds)


def _notes(plan: WhyPlan, runs: WhyRuns) -> list[str]:
    """Whether the run was repeated as it was saved, and runs that failed."""
    notes, saved = [], plan.run.saved
    own = runs.of(AS_IT_WAS, [plan.run.seed]).iloc[0]
    if saved is not None and saved.get("digest") != own["digest"]:
        model = saved.get("model")
        why = (
            f"it was made by other model code ({model or 'not recorded'}; this is {model_hash()})"
            if model != model_hash()
            else "its folder does not hold all that it was made of"
        )
        notes.append(f"The saved run is not repeated exactly: {why}. The answer is about the run of today.")
    if runs.failed:
        first = runs.failed[0]
        notes.append(
            f"{count(len(runs.failed), 'failed run')} left out with the runs of the same seeds; the first, "
            f"{first['counterfactual']} with seed {first['seed']}: {first['error']}."
        )
    return notes
