"""Suites are loaded strictly and run with real Great Expectations on a real DuckDB file."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.checks import CheckResult
from pipelines.errors import GateFailed
from pipelines.gates.suite_loader import load_suites
from pipelines.gates.suite_runner import SuiteResult, run_suites
from pipelines.settings import REPOSITORY
from pipelines.storage.database import open_database

SUITES = {
    "raw/pledges.yml": """
table: raw.pledges
grain: [pledge_id, version]
expectations:
  - expect: expect_column_values_to_be_between
    column: amount
    min_value: 0
    strict_min: true
    max_value: 1000000000000
    level: critical
    why: Amounts are above zero.
  - expect: expect_compound_columns_to_be_unique
    column_list: [pledge_id, version]
    level: critical
    why: A version counts once.
  - expect: expect_column_values_to_be_in_set
    column: sector
    value_set: [Government, "NO"]
    level: warning
    why: Two sectors in this test.
  - expect: expect_column_values_to_not_be_null
    column: amount
    mostly: 0.5
    level: error
    why: Some amounts may be missing.
  - expect: unexpected_rows
    name: place_is_well_formed
    sql: >-
      select one.*, other.pledge_id as twin from {batch} as one
      left join {batch} as other on one.pledge_id = other.pledge_id and one.version < other.version
      where not regexp_full_match(one.place, '[A-Z]{3}|LIST:[A-Z]+') and 1::int = 1;
    show: [place]
    level: error
    why: Braces, colons and a self join reach DuckDB as written.
  - expect: expect_column_values_to_be_between
    column: announced
    min_value: 2021-09-01
    max_value: 2030-01-01
    level: error
    why: Dates compare with dates.
  - expect: expect_column_values_to_be_unique
    column: absent
    level: advisory
    why: This column does not exist.
  - expect: unexpected_rows
    name: sql_is_broken
    sql: select * from {batch} where nonsense
    level: error
    why: This query cannot run.
  - expect: expect_column_max_to_be_between
    column: all_null
    max_value: 5
    level: warning
    why: This column is all null.
  - expect: expect_column_values_to_be_in_set
    column: all_null
    value_set: [1]
    level: error
    why: This column is all null.
  - expect: expect_column_values_to_be_between
    name: may_have_no_values
    column: never_stated
    min_value: 1
    may_be_all_null: true
    level: error
    why: Nobody need state it.
""",
    "raw/empty.yml": """
table: raw.empty
grain: [id]
expectations:
  - {expect: expect_column_values_to_be_unique, column: id, level: error, why: Passes on nothing.}
""",
    "raw/rejects.yml": """
table: raw.rejects
grain: [id]
may_be_empty: true
why_empty: No rejects is the good case.
expectations:
  - {expect: expect_column_values_to_be_unique, column: id, level: error, why: Passes on nothing.}
""",
    "marts/absent.yml": """
table: marts.absent
grain: [id]
expectations:
  - {expect: expect_column_values_to_be_unique, column: id, level: error, why: There is no table.}
