"""What is dropped into the inbox: the right is released, the odd waits, and nothing stops the rest.

All of it is dropped at once and refreshed once, since every test looks at pledges of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from pipelines.storage.releases import read_manifest
from tests.conftest import Dropped
from tests.warehouses import Warehouse, copy_home

TOTAL = "select value_usd from marts.pledge_totals where is_latest"
PLEDGE = "globalstar-low-orbit-2025"


@pytest.fixture(scope="module")
def submitted(
    released: Warehouse,
    tmp_path_factory: pytest.TempPathFactory,
    dropped: Dropped,
    edit_pledges: Callable[[str, Mapping[str, str]], bytes],
) -> Warehouse:
    """A warehouse refreshed with a pledge, a copy, a contradiction and a slip in its inbox."""

    def alone(changes: Mapping[str, str]) -> bytes:
        header, *rows = edit_pledges(PLEDGE, changes).decode().splitlines()
        (row,) = [row for row in rows if row.startswith(PLEDGE)]
        return f"{header}\n{row}\n".encode()

    other = {"amount": "2500000000", "value_stated": "USD 2,500,000,000"}
    slip = {"version": "2", "amount": "82000000000000", "value_stated": "USD 82,000,000,000,000"}
    directory = tmp_path_factory.mktemp("submitted")
    warehouse = copy_home(released.settings.home, directory).with_own_inputs()
    warehouse.replace_bundled_file("pledges/public_pledges.csv", dropped.rest)
    warehouse.drop("afralti.csv", dropped.content)
    warehouse.drop("again.csv", dropped.rest)
    warehouse.drop("other.csv", alone(other))
    warehouse.drop("slip.csv", alone(slip))
    outcome = warehouse.refresh()
    assert outcome.release is not None, outcome.problems
    return warehouse


def test_a_dropped_pledge_is_in_the_next_release_and_traced_to_its_file(
    submitted: Warehouse, dropped: Dropped
) -> None:
    shares = submitted.query(
        "select value_usd_equal_split, source_sha256, source_line"
        " from core.fct_pledge_countries join core.fct_pledges using (pledge_version_id)"
        f" where pledge_id = '{dropped.pledge_id}'"
    ).rows
    assert len(shares) == 12
    assert {row[0] for row in shares} == {Decimal("25000.00")}
    assert {row[1:] for row in shares} == {(dropped.sha256, 2)}


def test_the_same_file_dropped_twice_changes_nothing(
    released: Warehouse, submitted: Warehouse
) -> None:
    count = "select count(*) from core.fct_pledges"
    assert submitted.one(count) == released.one(count)


def test_a_file_that_contradicts_the_snapshot_is_told_and_stops_nothing(
    released: Warehouse, submitted: Warehouse
) -> None:
    assert submitted.one(TOTAL) == released.one(TOTAL)
    verdict = json.loads((submitted.settings.current / "verdict.json").read_text())
    assert any("(pledge_id, version)" in warning for warning in verdict["warnings"])


def test_an_impossible_amount_in_a_submission_waits_and_stops_nobody_else(
    released: Warehouse, submitted: Warehouse
) -> None:
    assert submitted.one(TOTAL) == released.one(TOTAL)
    held = submitted.query(
        "select distinct held_because is not null, not_counted_because"
        f" from core.fct_pledge_versions where pledge_version_id = '{PLEDGE}@2'"
    ).rows
    assert held == ((True, "held_for_review"),)


def test_the_release_says_what_came_in_since_the_one_before(submitted: Warehouse) -> None:
    manifest = read_manifest(submitted.settings.current.resolve())
    said = " ".join(manifest["changes"])
    assert "inputs that the release before did not have" in said
    assert "afralti.csv" in said
    page = (submitted.settings.current / "report" / "index.html").read_text(encoding="utf-8")
    assert "afralti.csv" in page.split("Since the release before")[1]
