"""Raw tables are loaded from the archived inputs, with an account of every line."""

from __future__ import annotations

import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.archive.store import Archive
from pipelines.build.build_directory import Build, start_build
from pipelines.build.raw_tables import CONTRACTS, load_accounts, raw_schemas
from pipelines.errors import FileRefused, SourceError
from pipelines.settings import Settings
from pipelines.storage.database import list_columns, read_rows
from tests.build_steps import collect, load, load_with_accounts, read

MakeRegistry = Callable[..., Path]
HEADER = ",".join(column.name for column in CONTRACTS["pledges"].columns)


def pledge(pledge_id: str, amount: str = "1000.01") -> str:
    values = {
        "pledge_id": pledge_id,
        "version": "1",
        "announced": "2026-05",
        "title": "Synthetic",
        "entities": "An Entity",
        "sector": "Academia",
        "amount": amount,
        "currency_code": "USD",
        "amount_basis": "total",
        "places": "RWA|KEN",
        "status": "published",
        "evidence": "confirmed",
        "source_url": "https://example.org/",
        "is_synthetic": "true",
    }
    return ",".join(values.get(column.name, "") for column in CONTRACTS["pledges"].columns)


def pledges(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows, ""]).encode()


ECONOMIES = b"iso3,iso2,m49,name\nNAM,NA,516,Namibia\n"


@pytest.fixture
def start(settings: Settings, make_registry: MakeRegistry) -> Callable[..., Build]:
    """A build with these bundled pledges and these files in the inbox."""

    def start_with(bundled: bytes, **dropped: bytes) -> Build:
        make_registry({"pledges": {"p.csv": bundled}, "economies": {"e.csv": ECONOMIES}})
        settings.inbox_dir.mkdir(parents=True, exist_ok=True)
        for name, content in dropped.items():
            path = settings.inbox_dir / f"{name}.csv"
            path.write_bytes(content)
            os.utime(path, (0, 0))
        build = start_build(settings)
        collect(settings, build)
        return build

    return start_with


def test_rows_of_all_files_of_a_table_are_loaded_with_their_origin(
    settings: Settings, archive: Archive, start: Callable[..., Build]
) -> None:
    build = start(pledges(pledge("p-1")), sent=pledges("", pledge("p-2"), pledge("p-3", "1.005")))
    assert load(settings, build, "pledges") == {
        "files": 2,
        "rows": 2,
        "rejects": 1,
        "rejected_lines": 1,
    }
    rows = read_rows(build.database, "from raw.pledges order by pledge_id")
    assert [(row["pledge_id"], row["source_line"]) for row in rows] == [("p-1", 2), ("p-2", 3)]
    assert rows[0]["amount"] == Decimal("1000.01")
    assert rows[0]["places"] == ["RWA", "KEN"]
    assert rows[1]["source_sha256"] == archive.submissions()[0].sha256


def test_a_submission_that_breaks_its_contract_is_refused_recorded_and_left_out(
    settings: Settings, archive: Archive, start: Callable[..., Build]
) -> None:
    build = start(pledges(pledge("p-1")), empty=b"", good=pledges(pledge("p-2")))
    assert load(settings, build, "pledges")["rows"] == 2
    (refused,) = [entry for entry in archive.all_submissions() if entry.decision == "refused"]
    assert refused.name == "empty.csv"
    assert refused.why and "the file is empty" in refused.why
    assert [entry.name for entry in archive.submissions()] == ["good.csv"]


def test_a_bundled_file_that_breaks_its_contract_stops_the_build(
    settings: Settings, archive: Archive, start: Callable[..., Build]
) -> None:
    build = start(pledges().replace(b"title", b"headline"))
    with pytest.raises(FileRefused, match="missing: title") as refused:
        load(settings, build, "pledges")
    assert refused.value.where and refused.value.where.startswith("p.csv (sha256 ")
    assert not build.database.exists()
    assert [entry.decision for entry in archive.ledger()] == ["accepted", "accepted"]


def test_a_table_that_no_input_feeds_is_named(
    settings: Settings, start: Callable[..., Build]
) -> None:
    build = start(pledges(pledge("p-1")))
    with pytest.raises(SourceError, match=r"no input feeds raw\.commitments") as refused:
        load(settings, build, "commitments")
    assert refused.value.expected == "a source with `table: commitments`"


def test_an_input_that_feeds_a_table_nobody_reads_is_not_passed_over(
    settings: Settings, make_registry: MakeRegistry
) -> None:
    make_registry({"pledges": {"p.csv": pledges(pledge("p-1"))}, "pledgez": {"z.csv": b"z"}})
    build = start_build(settings)
    collect(settings, build)
    with pytest.raises(SourceError, match=r"source_of_pledgez feeds raw\.pledgez") as refused:
        load(settings, build, "pledges")
    assert refused.value.where == str(settings.sources_file)
    assert refused.value.expected and "pledges" in refused.value.expected


def test_the_accounts_say_where_every_line_of_every_file_went(
    settings: Settings, start: Callable[..., Build], make_registry: MakeRegistry
) -> None:
    build = start(
        pledges(pledge("p-1"), "", "short,row"), sent=pledges(pledge("p-2", "many"), pledge("p-3"))
    )
    loaded = load_with_accounts(settings, build, "pledges", "economies")
    accounts = {name: loaded[name]["rows"] for name in ("files", "rejects", "build")}
    assert accounts == {"files": 3, "rejects": 2, "build": 1}
    files = read_rows(build.database, "from raw.files order by name")
    assert [
        (
            row["name"],
            row["kind"],
            row["table_name"],
            row["physical_lines"],
            row["accepted_lines"],
            row["rejected_lines"],
            row["structural_lines"],
        )
        for row in files
    ] == [
        ("e.csv", "bundled", "economies", 2, 1, 0, 1),
        ("p.csv", "bundled", "pledges", 4, 1, 1, 2),
        ("sent.csv", "submission", "pledges", 3, 1, 1, 1),
    ]
    assert [row["licence_name"] for row in files] == ["CC BY 4.0"] * 2 + [
        "Submitted to the platform"
    ]
    rejects = read_rows(build.database, "from raw.rejects order by source_name")
    assert [
        (row["source_name"], row["line_from"], row["field"], row["found"], row["reason"])
        for row in rejects
    ] == [
        ("p.csv", 4, None, "2 fields", "wrong_width"),
        ("sent.csv", 2, "amount", "many", "not_a_number"),
    ]
    assert rejects[0]["source_sha256"] == files[1]["sha256"]


def test_accounts_are_not_drawn_up_while_a_table_is_missing(
    settings: Settings, start: Callable[..., Build]
) -> None:
    build = start(pledges(pledge("p-1")))
    pledges_alone = {"pledges": read(settings, build, "pledges")}
    with pytest.raises(SourceError, match="was not loaded in this build") as refused:
        load_accounts(settings, build, pledges_alone)
    assert refused.value.where == str(build.directory)


def test_a_table_has_the_columns_its_schema_promises(
    settings: Settings, start: Callable[..., Build]
) -> None:
    build = start(pledges(pledge("p-1")))
    load(settings, build, "pledges")
    found = list_columns(build.database, ["raw"])["raw.pledges"]
    assert [name for name, _ in found] == raw_schemas()["pledges"].names
    assert dict(found)["amount"] == "DECIMAL(38,2)"
    assert found[-2:] == [("source_sha256", "VARCHAR"), ("source_line", "INTEGER")]


def test_the_schemas_cover_every_contract_and_the_accounts() -> None:
    assert set(raw_schemas()) == {*CONTRACTS, "files", "rejects", "build"}
