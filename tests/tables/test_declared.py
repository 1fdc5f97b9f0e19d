"""What is written keeps to what is declared, and files of a kind can be read together."""

import ast
import functools
import json
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from worlds import EAGER, HAMLET, STRANDED

from sim import run
from sim.compare.fork.fork import fork
from sim.compare.provenance import json_records
from sim.kernels.series import Row
from sim.runs import store
from sim.runs.executor import PROCESS_DIED, attempt, failed_run
from sim.runs.plan import plan_run
from sim.runs.replicates import replicate
from sim.runs.theatre import plan_theatre, run_theatre_plan
from sim.tables.columns import NUMBER, WHOLE, Column, conformed, read_table, schema_of, table_of_columns, table_of_frame
from sim.tables.dictionary import DICTIONARY, FIELDS
from sim.tables.renamed import RENAMED
from sim.tables.reports import DERIVED, OUTCOMES
from sim.tables.runs import ARM, DAYS, EVENTS, row_columns
from tests.theatre.pairs import ROUGH, pair

SIM = Path(store.__file__).parents[1]


def written(folder: Path, *groups: dict[str, Any], seed: int = 1, days: int | None = None) -> Path:
    """The tables of one hamlet, without its picture."""
    changes = functools.reduce(lambda a, b: a | b, groups, HAMLET)
    result = run("baseline", seed, days=days, overrides=changes | {"clock.horizon_days": 40})
    store.write_run(folder, result)
    return folder


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A run in which nothing happened, one with a deal, one with a patron, and a siege of a theatre."""
    folders = [tmp_path_factory.mktemp(name) for name in ("quiet", "deal", "patron")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.runs.overview.draw", lambda result, file: None)
        patch.setattr("sim.runs.theatre_store.draw_theatre", lambda result, file: None)
        written(folders[0], days=1)
        written(folders[1], EAGER)
        written(folders[2], STRANDED)
        whole = run_theatre_plan(plan_theatre(pair(ROUGH), 1, days=12), out=tmp_path_factory.mktemp("theatre"))
    theatre = Path(whole.out or "")
    return [*folders, theatre, theatre / "a"]


def test_ledgers_and_daily_series_have_their_declared_columns_whatever_happened(runs: list[Path]) -> None:
    ledgers = [pq.read_table(folder / "ledger.parquet") for folder in runs]
    assert ledgers[0].num_rows == 0  # an empty table has its types too
    assert min(table.num_rows for table in ledgers[1:]) > 3
    for table in ledgers:
        assert table.schema.equals(schema_of(EVENTS), check_metadata=True)
    for folder in (*runs[:3], runs[4]):
        assert pq.read_schema(folder / "daily.parquet").equals(schema_of(DAYS), check_metadata=True)
    assert set(ledgers[3].column("siege").to_pylist()) == {"a", "b"}
    assert set(ledgers[4].column("siege").to_pylist()) == {"a"}


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("table", ["ledger", "daily"])
def test_tables_of_several_runs_are_read_together_in_any_order(table: str, turned: bool, runs: list[Path]) -> None:
    files = [str(folder / f"{table}.parquet") for folder in runs if (folder / f"{table}.parquet").exists()]
    files = files[::-1] if turned else files
    rows = sum(pq.read_metadata(file).num_rows for file in files)
    assert pa.concat_tables([pq.read_table(file) for file in files]).num_rows == rows
    assert ds.dataset(files).to_table().num_rows == rows
    assert len(pd.read_parquet(files)) == rows
    assert duckdb.read_parquet(files).fetchnumpy()["day"].size == rows
    kinds = {name: kind for name, kind, *_ in duckdb.sql(f"describe from read_parquet({files})").fetchall()}
    assert kinds["siege"] == "VARCHAR"
    assert kinds.get("public", "BOOLEAN") == "BOOLEAN"


def test_values_are_missing_only_where_the_declaration_says_why(runs: list[Path]) -> None:
    for table, columns in (("ledger", EVENTS), ("daily", DAYS)):
        for folder in runs:
            if (folder / f"{table}.parquet").exists():
                table_read = pq.read_table(folder / f"{table}.parquet")
                gaps = {name for name in table_read.column_names if table_read.column(name).null_count}
                assert gaps <= {column.name for column in columns if column.missing}, folder


def test_every_fact_that_an_event_may_carry_has_a_column() -> None:
    """Found in the sources, as some are rare."""
    used = {"public"}
    for file in (SIM / "model.py", *(SIM / "agents").glob("*.py"), *(SIM / "theatre").glob("*.py")):
        calls = [node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        events = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "log_event"]
        used |= {str(keyword.arg) for call in events for keyword in call.keywords}
    assert {"alternative", "origin", "shortfall", "round"} <= used
    assert used <= {column.name for column in EVENTS}


def test_the_daily_series_is_whole_where_the_kernel_counts() -> None:
    kinds = {name: WHOLE if kind is int else NUMBER for name, kind in Row.__annotations__.items()}
    assert {column.name: column.kind for column in DAYS[1:]} == kinds


def test_replicates_with_failed_and_cut_runs_keep_to_their_columns(tmp_path: Path) -> None:
    plan = plan_run("baseline", 1, days=3, overrides=HAMLET)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.runs.executor.attempt", lambda p: failed_run(p, PROCESS_DIED) if p.seed == 2 else attempt(p))
        folder = Path(replicate(plan, 2, out=tmp_path)["out"])
    for part in (folder / "parts").iterdir():
        assert pq.read_schema(part).equals(schema_of(row_columns()), check_metadata=True)
    rows = store.read_rows(folder)
    gaps = {str(name) for name in rows if rows[name].isna().any()}
    assert gaps <= {column.name for column in row_columns() if column.missing}
    dictionary = pd.read_csv(folder / DICTIONARY, keep_default_na=False)
    assert list(dictionary) == list(FIELDS)
    assert dictionary["column"].tolist() == rows.columns.tolist()
    assert (dictionary["description"] != "").all()
    assert dictionary.set_index("column").loc["signed_day", ["type", "unit"]].tolist() == ["integer", "day"]
    assert "the run failed" in dictionary.set_index("column").loc["deaths_civilians", "missing"]


def test_a_fork_has_a_dictionary_of_its_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.compare.fork.fork_figure.save_fork_figure", lambda *arguments: None)
    changes = {"negotiation.allowed": False}
    folder = Path(fork("baseline", 1, changes, replicates=1, days=2, scale=1, out=tmp_path)["out"])
    assert pq.read_schema(folder / "rows.parquet").equals(schema_of((*ARM, *row_columns())))
    dictionary = pd.read_csv(folder / DICTIONARY)
    assert dictionary["column"].tolist() == pq.read_schema(folder / "rows.parquet").names


OLD = Path(__file__).parent / "version_0_1_0"  # written by that version


def test_a_ledger_of_0_1_0_is_read_under_the_names_of_today() -> None:
    old, now = pq.read_table(OLD / "ledger.parquet"), read_table([OLD / "ledger.parquet"], EVENTS)
    assert now.schema.equals(schema_of(EVENTS))
    renamed = {RENAMED.get(name, name): name for name in old.column_names}
    assert {"outside", "term", "sufficed", "way", "words"} <= set(renamed.values())
    assert set(renamed) <= set(now.column_names)
    for name, before in renamed.items():
        assert now.column(name).to_pylist() == old.column(before).to_pylist(), name
    assert now.column("siege").null_count == now.column("origin").null_count == old.num_rows > 0


def test_a_daily_series_of_0_1_0_is_read_under_the_names_of_today() -> None:
    old, now = pq.read_table(OLD / "daily.parquet"), read_table([OLD / "daily.parquet"], DAYS)
    gaps = {name for name in now.column_names if now.column(name).null_count}
    assert gaps == {"siege", "storm_days", "storm_own_dead", "storm_enemy_dead"}  # not estimated then
    assert now.column("p_win_assault").to_pylist() == old.column("besieger_odds").to_pylist()


def test_a_ledger_of_a_sweep_of_0_1_0_has_the_types_of_today() -> None:
    """There `public` was a number, and a column for which there was no value had no type."""
    values = {"day": pa.array([1, 2]), "public": pa.array([1.0, 0.0]), "term": pa.nulls(2), "round": [None, 1]}
    now = conformed(pa.table(values), schema_of(EVENTS))
    assert now.column("public").to_pylist() == [True, False]
    assert now.column("round").to_pylist() == [None, 1]
    assert now.column("reason").null_count == 2


def test_an_old_name_is_that_of_no_column_of_today() -> None:
    today = {column.name for column in (*EVENTS, *DAYS, *row_columns(), *DERIVED.values())}
    assert today.isdisjoint(RENAMED)
    assert set(RENAMED.values()) <= today


def test_a_frame_keeps_to_its_declaration() -> None:
    frame = pd.DataFrame({"a": [1.0, None, 3.0], "b": [True, None, "x"], "c": [1.5, float("nan"), float("inf")]})
    columns = (Column("a", WHOLE, "", ""), Column("b", "string", "", ""), Column("c", NUMBER, "", ""))
    assert table_of_frame(frame, columns).to_pydict() == {
        "a": [1, None, 3],
        "b": ["true", None, "x"],
        "c": [1.5, None, float("inf")],
    }
    assert table_of_frame(pd.DataFrame(), OUTCOMES).schema.equals(schema_of(OUTCOMES))
    assert table_of_columns({}, schema_of(EVENTS)).num_rows == 0
    with pytest.raises(pa.ArrowInvalid):
        table_of_frame(pd.DataFrame({"a": [1.5]}), columns[:1])


def test_whole_numbers_with_gaps_stay_whole_in_json() -> None:
    columns = [column for column in OUTCOMES if column.name in ("outcome", "more_replicates", "p")]
    frame = pd.DataFrame([{"outcome": "deal", "more_replicates": 12, "p": 0.5}, {"outcome": "day", "p": float("inf")}])
    text = json.dumps(json_records(frame, columns))
    assert '"more_replicates": 12}' in text
    assert json.loads(text)[1] == {"outcome": "day", "p": None, "more_replicates": None}
