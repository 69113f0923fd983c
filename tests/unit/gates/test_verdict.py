"""The verdict fails closed: each way of not knowing is a reason not to release."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.checks import GATES, CheckResult, Kind
from pipelines.errors import GateFailed
from pipelines.gates.receipts import Receipt, read_receipts, write_receipt
from pipelines.gates.verdict import Verdict, judge, judge_stopped

BUILD = "20261124T000000Z-abcd"
SHA256 = "b" * 64
INPUT = "a" * 64
EXPECTED = ("raw.pledges", "marts.pledge_totals")


GATE_NAMES = [gate.name for gate in GATES]


def _check(
    name: str, table: str, gate: str, kind: Kind = Kind.EXPECTATION, **changes: object
) -> CheckResult:
    check = CheckResult(
        name, table, gate, kind, "error", True, False, "no bad row", "0 rows", 0, (), "because"
    )
    return dataclasses.replace(check, **changes)  # type: ignore[arg-type]


RAW = _check("raw.pledges.has_rows", "raw.pledges", "raw", Kind.HAS_ROWS, level="critical")
DBT = _check("dbt.unique_fct_pledges", "core.fct_pledges", "dbt", Kind.TEST)
MART = _check("marts.pledge_totals.adds_up", "marts.pledge_totals", "marts")
BAD_ROW = _check(
    "raw.pledges.money_is_plausible",
    "raw.pledges",
    "raw",
    passed=False,
    seen="1 rows",
    failing_rows=1,
    sample=({"pledge_id": "p-7", "version": 1, "source_sha256": INPUT, "source_line": 12},),
)


def _receipts(*more: CheckResult, **changes: object) -> dict[str, Receipt]:
    """Receipts of a sound build; `more` checks go to the raw gate."""
    others = {
        name: Receipt(name, BUILD, (_check(f"{name}.any.rows", f"{name}.any", name),))
        for name in GATE_NAMES
    }
    return others | {
        "raw": Receipt("raw", BUILD, (RAW, *more), suites={"raw.pledges": "1" * 64}),
        "dbt": Receipt("dbt", BUILD, (DBT,)),
        "marts": Receipt(
            "marts",
            BUILD,
            (MART,),
            build_sha256=SHA256,
            suites={"marts.pledge_totals": "2" * 64},
        ),
    }


def _judge(receipts: dict[str, Receipt], previous: set[str] | None = None) -> Verdict:
    return judge(BUILD, SHA256, tuple(receipts.values()), EXPECTED, previous)


def _only_reason(verdict: Verdict) -> str:
    assert not verdict.passed
    assert len(verdict.reasons) == 1, verdict.reasons
    return verdict.reasons[0]


def test_a_build_whose_every_check_passed_passes() -> None:
    verdict = _judge(_receipts(), {RAW.name, DBT.name})
    assert verdict.passed
    assert verdict.reasons == ()
    assert {check.name for check in verdict.checks} >= {RAW.name, DBT.name, MART.name}
    assert {check.gate for check in verdict.checks} == set(GATE_NAMES)


@pytest.mark.parametrize("gate", GATE_NAMES)
def test_a_gate_without_a_receipt_blocks(gate: str) -> None:
    receipts = _receipts()
    del receipts[gate]
    verdict = _judge(receipts)
    assert not verdict.passed
    assert f"gate {gate} left no receipt" in verdict.reasons[0]


@pytest.mark.parametrize("gate", GATE_NAMES)
def test_a_receipt_for_another_build_blocks(gate: str) -> None:
    receipts = _receipts()
    receipts[gate] = dataclasses.replace(receipts[gate], build_id="yesterday")
    verdict = _judge(receipts)
    assert not verdict.passed
    assert "is for build yesterday" in verdict.reasons[0]


@pytest.mark.parametrize("gate", GATE_NAMES)
def test_a_gate_without_checks_blocks(gate: str) -> None:
    receipts = _receipts()
    receipts[gate] = dataclasses.replace(receipts[gate], checks=())
    verdict = _judge(receipts)
    assert not verdict.passed
    assert f"gate {gate} made no checks" in verdict.reasons[0]


def test_a_crashed_gate_blocks_even_when_its_checks_passed() -> None:
    receipts = _receipts()
    receipts["dbt"] = dataclasses.replace(receipts["dbt"], crashed="disk full")
    assert "gate dbt crashed: disk full" in _only_reason(_judge(receipts))


def test_a_required_table_without_a_suite_result_blocks() -> None:
    receipts = _receipts()
    receipts["raw"] = dataclasses.replace(receipts["raw"], suites={})
    assert "raw.pledges was not checked" in _only_reason(_judge(receipts))


def test_a_dbt_test_on_a_mart_does_not_stand_in_for_its_suite() -> None:
    receipts = _receipts()
    receipts["dbt"] = dataclasses.replace(
        receipts["dbt"],
        checks=(_check("dbt.unique_totals", "marts.pledge_totals", "dbt", Kind.TEST),),
    )
    receipts["marts"] = dataclasses.replace(receipts["marts"], suites={})
    assert "marts.pledge_totals was not checked" in _only_reason(_judge(receipts))


def test_every_required_suite_is_demanded() -> None:
    missing = {"raw.economies", "marts.champions"}
    verdict = judge(BUILD, SHA256, tuple(_receipts().values()), (*EXPECTED, *missing))
    assert {reason.split(" was not checked")[0] for reason in verdict.reasons} == missing


def test_checks_missing_since_the_last_release_block_and_are_named() -> None:
    reason = _only_reason(_judge(_receipts(), {RAW.name, "raw.pledges.was_here"}))
    assert "1 checks of the last release are missing: raw.pledges.was_here" in reason


@pytest.mark.parametrize("level", ["critical", "error"])
def test_a_failed_check_blocks_and_names_check_rows_file_and_next_step(level: str) -> None:
    receipts = _receipts(dataclasses.replace(BAD_ROW, level=level))
    verdict = judge(
        BUILD,
        SHA256,
        tuple(receipts.values()),
        EXPECTED,
        file_names={INPUT: "inbox/new.csv"},
    )
    reason = _only_reason(verdict)
    assert reason.startswith("raw.pledges.money_is_plausible failed")
    assert "inbox/new.csv line 12 (pledge_id=p-7, version=1)" in reason
    assert "next: correct these rows in the input" in reason


@pytest.mark.parametrize("level", ["warning", "advisory"])
def test_a_failed_warning_passes_and_is_listed(level: str) -> None:
    verdict = _judge(_receipts(dataclasses.replace(BAD_ROW, level=level)))
    assert verdict.passed
    assert len(verdict.warnings) == 1
    assert "money_is_plausible" in verdict.warnings[0]


@pytest.mark.parametrize("level", ["critical", "error", "warning", "advisory"])
def test_a_crashed_check_blocks_at_every_level(level: str) -> None:
    crashed = dataclasses.replace(BAD_ROW, level=level, crashed=True, seen="no such column")
    assert "crashed" in _only_reason(_judge(_receipts(crashed)))


def test_a_table_that_is_not_there_blocks_with_one_reason_for_all_its_checks() -> None:
    crashed: dict[str, Any] = {"passed": False, "crashed": True, "seen": "the table does not exist"}
    receipts = _receipts(dataclasses.replace(BAD_ROW, **crashed))
    receipts["raw"] = dataclasses.replace(
        receipts["raw"],
        checks=(dataclasses.replace(RAW, **crashed), *receipts["raw"].checks[1:]),
    )
    assert "raw.pledges.has_rows crashed" in _only_reason(_judge(receipts))


@pytest.mark.parametrize("sha256", [None, "c" * 64])
def test_a_build_file_changed_after_the_last_gate_blocks(sha256: str | None) -> None:
    receipts = _receipts()
    receipts["marts"] = dataclasses.replace(receipts["marts"], build_sha256=sha256)
    assert "the build file changed after gate marts" in _only_reason(_judge(receipts))


def test_one_check_reported_twice_blocks() -> None:
    assert "reported twice" in _only_reason(_judge(_receipts(RAW)))


def test_a_stopped_build_is_judged_by_what_stopped_it_and_not_by_gates_it_did_not_reach() -> None:
    raw = _receipts(BAD_ROW)["raw"]
    reason = _only_reason(judge_stopped(BUILD, SHA256, [raw]))
    assert reason.startswith("raw.pledges.money_is_plausible failed")
    crashed = judge_stopped(BUILD, SHA256, [raw], "step raw_tables failed: disk full")
    assert crashed.reasons == ("step raw_tables failed: disk full", reason)
    assert not judge_stopped(BUILD, SHA256, ()).passed


def test_what_was_skipped_is_one_reason_after_those_that_failed() -> None:
    def model(name: str, **changes: object) -> CheckResult:
        return _check(f"{name}.built", name, "dbt", Kind.MODEL, passed=False, **changes)

    failed = model("core.fct_pledges", seen="error: no such column")
    skipped = [model(f"marts.t{n}", crashed=True, skipped=True) for n in range(3)]
    verdict = judge_stopped(BUILD, SHA256, [Receipt("dbt", BUILD, (*skipped, failed))])
    assert len(verdict.reasons) == 2
    assert verdict.reasons[0].startswith("core.fct_pledges.built failed")
    assert verdict.reasons[1].startswith("3 models and tests were skipped")
    (only,) = judge_stopped(BUILD, SHA256, [Receipt("dbt", BUILD, (skipped[0],))]).reasons
    assert only.startswith("1 models and tests were skipped")


def test_receipts_read_back_as_they_were_written(tmp_path: Path) -> None:
    written = _receipts(BAD_ROW)
    for receipt in written.values():
        write_receipt(tmp_path / "receipts", receipt)
    read = {receipt.gate: receipt for receipt in read_receipts(tmp_path / "receipts")}
    assert read == written
    assert not list((tmp_path / "receipts").glob("*.part"))


def test_no_receipts_at_all_block(tmp_path: Path) -> None:
    verdict = judge(BUILD, SHA256, read_receipts(tmp_path / "nowhere"), EXPECTED)
    assert not verdict.passed
    assert sum("left no receipt" in reason for reason in verdict.reasons) == len(GATES)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"gate": "dbt"}',
        '{"gate": "dbt", "build_id": 1, "created_at": "", "crashed": null, "build_sha256": null,'
        ' "suites": {}, "checks": []}',
        '{"gate": "raw", "build_id": "b", "created_at": "", "crashed": null,'
        ' "build_sha256": null, "suites": {}, "checks": []}',
        '{"gate": "dbt", "build_id": "b", "created_at": "", "crashed": null,'
        ' "build_sha256": null, "suites": {}, "checks": [{"passed": true}]}',
    ],
)
def test_an_unreadable_receipt_blocks(tmp_path: Path, text: str) -> None:
    for receipt in _receipts().values():
        write_receipt(tmp_path, receipt)
    (tmp_path / "dbt.json").write_text(text, encoding="utf-8")
    verdict = judge(BUILD, SHA256, read_receipts(tmp_path), EXPECTED)
    assert "unreadable receipt dbt.json" in _only_reason(verdict)


def test_a_receipt_whose_passed_is_text_is_unreadable(tmp_path: Path) -> None:
    path = write_receipt(tmp_path, _receipts()["raw"])
    path.write_text(path.read_text().replace('"passed": true', '"passed": "no"'))
    assert "unreadable" in (read_receipts(tmp_path)[0].crashed or "")


def test_a_verdict_reads_back_as_it_was_written() -> None:
    verdict = _judge(_receipts(BAD_ROW))
    assert Verdict.from_json(json.dumps(verdict.to_json())) == verdict
    assert Verdict.from_json(verdict.to_json()) == verdict


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "{}", b"\xff", None, 7])
def test_an_unreadable_verdict_is_a_failed_gate(content: object) -> None:
    with pytest.raises(GateFailed, match="cannot be trusted"):
        Verdict.from_json(content)


def test_a_verdict_that_contradicts_itself_is_a_failed_gate() -> None:
    forged = _judge(_receipts(BAD_ROW)).to_json() | {"passed": True}
    with pytest.raises(GateFailed, match="cannot be trusted"):
        Verdict.from_json(forged)
    with pytest.raises(GateFailed, match="cannot be trusted"):
        Verdict.from_json(forged | {"reasons": []})
    with pytest.raises(GateFailed, match="cannot be trusted"):
        Verdict.from_json(_judge(_receipts()).to_json() | {"checks": []})
