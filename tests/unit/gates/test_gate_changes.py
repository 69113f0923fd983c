"""A gate that asks less than in the last release is seen, and somebody has to have meant it."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipelines.checks import CheckResult, Kind
from pipelines.errors import GateFailed
from pipelines.gates.acknowledgements import acknowledge, compare_with_current
from pipelines.gates.gate_changes import GateChange, compare_gates, define
from pipelines.gates.receipts import Receipt
from pipelines.gates.suite import Suite
from pipelines.gates.suite_loader import load_suites
from pipelines.gates.verdict import judge
from pipelines.settings import Settings

SUITE = """
table: raw.pledges
grain: [pledge_id]
expectations:
  - expect: expect_column_values_to_be_between
    column: amount
    min_value: 0
    max_value: 100
    mostly: 0.9
    level: error
    why: Amounts are above zero.
  - expect: expect_column_values_to_be_in_set
    column: sector
    value_set: [Government, Academia]
    level: error
    why: Two sectors.
  - expect: expect_column_distinct_values_to_contain_set
    column: day
    value_set: [2023-12-06, 2023-12-12]
    level: critical
    why: Two days.
  - expect: unexpected_rows
    name: no_odd_row
    sql: select * from {batch} where odd
    level: warning
    why: Odd rows are odd.
"""
BETWEEN = "raw.pledges.expect_column_values_to_be_between(amount)"


def suites_of(directory: Path, text: str = SUITE) -> tuple[Suite, ...]:
    path = directory / "raw" / "pledges.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return load_suites(directory)


def changes(directory: Path, old: str, new: str) -> tuple[GateChange, ...]:
    assert old in SUITE
    before = define(suites_of(directory))
    recorded = json.loads(json.dumps(before))
    return compare_gates(recorded, define(suites_of(directory, SUITE.replace(old, new))))


LOOSER = [
    ("min_value: 0", "min_value: -1"),
    ("    min_value: 0\n", ""),
    ("max_value: 100", "max_value: 1000"),
    ("mostly: 0.9", "mostly: 0.5"),
    ("level: critical", "level: error"),
    ("level: warning", "level: advisory"),
    ("[Government, Academia]", "[Government, Academia, Other]"),
    ("[Government, Academia]", "[Government, Other]"),
    ("[2023-12-06, 2023-12-12]", "[2023-12-12]"),
    ("grain: [pledge_id]", "grain: [pledge_id]\nmay_be_empty: true\nwhy_empty: No."),
    ("    mostly: 0.9\n", "    mostly: 0.9\n    as_of: advisory\n    why_as_of: No.\n"),
    ("column: sector\n", "column: sector\n    mostly: 0.99\n"),
]


@pytest.mark.parametrize(("old", "new"), LOOSER)
def test_a_check_that_asks_less_is_seen(tmp_path: Path, old: str, new: str) -> None:
    (change,) = changes(tmp_path, old, new)
    assert change.direction == "loosened"
    assert change.what
    assert change.needs_acknowledgement


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("min_value: 0", "min_value: 1"),
        ("max_value: 100", "max_value: 10"),
        ("    mostly: 0.9\n", ""),
        ("level: warning", "level: error"),
        ("[Government, Academia]", "[Government]"),
        ("[2023-12-06, 2023-12-12]", "[2023-12-06, 2023-12-12, 2024-01-01]"),
    ],
)
def test_a_check_that_asks_more_is_shown_and_needs_no_acknowledgement(
    tmp_path: Path, old: str, new: str
) -> None:
    (change,) = changes(tmp_path, old, new)
    assert change.direction == "tightened"
    assert not change.needs_acknowledgement


def test_other_sql_may_ask_less_and_other_line_breaks_do_not(tmp_path: Path) -> None:
    (change,) = changes(tmp_path, "where odd", "where odd and even")
    assert (change.direction, change.needs_acknowledgement) == ("changed", True)
    assert changes(tmp_path, "sql: select * from", "sql: >-\n      select *\n      from") == ()


def test_order_reasons_and_history_change_nothing(tmp_path: Path) -> None:
    assert changes(tmp_path, "[Government, Academia]", "[Academia, Government]") == ()
    assert changes(tmp_path, "Odd rows are odd.", "They are.") == ()


def test_a_check_taken_away_and_a_new_one_are_both_shown(tmp_path: Path) -> None:
    found = changes(tmp_path, "name: no_odd_row", "name: no_even_row")
    assert [(change.check, change.direction) for change in found] == [
        ("raw.pledges.no_odd_row", "removed"),
        ("raw.pledges.no_even_row", "added"),
    ]
    assert [change.needs_acknowledgement for change in found] == [True, False]


def test_a_test_of_dbt_that_only_warns_now_is_seen() -> None:
    check = CheckResult(
        "dbt.no_gap", "core.fct_pledges", "dbt", Kind.TEST, "error", True, False, "", ""
    )
    softer = replace(check, level="warning")
    (change,) = compare_gates(define((), [check]), define((), [softer]))
    assert change.direction == "loosened"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A warehouse with one release, whose gates were those of SUITE."""
    home, suites = tmp_path / "home", tmp_path / "expectations"
    release = home / "releases" / "one"
    release.mkdir(parents=True)
    definitions = define(suites_of(suites))
    manifest: dict[str, Any] = {
        "release_id": "one",
        "released_at": "2026-01-01T00:00:00+00:00",
        "check_names": sorted(definitions),
        "checks": definitions,
    }
    (release / "manifest.json").write_text(json.dumps(manifest))
    (home / "current").symlink_to("releases/one")
    return Settings.from_environment({}).model_copy(
        update={"home": home, "expectations_dir": suites}
    )


