"""What one route gave at one time: packed into one archived file, and read by the route's reader.

Which route is asked, and whether an edition is good enough, is decided in
`pipelines.sources.acquire`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date

from pipelines.errors import FileRefused
from pipelines.readers.publishers.edition import Economies, FetchedEdition, Response
from pipelines.readers.rows.read_result import InputFile, Reading, refused
from pipelines.sources.registry import Registry
from pipelines.sources.routes import Dataset, Route
from pipelines.sources.shapes import SHAPES

MOST_BYTES = 500_000_000
"""Everything a route gives, unpacked; the largest known answer has less than a tenth of it."""
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def pack(route: Route, responses: Sequence[Response]) -> bytes:
    """One file of a route's responses: the bytes as they came where there can be only one.

    Several lie in a zip, in order, stored as they are and without dates, so that the same
    responses always give the same file.
    """
    if not route.is_packed:
        (response,) = responses
        return response.content
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        for response in responses:
            member = zipfile.ZipInfo(response.name, _NO_DATE)
            member.external_attr = 0o600 << 16
            package.writestr(member, response.content)
    return buffer.getvalue()


def unpack(route: Route, data: bytes, file: InputFile) -> tuple[Response, ...]:
    """The responses in a file that `pack` made.

    Raises:
        FileRefused: when it is none, or is damaged.
    """
    if not route.is_packed:
        name = route.requests[0].name if route.requests else "file"
        return (Response(name, data),)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            if sum(member.file_size for member in members) > MOST_BYTES:
                raise refused(file, "its responses are too large", f"at most {MOST_BYTES:,} bytes")
            return tuple(Response(m.filename, package.read(m)) for m in members)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as error:
        raise refused(
            file, f"the responses of route {route.id} cannot be unpacked: {error}", "a whole zip"
        ) from None


def read_edition(data: bytes, file: InputFile, registry: Registry, economies: Economies) -> Reading:
    """Reads an archived edition with the reader of its route.

    Args:
        data: The archived bytes.
        file: What is known of them; `source_id` is the route, `edition` the day of receipt.
        registry: The source registry, which has the route.
        economies: The economies that figures may be about.

    Raises:
        FileRefused: when the route is gone from the registry, or the edition is not as agreed.
    """
    found = registry.find_route(file.source_id)
    if found is None:
        raise refused(
            file,
            f"no route {file.source_id!r} stands in the source registry",
            "a route for every archived edition",
            "restore the route in pipelines/sources/sources.yml",
        )
    _, route = found
    edition = FetchedEdition(file, unpack(route, data, file), date.fromisoformat(file.edition))
    return SHAPES[route.shape](edition, route, economies)


def check_whole(reading: Reading, dataset: Dataset) -> None:
    """Refuses a reading that has too few rows, or too many rejected, to be a whole edition.

    Raises:
        FileRefused: with what was found and what an edition of this dataset has at least.
    """
    rows, lines = reading.rows.num_rows, reading.lines
    if rows < dataset.min_rows:
        raise _not_whole(reading, f"{rows:,} rows", f"at least {dataset.min_rows:,} rows")
    if lines.rejected * 100 > MOST_REJECTED_PCT * (lines.accepted + lines.rejected):
        raise _not_whole(
            reading,
            f"{lines.rejected:,} of {lines.accepted + lines.rejected:,} records are rejected",
            f"at most {MOST_REJECTED_PCT} %",
        )


MOST_REJECTED_PCT = 2
"""Of real answers at most 0.2 % of records were impossible (9 of 6,900 shares above 100)."""


def _not_whole(reading: Reading, found: str, expected: str) -> FileRefused:
    return refused(
        reading.file,
        f"the edition is not whole: {found}",
        expected,
        "the last good edition stays in use; p2c fetch tries again",
    )
