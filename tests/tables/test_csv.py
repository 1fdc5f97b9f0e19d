"""CSV says the same as Parquet, read back by its dictionary; and the documented SQL says the same as Python."""

import datetime
import io
import re
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from worlds import EAGER, HAMLET

from sim.compare import report
from sim.scenario.errors import ScenarioError
from sim.sweep import dataset, load, load_daily, load_ledger
from sim.sweep.engine import run_missing
from sim.sweep.read import export
from sim.tables.columns import Column, schema_of, table_of_rows
from sim.tables.dictionary import dictionary_of
from sim.tables.textfile import csv_of, read_csv
from tests.process import Command
from tests.sweep import faulty
from tests.sweep.conftest import prepared

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep with runs that came to an end, runs that were cut and runs that failed."""
    asked = prepared(
        name="mixed", set=HAMLET | EAGER | {"convoy.breach_chance": 0.0}, days=9, replicates=4, daily=True, ledger=True,
        levers={"supply.food_days": [5.0, 40.0], "guarantor.strength": [0.0, 1.0]},
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("mixed") / asked.name
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.runs.run.SiegeModel", faulty.Faulty)
        run_missing(asked, folder)
    rows = load(folder, errors=True)
    assert rows["error"].notna().any()
    assert set(rows["ended"].dropna()) == {"end", "cut"}
    return folder


def blocks(page: str, language: str) -> list[str]:
    """Fenced blocks of a page."""
    return re.findall(rf"^```{language}\n(.*?)^```$", (ROOT / page).read_text(encoding="utf-8"), re.M | re.S)


def of_page(page: str, language: str, word: str) -> str:
    """The one block of a page with a word in it."""
    (found,) = [block for block in blocks(page, language) if word in block]
    return found


def test_documented_sql_python_and_report_give_the_same_shares(mixed: Path) -> None:
    sql = of_page("docs/experiments.md", "sql", "as deals")
    by_sql = duckdb.sql(re.sub(r"'results/sweeps/.*?/parts", f"'{mixed}/parts", sql)).df()
    example = of_page("docs/experiments.md", "python", "shares =")
    names: dict[str, Any] = {"run_experiment": lambda *asked, **more: mixed}
    names |= {"load": load, "load_manifest": lambda folder: {"versions": {}}}
    exec(re.sub(r"^from .*$", "", example, flags=re.M), names)
    assert by_sql["deals"].tolist() == pytest.approx(names["shares"].tolist())
    phase = report(mixed, outcome="deal", x="supply.food_days", y="guarantor.strength").frames["phase"]
    assert by_sql["deals"].tolist() == pytest.approx(phase["value"].tolist())
    assert 0 < by_sql["cut"].sum() < by_sql["runs"].sum() == len(load(mixed))
    assert 0 < by_sql["deals"].mean() < 1


def test_documented_sql_over_fresh_rows_gives_what_pandas_gives(mixed: Path) -> None:
    query = re.search(r"duckdb\.sql\('(.*?)'\)", of_page("docs/experiments.md", "python", "import duckdb"))
    assert query
    rows = dataset(mixed)
    assert rows
    counted = duckdb.sql(query.group(1) + " order by 1").fetchall()
    frame = load(mixed).groupby("supply.food_days")["deaths_civilians"].agg(["size", "median"])
    assert counted == [(food, n, dead) for food, n, dead in frame.itertuples()]


def test_documented_groups_of_ends_are_those_of_sql(mixed: Path) -> None:
    example = of_page("results/README.md", "python", "groupby(endings)")
    names: dict[str, Any] = {}
    exec(
        re.sub(r'"results/runs/.*?/parts"', repr(str(mixed / "parts")), example).replace(
            "runs.groupby", "found = runs.groupby"
        ),
        names,
    )
    by_sql = duckdb.sql(
        f"""select coalesce(outcome, ended) ends, median(deaths_civilians) from '{mixed}/parts/*.parquet'
        where error is null group by 1"""
    ).fetchall()
    assert names["found"].to_dict() == dict(by_sql)
    assert "cut" in names["found"]


@pytest.mark.parametrize(("decimal", "separator"), [(".", ","), (",", ";")])
@pytest.mark.parametrize("table", ["runs", "daily", "ledger"])
def test_csv_read_by_its_dictionary_is_what_parquet_says(
    table: str, decimal: str, separator: str, mixed: Path, tmp_path: Path
) -> None:
    file = tmp_path / "table.csv"
    rows = export(mixed, file, table, errors=True, decimal=decimal, separator=separator)
    whole = {"runs": lambda f: load(f, errors=True), "daily": load_daily, "ledger": load_ledger}[table](mixed)
    again = read_csv(file, mixed, table, decimal, separator)
    assert len(again) == rows == len(whole)
    assert list(again) == list(whole)
    for name in whole:
        expected = pd.Series(whole[name].to_numpy(), dtype=object).map(lambda value: None if pd.isna(value) else value)
        read = again[name].astype(object).map(lambda value: None if pd.isna(value) else value)
        if str(again[name].dtype).startswith("datetime"):
            read = read.map(lambda value: value.date())
        pd.testing.assert_series_equal(read, expected, check_names=False, check_dtype=False, check_exact=True)


GAPS = (
    Column("day", "integer", "day", "A day", "none"),
    Column("public", "boolean", "", "Known", "unknown"),
    Column("date", "date", "", "A date", "none"),
    Column("words", "string", "", "Words", "none"),
    Column("value", "number", "lives", "A value", "none"),
    Column("exposed_day", "integer", "day", "Never known", "none"),
)


def test_gaps_leave_whole_numbers_whole() -> None:
    later = {"public": False, "value": 0.1, "date": datetime.date(2017, 6, 6)}
    rows: list[dict[str, Any]] = [{"day": 297, "public": True, "words": "a; b, c"}, later, {}]
    table = table_of_rows(rows, schema_of(GAPS))
    assert csv_of(table).splitlines() == [
        "day,public,date,words,value,exposed_day", '297,true,,"a; b, c",,', ",false,2017-06-06,,0.1,", ",,,,,",
    ]  # fmt: skip
    assert pa.types.is_int64(table.schema.field("exposed_day").type)


def test_an_empty_column_has_the_type_that_the_dictionary_says(tmp_path: Path) -> None:
    (tmp_path / "dictionary.csv").write_text(dictionary_of({"t": GAPS}), encoding="utf-8")
    table = table_of_rows([{"words": "NA", "value": 1e-7}, {"words": "null"}], schema_of(GAPS))
    after = read_csv(io.StringIO(csv_of(table)), tmp_path, "t")
    assert after.dtypes.astype(str).tolist() == ["Int64", "boolean", "datetime64[ns]", "string", "float64", "Int64"]
    assert after["words"].tolist() == ["NA", "null"]  # words that pandas would take for missing
    assert after["value"].iloc[0] == 1e-7
    with pytest.raises(ScenarioError, match="has no table runs; available: t"):
        read_csv("x.csv", tmp_path, "runs")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--decimal", ","], "--decimal and --separator are both"),
        (["--decimal", "x"], '--decimal = "x": must be . or ,'),
        (["--separator", ".", "--decimal", "."], '--separator = ".": must be , or ; or | or tab'),
        (["--separator", ";;"], '--separator = ";;": must be'),
    ],
)
def test_marks_that_cannot_be_read_back_are_refused(
    words: list[str], message: str, mixed: Path, inside: Command, tmp_path: Path
) -> None:
    result = inside("export", mixed, "--csv", "rows.csv", *words)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert not (tmp_path / "rows.csv").exists()


def test_export_for_a_german_spreadsheet(mixed: Path, inside: Command, tmp_path: Path) -> None:
    result = inside("export", mixed, "--csv", "rows.csv", "--decimal", ",", "--separator", ";", "-q")
    assert (result.code, result.out, result.err) == (0, "", "")
    lines = (tmp_path / "rows.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("point;replicate;supply.food_days;guarantor.strength;scenario")
    assert lines[1].startswith("0;1;5,0;0,0;baseline;h")


def test_a_report_keeps_its_tables_with_a_dictionary(mixed: Path, inside: Command, tmp_path: Path) -> None:
    result = inside("report", mixed, "--out", tmp_path / "page", "--quiet")
    assert (result.code, result.err) == (0, "")
    assert "Page: " not in result.out
    dictionary = pd.read_csv(tmp_path / "page" / "dictionary.csv", keep_default_na=False)
    names = {file.stem for file in (tmp_path / "page").glob("*.csv")} - {"dictionary"}
    assert {"phase", "ends", "effects", "deaths"} < names == set(dictionary["table"])
    for name in names:
        again = read_csv(tmp_path / "page" / f"{name}.csv", tmp_path / "page", name)
        assert list(again) == dictionary.loc[dictionary["table"] == name, "column"].tolist()
        assert len(again)
