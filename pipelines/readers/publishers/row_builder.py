"""Makes rows of a raw table from what publishers' readers find, one by one.

Finding them in a publisher's shape belongs to that publisher's reader; observations of a single
series are made in `observations.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from pipelines.readers.publishers.edition import FetchedEdition
from pipelines.readers.rows.columns import Unreadable, Value
from pipelines.readers.rows.contract import Contract
from pipelines.readers.rows.header import read_header
from pipelines.readers.rows.read_result import InputFile, Reading, refused
from pipelines.readers.rows.record import Record
from pipelines.readers.rows.records import read_records


@dataclass(frozen=True)
class FoundRow:
    """One row as it was found, its texts not read yet.

    Attributes:
        values: By column of the contract; columns left out are empty.
        line: Line of the text, or row of the sheet, it is in.
        cell: Its place in that line: `B17` on a sheet, the name of a column in a text.
    """

    values: Mapping[str, Value]
    line: int
    cell: str = ""


def rows_of(
    edition: FetchedEdition,
    contract: Contract,
    found: Iterable[FoundRow],
    *,
    structural: int,
    notes: Iterable[str] = (),
) -> Reading:
    """Types what was found; each find is one in the account, whichever line it is in.

    A row that says the same as one before, in another place, is structural and noted.

    Args:
        edition: The edition they come from; its route and their cells are filled in.
        contract: What the rows must look like.
        found: The rows, in their order.
        structural: Whatever else was counted and is no row.
        notes: What a person should know: repairs, what was left out and how often.

    Raises:
        FileRefused: when nothing was found.
    """
    names = contract.column_names
    kept: list[FoundRow] = []
    said: set[tuple[Value, ...]] = set()
    copies: list[str] = []
    for each in found:
        known = tuple(each.values.get(name, "") for name in names)
        if known in said:
            copies.append(each.cell)
            continue
        said.add(known)
        kept.append(each)
    # Several rows may be in one line; while they are read each has its own number.
    lines = [each.line for each in kept]
    reading = read_finds(edition, contract, [(each.values, each.cell) for each in kept], structural)
    count = reading.lines
    notes = list(notes)
    if copies:
        notes.append(f"{len(copies)} duplicate rows dropped, such as {copies[0]}")
    return replace(
        reading,
        lines=replace(
            count, physical=count.physical + len(copies), structural=count.structural + len(copies)
        ),
        rows=_with_lines(reading.rows, lines),
        rejects=tuple(
            replace(
                reject, line_from=lines[reject.line_from - 1], line_to=lines[reject.line_to - 1]
            )
            for reject in reading.rejects
        ),
        notes=tuple(notes),
    )


def read_finds(
    edition: FetchedEdition,
    contract: Contract,
    finds: Iterable[tuple[Mapping[str, Value] | Unreadable, str]],
    structural: int,
    notes: Sequence[str] = (),
) -> Reading:
    """Types finds, each with its place: values by column, or why there are none.

    Every find is a line of the account; the route and the place of each are filled in.

    Raises:
        FileRefused: when nothing was found.
    """
    names = contract.column_names
    number = 0

    def records() -> Iterator[Record]:
        nonlocal number
        for number, (values, cell) in enumerate(finds, start=1):
            if isinstance(values, Unreadable):
                yield Record(number, number, (), values)
                continue
            texts = {"route": edition.file.source_id, "source_cell": cell, **values}
            texts_in_order = [texts.get(name, "") for name in names]
            yield Record(number, number, texts_in_order, cells=_always(cell))

    reading = read_records(
        read_header(names, contract),
        records(),
        edition.file,
        contract,
        structural=structural,
        physical=lambda: number + structural,
    )
    return replace(reading, notes=tuple(notes))


def only_response(edition: FetchedEdition) -> bytes:
    """The body of an edition that is one file.

    Raises:
        FileRefused: when it has none or several.
    """
    if len(edition.responses) != 1:
        found = f"the edition holds {len(edition.responses)} responses"
        raise refused(edition.file, found, "one file", "fetch it again")
    return edition.responses[0].content


def wrong_layout(file: InputFile, found: str, expected: str) -> Exception:
    """The error that refuses a text whose layout is not as agreed, to be raised by the caller."""
    return refused(
        file, found, expected, "compare it with what the publisher serves; nothing was loaded"
    )


def _always(cell: str) -> Callable[[int], str]:
    return lambda _: cell


def _with_lines(rows: pa.Table, lines: list[int]) -> pa.Table:
    counted: list[int] = rows["source_line"].to_pylist()  # type: ignore[assignment]
    numbers = [lines[number - 1] for number in counted]
    position = rows.schema.get_field_index("source_line")
    return rows.set_column(position, rows.schema.field(position), pa.array(numbers, pa.int32()))
