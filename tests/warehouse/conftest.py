"""One build in which all invented cases of the collected tests are judged together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from pipelines.build.build_directory import active_build
from pipelines.build.dbt_runner import build_models
from pipelines.build.raw_tables import raw_schemas
from pipelines.storage.database import load_raw_table, read_rows
from tests.warehouse.given import BUNDLED, DEFAULT_FILE, GIVEN, GivenFile, Judged, sha256_of
from tests.warehouses import Warehouse, copy_home

SELECTED = (
    "+fct_pledge_versions",
    "+fct_pledge_version_suspicions",
    "+fct_file_suspicions",
    "+fct_match_candidates",
    "dim_entities",
    "assert_held_versions_never_count",
    "assert_merged_entities_are_gone",
    "assert_versions_do_not_overlap",
    "assert_commitments_count_once",
)
"""Models the cases are judged by, and those tests of the project that hold for any rows."""


@pytest.fixture(scope="session")
def judged(released: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judged]:
    """The cases given by the collected tests, judged by the models."""
    warehouse = copy_home(released.settings.home, tmp_path_factory.mktemp("cases"))
    build = active_build(warehouse.settings)
    for table, rows in _raw_rows(build.database).items():
        content = pa.Table.from_pylist(rows, schema=raw_schemas()[table])
        load_raw_table(build.database, table, content, memory_limit="1GB")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DBT_INDIRECT_SELECTION", "empty")
        outcomes = build_models(warehouse.settings, build, SELECTED)
    assert [each.check.describe() for each in outcomes if each.check.blocks] == []
    with duckdb.connect(str(build.database), read_only=True) as connection:
        yield Judged(connection)


def _raw_rows(build: Path) -> dict[str, list[dict[str, Any]]]:
    """Rows of the raw tables that the cases replace."""
    lines: Counter[str] = Counter()
    pledges = []
    for each in GIVEN.versions:
        lines[each.file] += 1
        place = {"source_sha256": sha256_of(each.file), "source_line": lines[each.file] + 1}
        pledges.append({**each.row, **place})
    stated = {file.name: file for file in GIVEN.files}
    files = [stated.get(name, GivenFile(name)) for name in {**lines, DEFAULT_FILE: 0}]
    reviews = [
        {
            **{key: getattr(each, key) for key in
               ("subject_kind", "left_id", "right_id", "decision", "decided_on")},
            "why": "a reason",
            "decided_by": "a person",
            "source_sha256": sha256_of("own" if each.taken_here else "snapshot of reviews"),
            "source_line": number,
        }
        for number, each in enumerate(GIVEN.reviews, start=2)
    ]  # fmt: skip
    kept = read_rows(build, "from raw.files where table_name not in ('pledges', 'reviews')")
    return {
        "pledges": pledges,
        "reviews": reviews,
        "files": [
            *kept,
            *(
                _file(file.name, "bundled" if file.name == BUNDLED else "submission", "pledges",
                      file.received_on, lines[file.name], file.rejected_lines)
                for file in files
            ),
            _file("own", "decision", "reviews", "2026-01-03", 1, 0),
            _file("snapshot of reviews", "bundled", "reviews", "2026-01-01", 1, 0),
        ],
    }  # fmt: skip


def _file(
    name: str, kind: str, table: str, edition: str, accepted: int, rejected: int
) -> dict[str, Any]:
    return {
        "sha256": sha256_of(name),
        "source_id": "cases",
        "edition": edition,
        "name": name,
        "kind": kind,
        "table_name": table,
        "bytes": 1,
        "physical_lines": accepted + rejected + 1,
        "accepted_lines": accepted,
        "rejected_lines": rejected,
        "structural_lines": 1,
    }
