"""Versions of a pledge in files that arrive in every possible order: the states are the same.

Each order is a pledge of its own, so that one build holds all of them side by side.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import permutations
from math import factorial
from pathlib import Path

import pyarrow as pa
import pytest

from pipelines.build.build_directory import active_build
from pipelines.build.dbt_runner import build_models
from pipelines.build.raw_tables import CONTRACTS
from pipelines.readers.containers.delimited import read_delimited
from pipelines.readers.rows.read_result import InputFile
from pipelines.storage.database import load_raw_table, open_database, read_rows
from tests.warehouses import copy_home

Paper = Mapping[str, str]

FIRST = {
    "version": "1", "announced": "2023-03-01", "status": "published", "amount": "10000000",
    "places": "KEN|UGA", "status_reports": "2023-09-17 on_track 20%",
}  # fmt: skip
AMENDED = {
    **FIRST, "version": "2", "announced": "2024-01-15", "status": "in_progress",
    "places": "KEN|TZA|UGA", "status_reports": "2024-02-10 delayed 25%; 2024-12-01 on_track 60%",
}  # fmt: skip
RAISED = {
    **AMENDED, "version": "3", "announced": "2024-06", "amount": "12000000",
    "status_reports": "2024-12-01 on_track 60%",
}  # fmt: skip
WITHDRAWN = {
    **RAISED, "version": "4", "announced": "2023-03-01", "status": "withdrawn",
    "withdrawn_on": "2025-02-01", "withdrawal_reason": "The programme ended",
}  # fmt: skip
CONTRADICTING = {**AMENDED, "amount": "11000000"}

STORIES: Mapping[str, Sequence[Paper]] = {
    # the last one is the same paper again, in a file of its own
    "withdrawn": (FIRST, AMENDED, RAISED, WITHDRAWN, AMENDED),
    "contradicted": (FIRST, AMENDED, CONTRADICTING, FIRST),
}
FOREVER = date(9999, 12, 31)

Outcome = list[tuple[object, ...]]


@dataclass(frozen=True)
class Arrivals:
    """One build with a pledge for each order of arrival of each story."""

    database: Path

    def different_outcomes(
        self, story: str, columns: str, sql: str, where: str = "true"
    ) -> list[Outcome]:
        """What the pledges of a story look like, each look once."""
        outcomes: dict[str, Outcome] = {}
        for row in read_rows(
            self.database,
            f"select pledge_id, {columns} from {sql}"
            f" where pledge_id like '{story}-%' and {where} order by all",
        ):
            pledge_id, *values = row.values()
            outcomes.setdefault(str(pledge_id), []).append(tuple(values))
        assert len(outcomes) == factorial(len(STORIES[story]))
        different: list[Outcome] = []
        for outcome in outcomes.values():
            if outcome not in different:
                different.append(outcome)
        return different


def as_file(pledge_id: str, paper: Paper) -> bytes:
    """A submission of one pledge; names are unlike each other, so that none looks like a copy."""
    name = hashlib.sha256(pledge_id.encode()).hexdigest()[:20]
    fields = {
        "pledge_id": pledge_id, "title": name, "entities": f"{name} Group; {name[::-1]} Trust",
        "sector": "Private sector", "entity_country_iso3": "KEN", "partner_sectors": "Academia",
        "partner_countries": "UGA", "value_stated": "in the amount column", "currency_code": "EUR",
        "amount_basis": "total", "amount_bound": "exact", "is_synthetic": "true", **paper,
    }  # fmt: skip
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(fields), lineterminator="\n")
    writer.writeheader()
    writer.writerow(fields)
    return text.getvalue().encode()


def arriving() -> Iterator[tuple[int, bytes]]:
    """Every file with its place in the order of arrival."""
    for story, papers in STORIES.items():
        for number, order in enumerate(permutations(papers)):
            for place, paper in enumerate(order):
                # a byte more each time, so that the same paper is another file
                yield place, as_file(f"{story}-{number}", paper) + b"\n" * place


@pytest.fixture(scope="module")
def arrivals(refreshed_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Arrivals:
    warehouse = copy_home(refreshed_home, tmp_path_factory.mktemp("arrivals"))
    build = active_build(warehouse.settings)
    rows, files = [], []
    for _, content in sorted(arriving(), key=lambda arrival: arrival[0]):
        sha256 = hashlib.sha256(content).hexdigest()
        file = InputFile(sha256, f"{sha256[:8]}.csv", "inbox", "2026-11-24")
        reading = read_delimited(content, file, CONTRACTS["pledges"])
        assert reading.rejects == ()
        rows.append(reading.rows)
        files.append(sha256)
    load_raw_table(build.database, "pledges", pa.concat_tables(rows), memory_limit="2GB")
    with open_database(build.database) as connection:
        connection.execute("delete from raw.files where table_name = 'pledges'")
        connection.executemany(
            "insert into raw.files by name select ? as sha256, 'submission' as kind,"
            " 'pledges' as table_name, 'some.csv' as name, '2026-11-24' as edition,"
            " 'inbox' as source_id, 'A submission' as title, 'An entity' as publisher,"
            " 1 as bytes, 2 as physical_lines, 1 as accepted_lines, 0 as rejected_lines,"
            " 1 as structural_lines",
            [[sha256] for sha256 in files],
        )
    failed = [
        outcome.check.describe()
        for outcome in build_models(warehouse.settings, build)
        if outcome.check.blocks
    ]
    assert failed == []
    return Arrivals(build.database)


@pytest.mark.parametrize("story", STORIES)
def test_the_state_at_every_date_is_the_same_whatever_arrived_first(
    arrivals: Arrivals, story: str
) -> None:
    (outcome,) = arrivals.different_outcomes(
        story,
        "as_of_date, substr(pledge_version_id, length(pledge_id) + 2), first_announced_on,"
        " value_usd, counts_in_totals, not_counted_because",
        "core.int_pledges_at_reporting_dates",
    )
    assert len(outcome) >= 12


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize(
    ("columns", "sql"),
    [
        (
            "columns(versions.* exclude (pledge_id, pledge_version_id, commitment_id, title,"
            " source_sha256))",
            "core.fct_pledge_versions as versions",
        ),
        (
            "columns(places.* exclude (pledge_version_id)), version",
            "core.fct_pledge_countries as places join core.fct_pledge_versions"
            " using (pledge_version_id)",
        ),
        (
            "columns(reports.* exclude (pledge_id, pledge_version_id))",
            "core.fct_pledge_status_reports as reports",
        ),
        (
            "entity_role, version",
            "core.bridge_pledge_entities join core.fct_pledge_versions using (pledge_version_id)",
        ),
    ],
    ids=["versions", "places", "reports", "entities"],
)
def test_what_core_holds_is_the_same_whatever_arrived_first(
    arrivals: Arrivals, story: str, columns: str, sql: str
) -> None:
    # Of contents that contradict each other the one shown, held, goes by its hash, and that by the
    # title, which the pledges do not share; the unit tests of stg_pledges look at that.
    kept = "not (pledge_id like 'contradicted-%' and version = 2)"
    assert len(arrivals.different_outcomes(story, columns, sql, kept)) == 1


def test_versions_hold_in_their_order_and_the_withdrawal_from_its_own_day(
    arrivals: Arrivals,
) -> None:
    (outcome,) = arrivals.different_outcomes(
        "withdrawn",
        "version, valid_from, valid_to, amount, is_current, not_counted_because",
        "core.fct_pledge_versions",
    )
    ten, twelve = Decimal("10000000.00"), Decimal("12000000.00")
    later = "superseded_by_a_later_version"
    assert outcome == [
        (1, date(2023, 3, 1), date(2024, 1, 15), ten, False, later),
        (2, date(2024, 1, 15), date(2024, 6, 30), ten, False, later),
        (3, date(2024, 6, 30), date(2025, 2, 1), twelve, False, later),
        (4, date(2025, 2, 1), FOREVER, twelve, True, "withdrawn"),
    ]


def test_a_contradicted_version_is_held_and_the_one_before_it_stays(arrivals: Arrivals) -> None:
    (outcome,) = arrivals.different_outcomes(
        "contradicted",
        "version, valid_from, valid_to, is_current, counts_in_totals, held_because",
        "core.fct_pledge_versions",
    )
    assert outcome == [
        (1, date(2023, 3, 1), FOREVER, True, True, None),
        (2, None, None, False, False, "conflicting_versions"),
    ]


def test_the_countries_counted_are_those_of_the_version_in_effect(arrivals: Arrivals) -> None:
    (outcome,) = arrivals.different_outcomes(
        "contradicted",
        "country_iso3",
        "core.fct_pledge_countries join core.fct_pledges using (pledge_version_id)",
    )
    assert outcome == [("KEN",), ("UGA",)]