def loosen(settings: Settings, new: str = "max_value: 1000") -> tuple[Suite, ...]:
    return suites_of(settings.expectations_dir, SUITE.replace("max_value: 100", new))


def checks_made(suites: tuple[Suite, ...]) -> tuple[CheckResult, ...]:
    """A pass of every check of suites."""
    return tuple(
        CheckResult(
            name, str(definition["table"]), "raw", Kind.EXPECTATION, "error", True, False, "", ""
        )
        for name, definition in define(suites).items()
    )


def only_change(settings: Settings, suites: tuple[Suite, ...]) -> GateChange:
    (change,) = compare_with_current(settings, suites, ()).changes
    return change


def test_a_weakened_gate_blocks_until_somebody_acknowledges_it(settings: Settings) -> None:
    suites = loosen(settings)
    receipt = Receipt("raw", "b", (), suites={s.table: s.sha256 for s in suites})
    before = judge("b", "", [receipt], (), gate_changes=[only_change(settings, suites)])
    assert any(f"p2c gates acknowledge '{BETWEEN}'" in reason for reason in before.reasons)
    acknowledge(settings, [BETWEEN], "larger pledges came")
    change = only_change(settings, suites)
    assert change.acknowledged == "larger pledges came"
    after = judge("b", "", [receipt], (), gate_changes=[change])
    assert not any(BETWEEN in reason for reason in after.reasons)
    assert after.gate_changes == (change,)
    assert "max_value 100 → 1000" in change.what


def test_an_acknowledgement_of_one_change_is_none_of_the_next(settings: Settings) -> None:
    loosen(settings)
    acknowledge(settings, [BETWEEN], "larger pledges came")
    assert only_change(settings, loosen(settings, "max_value: 5000")).needs_acknowledgement


def test_an_acknowledgement_holds_until_the_next_release(settings: Settings) -> None:
    suites = loosen(settings)
    acknowledge(settings, [BETWEEN], "larger pledges came")
    manifest = settings.current / "manifest.json"
    later = json.loads(manifest.read_text()) | {"released_at": "2999-01-01T00:00:00+00:00"}
    manifest.write_text(json.dumps(later))
    assert only_change(settings, suites).needs_acknowledgement


