"""A build that did not come to its end has a verdict that says why, whatever stopped it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.build.build_directory import Build, start_build
from pipelines.build.dbt_runner import NodeOutcome
from pipelines.build.raw_tables import raw_schemas
from pipelines.checks import DBT, RAW, CheckResult, Kind
from pipelines.errors import ChecksFailed, GateFailed, SourceError
from pipelines.gates.judging import begin_verdict, read_verdict, record_stop, stop_if_blocked
from pipelines.gates.receipts import Receipt, write_receipt
from pipelines.gates.run import record_models, run_gate
from pipelines.settings import Settings
from pipelines.storage.database import open_database

SUITE = """
table: raw.files
grain: [sha256]
expectations:
  - {expect: expect_column_values_to_be_unique, column: sha256, level: critical, why: A key.}
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A warehouse whose only suite is that of `raw.files`."""
    suite = tmp_path / "expectations" / "raw" / "files.yml"
    suite.parent.mkdir(parents=True)
    suite.write_text(SUITE)
    return Settings.from_environment({}).model_copy(
        update={"home": tmp_path / "home", "expectations_dir": tmp_path / "expectations"}
    )


@pytest.fixture
def build(settings: Settings) -> Build:
    return start_build(settings)


def model(name: str, *, failed: bool = False, skipped: bool = False) -> NodeOutcome:
    seen = "skipped" if skipped else "error: no such column" if failed else "success"
    bad = failed or skipped
    check = CheckResult(
        f"{name}.built", name, DBT.name, Kind.MODEL, "error", not bad, bad, "the model is built",
        seen, skipped=skipped,
    )  # fmt: skip
    return NodeOutcome(f"model.{name}", "model", check, 0.1)


def test_a_build_that_was_cut_off_has_a_verdict_from_its_beginning(build: Build) -> None:
    begin_verdict(build)
    verdict = read_verdict(build)
    assert not verdict.passed
    assert "has not come to its end" in verdict.reasons[0]


def test_a_build_without_a_verdict_is_a_failed_gate(build: Build) -> None:
    with pytest.raises(GateFailed, match="cannot be trusted"):
        read_verdict(build)


def test_a_raw_gate_that_fails_writes_the_verdict_and_names_each_missing_suite(
    settings: Settings, build: Build
) -> None:
    with open_database(build.database) as connection:
        connection.execute("create schema raw; create table raw.files as select 'a' as sha256")
    found = run_gate(settings, build, RAW)
    assert {table.table for table in found} == {f"raw.{name}" for name in raw_schemas()}
    with pytest.raises(ChecksFailed, match="gate raw did not pass") as refused:
        stop_if_blocked(settings, build, RAW)
    assert "raw.pledges.has_a_suite crashed" in str(refused.value)
    verdict = read_verdict(build)
    assert not verdict.passed
    missing = {f"raw.{name}.has_a_suite" for name in raw_schemas() if name != "files"}
    assert {reason.split()[0] for reason in verdict.reasons} == missing


def test_a_failed_model_is_told_apart_from_those_skipped_because_of_it(
    settings: Settings, build: Build
) -> None:
    skipped = [model(f"marts.t{number}", skipped=True) for number in range(3)]
    record_models(build, [model("core.a"), model("core.b", failed=True), *skipped])
    with pytest.raises(ChecksFailed) as refused:
        stop_if_blocked(settings, build, DBT)
    assert "1 of 5 checks failed, 3 were skipped because of them" in str(refused.value)
    first, second = read_verdict(build).reasons
    assert first.startswith("core.b.built crashed")
    assert second.startswith("3 models and tests were skipped")


def test_a_gate_that_passes_stops_nothing(settings: Settings, build: Build) -> None:
    record_models(build, [model("core.a")])
    stop_if_blocked(settings, build, DBT)
    assert build.read_json("verdict") is None


def test_an_error_is_the_reason_with_where_it_was_and_what_to_do(
    settings: Settings, build: Build
) -> None:
    write_receipt(build.receipts, Receipt(RAW.name, build.build_id, ()))
    error = SourceError("the file is empty", where="pledges.csv", next_step="restore it")
    record_stop(settings, build, "raw_tables", error)
    (reason,) = read_verdict(build).reasons
    assert reason.startswith("step raw_tables failed: the file is empty")
    assert "pledges.csv" in reason
    assert "restore it" in reason
    record_stop(settings, build, "raw_tables", KeyError("x"))
    assert read_verdict(build).reasons == ("step raw_tables failed: KeyError: 'x'",)


def test_an_error_that_came_from_a_verdict_leaves_that_verdict(
    settings: Settings, build: Build
) -> None:
    record_models(build, [model("core.b", failed=True)])
    with pytest.raises(ChecksFailed) as refused:
        stop_if_blocked(settings, build, DBT)
    before = read_verdict(build)
    record_stop(settings, build, "dbt_models", refused.value)
    assert read_verdict(build) == before
