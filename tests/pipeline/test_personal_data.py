"""Contacts stay where they belong: seeded addresses and numbers are looked for in every output."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.ipc
import pyarrow.parquet
import pytest

from tests.conftest import Dropped
from tests.warehouses import Warehouse, make_settings

CANARIES = {
    "contact_name": "Zebedee Quillfeather",
    "contact_email": "zebedee.quillfeather@ministry.example.org",
    "contact_phone": "+999 555 0142",
    "second_contact_name": "Ottoline Brambleby",
    "second_contact_email": "ottoline@partner.example.org",
    "second_contact_phone": "+999 555 0187",
}
NEEDLES = tuple(text.encode(form) for text in CANARIES.values() for form in ("utf-8", "utf-16-le"))
ONE_AFTER_ANOTHER = """
import json, sys
from pipelines.cli import app
codes = []
for command in sys.argv[1:]:
    try:
        app(command.split())
    except SystemExit as ended:
        codes.append(ended.code or 0)
print(json.dumps(codes))
"""
"""Runs commands in one process, since the imports take longer than most of them."""
PERSONAL = ("archive", "private", "parsed")
"""The raw zone: what was sent, its contacts, and what it was read into."""


def with_contacts(dropped: Dropped) -> bytes:
    """The pledge with contacts, and rows that are rejected with a contact in the wrong place."""
    (row,) = csv.DictReader(io.StringIO(dropped.content.decode()))
    names = [*row, *CANARIES]
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerow({**row, **CANARIES})
    for field in ("sector", "announced", "places", "title", "notes", "amount", "source_url"):
        moved = {**row, **CANARIES, "pledge_id": f"moved-{field}", "is_synthetic": "true"}
        writer.writerow({**moved, field: CANARIES["contact_email"]})
        writer.writerow({**moved, field: CANARIES["contact_phone"]})
    lines = text.getvalue()
    short = ",".join(CANARIES.values()) + "\n"
    stray = f'x,1,"{CANARIES["contact_name"]}"stray,{CANARIES["contact_phone"]}\n'
    return (lines + short + stray).encode()


def texts_in(path: Path) -> Iterator[bytes]:
    """The bytes of a file, and of what it holds packed or encoded."""
    yield path.read_bytes()
    if path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as connection:
            tables = connection.execute(
                "select table_schema, table_name from information_schema.tables"
            ).fetchall()
            for schema, table in tables:
                rows = connection.execute(f'select * from "{schema}"."{table}"').fetchall()
                yield repr(rows).encode()
    elif path.suffix == ".parquet":
        yield repr(pyarrow.parquet.read_table(path).to_pylist()).encode()
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                yield package.read(name)


def outputs_of(home: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(home):
        if Path(folder) == home:
            folders[:] = [name for name in folders if name not in PERSONAL]
        for name in files:
            path = Path(folder) / name
            if path.is_file() and not path.is_symlink():
                yield path


def leaks_in(paths: Iterator[Path]) -> list[tuple[str, bytes]]:
    return [
        (str(path), needle)
        for path in paths
        for text in texts_in(path)
        for needle in NEEDLES
        if needle in text
    ]


@pytest.fixture(scope="module")
def sent(
    tmp_path_factory: pytest.TempPathFactory, refreshed_home: Path, dropped: Dropped
) -> tuple[Warehouse, bytes, bytes]:
    """A warehouse refreshed by the command line with contacts among its pledges, and its words."""
    home = tmp_path_factory.mktemp("personal") / "warehouse"
    shutil.copytree(refreshed_home, home, symlinks=True)
    warehouse = Warehouse(make_settings(home)).with_own_inputs()
    warehouse.replace_bundled_file("pledges/public_pledges.csv", dropped.rest)
    warehouse.drop("with-contacts.csv", with_contacts(dropped))
    warehouse.drop("refused.csv", ("\n".join(CANARIES.values()) + "\n").encode())
    sent_file = home.parent / "with-contacts.csv"
    sent_file.write_bytes(with_contacts(dropped))
    p2c = str(Path(sys.executable).with_name("p2c"))
    commands = {
        "submissions": 0, "rejects": 0, "rejects --by reason": 0,
        f"check {sent_file} --format text": 1, f"check {sent_file} --format json": 1,
    }  # fmt: skip
    said = b""
    for arguments in (
        [p2c, "refresh"],
        [p2c, "docs"],
        [sys.executable, "-c", ONE_AFTER_ANOTHER, *commands],
    ):
        done = subprocess.run(
            arguments, env=warehouse.environment(), capture_output=True, check=False
        )
        said += done.stdout + done.stderr
        assert done.returncode == 0, (arguments, done.stderr.decode()[-2000:])
    assert json.loads(done.stdout.splitlines()[-1]) == list(commands.values())
    return warehouse, said, with_contacts(dropped)


def test_contacts_are_kept_for_their_owner_alone(
    sent: tuple[Warehouse, bytes, bytes], dropped: Dropped
) -> None:
    warehouse, _, _ = sent
    contacts = warehouse.settings.contacts_file
    with duckdb.connect(str(contacts), read_only=True) as connection:
        rows = connection.execute(
            "select pledge_id, contact_number, name, email, phone from contacts order by 2"
        ).fetchall()
    first, second = list(CANARIES.values())[:3], list(CANARIES.values())[3:]
    assert rows == [(dropped.pledge_id, 1, *first), (dropped.pledge_id, 2, *second)]
    for path in (contacts, *warehouse.settings.parsed_dir.rglob("*")):
        if path.is_file():
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    for folder in (contacts.parent, warehouse.settings.parsed_dir, warehouse.settings.archive_dir):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder


def test_no_output_holds_a_contact(sent: tuple[Warehouse, bytes, bytes]) -> None:
    warehouse, said, _ = sent
    outputs = list(outputs_of(warehouse.settings.home))
    assert any(path.name == "warehouse.duckdb" for path in outputs)
    assert any(path.suffix == ".parquet" for path in outputs)
    assert leaks_in(iter(outputs)) == []
    assert [needle for needle in NEEDLES if needle in said] == []


def test_the_search_finds_what_it_looks_for(
    sent: tuple[Warehouse, bytes, bytes], tmp_path: Path
) -> None:
    warehouse, _, content = sent
    (tmp_path / "leak.csv").write_bytes(content)
    with zipfile.ZipFile(tmp_path / "leak.xlsx", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("sheet.xml", content)
    table = pyarrow.table({"phone": [CANARIES["contact_phone"]]})
    pyarrow.parquet.write_table(table, tmp_path / "leak.parquet")
    with duckdb.connect(str(tmp_path / "leak.duckdb")) as connection:
        connection.register("leak", table)
        connection.execute("create table leaked as from leak")
    found = {Path(path).name for path, _ in leaks_in(outputs_of(tmp_path))}
    assert found == {"leak.csv", "leak.xlsx", "leak.parquet", "leak.duckdb"}
    stored = [path for path in warehouse.settings.archive_dir.rglob("*") if path.is_file()]
    assert leaks_in(iter(stored)), "the archive keeps what was sent"