""",
}

TABLES = """
create schema raw;
create table raw.pledges as
select * from (values
    ('p-1', 1, 100.00::decimal(38, 2), 'Government', 'AGO', date '2022-01-01', 'jo@example.org', 2),
    ('p-2', 1, -5.00, 'NO', 'LIST:LDC', date '2023-01-01', 'jo@example.org', 3),
    ('p-3', 1, 3e12::decimal(38, 2), 'Academia', 'nowhere', date '2024-01-01', 'jo@example.org', 4),
    ('p-4', 1, null, 'Government', 'AGO', date '1999-01-01', 'jo@example.org', 5),
    ('p-4', 1, 7.00, 'Government', 'AGO', date '2024-01-01', 'jo@example.org', 6)
) as pledges(pledge_id, version, amount, sector, place, announced, contact, source_line);
alter table raw.pledges add column source_sha256 varchar default 'f00d';
alter table raw.pledges add column all_null integer;
alter table raw.pledges add column never_stated integer;
create table raw.empty (id integer);
create table raw.rejects (id integer);
"""


@dataclass(frozen=True)
class Run:
    """One run of all suites of this test, shared since Great Expectations costs seconds."""

    database: Path
    results: tuple[SuiteResult, ...]

    @property
    def checks(self) -> Mapping[str, CheckResult]:
        return {check.name: check for result in self.results for check in result.checks}


def _write(directory: Path, suites: Mapping[str, str]) -> Path:
    for name, text in suites.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text, encoding="utf-8")
    return directory


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    directory = tmp_path_factory.mktemp("expectations")
    database = directory / "build.duckdb"
    with open_database(database) as connection:
        connection.execute(TABLES)
    suites = load_suites(_write(directory / "suites", SUITES))
    return Run(database, run_suites(database, suites))


def test_a_bad_row_is_named_by_key_file_and_line(run: Run) -> None:
    check = run.checks["raw.pledges.expect_column_values_to_be_between(amount)"]
    assert not check.passed
    assert check.failing_rows == 2
    assert check.sample == (
        {"pledge_id": "p-2", "version": 1, "source_sha256": "f00d", "source_line": 3},
        {"pledge_id": "p-3", "version": 1, "source_sha256": "f00d", "source_line": 4},
    )
    assert "pledges.csv line 3 (pledge_id=p-2, version=1)" in check.describe(
        {"f00d": "pledges.csv"}
    )


def test_a_repeated_compound_key_is_named_with_every_line(run: Run) -> None:
    check = run.checks["raw.pledges.expect_compound_columns_to_be_unique(pledge_id, version)"]
    assert check.failing_rows == 2
    assert [row["source_line"] for row in check.sample] == [5, 6]


def test_dates_in_a_suite_compare_with_dates_in_the_table(run: Run) -> None:
    check = run.checks["raw.pledges.expect_column_values_to_be_between(announced)"]
    assert [row["source_line"] for row in check.sample] == [5]


def test_sql_with_braces_colons_and_joins_reaches_duckdb_as_written(run: Run) -> None:
    check = run.checks["raw.pledges.place_is_well_formed"]
    assert not check.crashed, check.seen
    assert check.failing_rows == 1
    assert check.sample[0]["place"] == "nowhere"


def test_a_share_of_nulls_that_is_allowed_passes(run: Run) -> None:
    check = run.checks["raw.pledges.expect_column_values_to_not_be_null(amount)"]
    assert check.passed
    assert check.sample == ()


def test_no_result_holds_what_is_not_a_key(run: Run) -> None:
    assert "jo@example.org" not in str(list(run.checks.values()))


@pytest.mark.parametrize(
    "name",
    [
        "raw.pledges.expect_column_values_to_be_unique(absent)",
        "raw.pledges.not_all_null(absent)",
        "raw.pledges.sql_is_broken",
        "marts.absent.has_rows",
        "marts.absent.not_all_null(id)",
        "marts.absent.expect_column_values_to_be_unique(id)",
    ],
)
def test_a_check_that_cannot_be_answered_crashes_and_blocks(run: Run, name: str) -> None:
    check = run.checks[name]
    assert check.crashed
    assert not check.passed
    assert check.blocks
    assert check.seen


def test_the_error_of_a_crash_says_what_is_missing(run: Run) -> None:
    assert "absent" in run.checks["raw.pledges.expect_column_values_to_be_unique(absent)"].seen
    assert "nonsense" in run.checks["raw.pledges.sql_is_broken"].seen


def test_an_empty_table_fails_although_its_expectations_pass(run: Run) -> None:
    assert run.checks["raw.empty.expect_column_values_to_be_unique(id)"].passed
    implicit = run.checks["raw.empty.has_rows"]
    assert not implicit.passed
    assert implicit.level == "critical"


def test_a_table_that_may_be_empty_passes_empty(run: Run) -> None:
    checks = [check for name, check in run.checks.items() if name.startswith("raw.rejects.")]
    assert len(checks) == 3
    assert all(check.passed for check in checks)


def test_a_column_of_nulls_alone_fails_at_the_level_of_its_strictest_check(run: Run) -> None:
    check = run.checks["raw.pledges.not_all_null(all_null)"]
    assert not check.passed
    assert check.level == "error"
    assert check.failing_rows == 5


def test_a_column_that_may_be_all_null_is_not_asked_for_values(run: Run) -> None:
    assert run.checks["raw.pledges.may_have_no_values"].passed
    assert "raw.pledges.not_all_null(never_stated)" not in run.checks


def test_every_expectation_gives_a_result_and_each_suite_its_hash(run: Run) -> None:
    by_table = {result.table: result for result in run.results}
    assert set(by_table) == {"raw.pledges", "raw.empty", "raw.rejects", "marts.absent"}
    assert len({result.sha256 for result in run.results}) == 4
    explicit = [name for name in run.checks if ".not_all_null(" not in name]
    assert sum(name.startswith("raw.pledges.") for name in explicit) == 11 + 1


def test_the_file_can_be_written_to_afterwards_in_the_same_process(run: Run) -> None:
    with open_database(run.database) as connection:
        connection.execute("create or replace table raw.written_later as select 1 as one")


def test_a_build_that_is_not_there_is_a_failed_gate(tmp_path: Path) -> None:
    with pytest.raises(GateFailed, match="no build to check"):
        run_suites(tmp_path / "none.duckdb", ())


def test_loading_the_module_does_not_import_great_expectations() -> None:
    code = (
        "import sys, pipelines.gates.run, pipelines.gates.suite_loader as e;"
        "from pathlib import Path;"
        "e.load_suites(Path('expectations'));"
        "sys.exit('great_expectations' in sys.modules)"
    )
    finished = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=False)
    assert finished.returncode == 0


AS_OF = """
table: raw.t
grain: [id]
as_of_may_be_empty: true
why_as_of_empty: Nothing was known.
expectations:
  - expect: expect_table_row_count_to_be_between
    min_value: 100
    level: critical
    why: All of them.
    as_of: advisory
    why_as_of: Fewer were known.
  - expect: expect_column_values_to_be_between
    column: price
    max_value: 5
    level: error
    why: Prices are low.
    as_of: may_be_all_null
    why_as_of: No price was known.
"""


@pytest.mark.parametrize(
    ("rows", "blocking", "blocking_as_of"),
    [
        ("(1, 9.0)", {"row_count", "values"}, {"values"}),
        ("(1, null)", {"row_count", "all_null"}, set()),
        ("", {"row_count", "all_null", "has_rows"}, set()),
    ],
)
def test_as_of_a_day_a_suite_makes_the_same_checks_and_says_itself_which_need_not_hold(
    tmp_path: Path, rows: str, blocking: set[str], blocking_as_of: set[str]
) -> None:
    database = tmp_path / "build.duckdb"
    with open_database(database) as connection:
        connection.execute("create schema raw; create table raw.t (id integer, price double)")
        if rows:
            connection.execute(f"insert into raw.t values {rows}")
    (suite,) = load_suites(_write(tmp_path / "suites", {"raw/t.yml": AS_OF}))
    (ordinary,) = run_suites(database, [suite])
    (as_of,) = run_suites(database, [suite.as_of_a_day()])
    assert [check.name for check in ordinary.checks] == [check.name for check in as_of.checks]
    for result, expected in ((ordinary, blocking), (as_of, blocking_as_of)):
        names = [check.name for check in result.checks if check.blocks]
        assert len(names) == len(expected), names
        for part in expected:
            assert any(part in name for name in names), (part, names)
