"""Publishers' answers made from small tables, in the shape each publisher serves.

The figures are invented unless a test says otherwise; the shapes are those of real answers.
"""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import date

from pipelines.readers.publishers.edition import Economies, FetchedEdition, Response
from pipelines.readers.rows.read_result import InputFile, Reading
from pipelines.settings import REPOSITORY

RECEIVED_ON = date(2026, 11, 20)


def body(content: object) -> bytes:
    """A JSON body as APIs write it."""
    return json.dumps(content, ensure_ascii=False).encode()


def edition_of(
    responses: dict[str, bytes] | list[bytes] | bytes,
    route: str = "a_route",
    received_on: date = RECEIVED_ON,
) -> FetchedEdition:
    """An edition of one body, of pages named `data-0001`…, or of responses as they are named."""
    if isinstance(responses, bytes):
        responses = [responses]
    if isinstance(responses, list):
        responses = {f"data-{number:04}": each for number, each in enumerate(responses, start=1)}
    sha256 = hashlib.sha256(b"".join(responses.values())).hexdigest()
    return FetchedEdition(
        InputFile(sha256, f"{route}.bin", route, received_on.isoformat()),
        tuple(Response(name, content) for name, content in responses.items()),
        received_on,
    )


def economies() -> Economies:
    """The economies of the bundled snapshot."""
    path = REPOSITORY / "data" / "reference" / "economies.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    by_name = {row["name"]: row["iso3"] for row in rows}
    return Economies(
        iso3=frozenset(row["iso3"] for row in rows),
        iso3_of_m49={row["m49"]: row["iso3"] for row in rows if row["m49"]},
        iso3_of_name=by_name.get,
    )


def rows_of(reading: Reading, *columns: str) -> list[tuple[object, ...]]:
    """Some columns of the accepted rows."""
    return [tuple(row[name] for name in columns) for row in reading.rows.to_pylist()]


def assert_conserved(reading: Reading) -> None:
    """Every record is accounted for, and what is said of rejects agrees with their count."""
    lines = reading.lines
    assert lines.accepted + lines.rejected + lines.structural == lines.physical
    assert reading.rows.num_rows == lines.accepted
    assert len({reject.line_from for reject in reading.rejects}) == lines.rejected