def test_a_removed_check_that_was_acknowledged_is_not_missed_any_more(settings: Settings) -> None:
    gone = "raw.pledges.no_odd_row"
    suites = suites_of(settings.expectations_dir, SUITE[: SUITE.index("  - expect: unexpected")])
    assert gone in (compare_with_current(settings, suites, ()).previous_checks or ())
    acknowledge(settings, [gone], "odd rows are fine")
    compared = compare_with_current(settings, suites, ())
    assert gone not in (compared.previous_checks or ())
    assert [change.acknowledged for change in compared.changes] == ["odd rows are fine"]


@pytest.mark.parametrize("table", ["raw.pledges", "marts.pledge_totals"])
def test_a_table_that_went_with_its_suite_blocks_until_every_check_is_acknowledged(
    settings: Settings, table: str
) -> None:
    schema, name = table.split(".")
    other = settings.expectations_dir / "raw" / "other.yml"
    (settings.expectations_dir / "raw" / "pledges.yml").rename(other)
    other.write_text(SUITE.replace("raw.pledges", "raw.other"))
    file = settings.expectations_dir / schema / f"{name}.yml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(SUITE.replace("raw.pledges", table))
    manifest = settings.current / "manifest.json"
    before = define(load_suites(settings.expectations_dir))
    content = json.loads(manifest.read_text()) | {"checks": before, "check_names": sorted(before)}
    manifest.write_text(json.dumps(content, default=str))
    file.unlink()
    suites = load_suites(settings.expectations_dir)
    went = sorted(check for check in before if check.startswith(f"{table}."))
    assert len(went) == 5

    def missing() -> list[str]:
        compared = compare_with_current(settings, suites, ())
        receipt = Receipt("raw", "b", checks_made(suites))
        verdict = judge(
            "b", "", [receipt], (), compared.previous_checks, gate_changes=compared.changes
        )
        assert not verdict.passed
        return [reason for reason in verdict.reasons if "of the last release" in reason]

    (reason,) = missing()
    assert reason.startswith("5 checks of the last release are missing")
    assert all(check in reason for check in went)
    acknowledge(settings, went[:-1], "the table is not needed any more")
    (reason,) = missing()
    assert reason.startswith(f"1 checks of the last release are missing: {went[-1]};")
    acknowledge(settings, went[-1:], "the table is not needed any more")
    assert missing() == []


@pytest.mark.parametrize(("check", "why"), [("raw.pledges.no_such", "why"), (BETWEEN, " ")])
def test_a_word_without_a_reason_or_for_nothing_is_refused(
    settings: Settings, check: str, why: str
) -> None:
    with pytest.raises(GateFailed):
        acknowledge(settings, [check], why)


def test_before_the_first_release_nothing_is_compared(settings: Settings) -> None:
    settings.current.unlink()
    compared = compare_with_current(settings, loosen(settings), ())
    assert (compared.previous_checks, compared.changes) == (None, ())


def test_a_release_that_does_not_say_what_its_checks_asked_is_compared_by_names(
    settings: Settings,
) -> None:
    manifest = settings.current / "manifest.json"
    older = json.loads(manifest.read_text())
    del older["checks"]
    manifest.write_text(json.dumps(older))
    compared = compare_with_current(settings, loosen(settings), ())
    assert compared.changes == ()
    assert BETWEEN in (compared.previous_checks or ())


def test_a_suite_changed_after_its_gate_ran_blocks(tmp_path: Path) -> None:
    (suite,) = suites_of(tmp_path)
    receipt = Receipt("raw", "b", (), suites={suite.table: suite.sha256})
    changed = dataclasses.replace(suite, sha256="0" * 64)
    for given, expected in ((suite, False), (changed, True)):
        verdict = judge("b", "", [receipt], (), suites_now={given.table: given.sha256})
        assert any("changed after the gate" in reason for reason in verdict.reasons) == expected
