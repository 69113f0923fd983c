"""Checks a file of pledges as a refresh would read it, and loads nothing.

Reading belongs to `pipelines.readers`; how a report looks on a terminal to the command line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from pipelines.archive.inbox import SOURCE_ID
from pipelines.errors import FileRefused
from pipelines.readers.containers.any_container import read_submission
from pipelines.readers.pledges.contract import pledge_contract
from pipelines.readers.rows.read_result import InputFile, Reading, Reject
from pipelines.review.workbook_cells import one_line
from pipelines.settings import Settings
from pipelines.sources.place_lists import bundled_place_reader
from pipelines.sources.rate_lists import currencies_with_rates
from pipelines.sources.registry import load_registry
from pipelines.storage.untrusted_files import open_plain_file


@dataclass(frozen=True)
class Checked:
    """What a refresh would make of a file: a reading, or the reason it is refused whole.

    Attributes:
        name: Name of the file.
        reading: Rows and rejects; None when the file is refused.
        refusal: Why it is refused; None when it is read.
        convertible: Codes of the currencies that have a rate to the US dollar.
    """

    name: str
    reading: Reading | None
    refusal: FileRefused | None
    convertible: frozenset[str] = frozenset()

    @property
    def exit_code(self) -> int:
        """0 when every row is accepted, 1 when some are rejected, 2 when the file is refused."""
        if self.reading is None:
            return 2
        return 1 if self.reading.rejects else 0

    def report(self) -> dict[str, Any]:
        """The outcome as JSON has it; the counts of a refused file, which has no rows, are null."""
        reading = self.reading
        lines = reading.lines if reading else None
        return {
            "physical_lines": lines.physical if lines else None,
            "accepted": lines.accepted if lines else None,
            "rejected": lines.rejected if lines else None,
            "structural": lines.structural if lines else None,
            "refused": self.refusal.found if self.refusal else None,
            "rejects": [_reject(asdict(reject)) for reject in (reading.rejects if reading else ())],
            "ignored_columns": list(reading.ignored_columns) if reading else [],
            "without_rate": [
                {"line": line, "currency_code": code} for line, code in self._without_rate()
            ],
            "pledges": [_plain(row) for row in (reading.rows.to_pylist() if reading else ())],
        }

    def as_json(self) -> str:
        """The report as JSON text."""
        return json.dumps(self.report(), ensure_ascii=False, indent=1)

    def as_text(self) -> str:
        """The outcome in lines for people: counts, and each problem with its place."""
        if self.reading is None:
            return f"{self.name}: refused\n{self.refusal}"
        lines = self.reading.lines
        counts = (
            f"{self.name}: {lines.physical:,} lines: {lines.accepted:,} accepted, "
            f"{lines.rejected:,} rejected, {lines.structural:,} structural"
        )
        return "\n".join(
            [
                counts,
                *_left_open(self.reading),
                *(
                    f"line {line}: no exchange rate of {code} is held; the pledge counts without a "
                    "value in US$ unless value_usd_stated gives one"
                    for line, code in self._without_rate()
                ),
                *(
                    f"column {name!r} means nothing here and was passed over"
                    for name in self.reading.ignored_columns
                ),
                *(
                    f"{_place(reject)}, {reject.field or 'whole row'}: found "
                    f"{one_line(reject.found)}; expected {reject.expected} ({reject.reason})"
                    for reject in self.reading.rejects
                ),
            ]
        )

    def _without_rate(self) -> Iterator[tuple[int, str]]:
        """Lines with money that nothing turns into US dollars, and its currency."""
        columns = ("source_line", "currency_code", "value_usd_stated")
        for row in self.reading.rows.select(columns).to_pylist() if self.reading else ():
            code = row["currency_code"]
            if code and row["value_usd_stated"] is None and code not in self.convertible:
                yield row["source_line"], code


def check_file(settings: Settings, path: Path) -> Checked:
    """Reads a file as a submission of pledges; a refusal is an outcome and is not raised.

    Raises:
        SourceError: when the source registry, which names the lists of places, cannot be read.
    """
    registry = load_registry(settings.sources_file)
    contract = pledge_contract(bundled_place_reader(settings, registry))
    try:
        with open_plain_file(path, str(path)) as stream:
            file = file_at_hand(stream, path.name)
            reading = read_submission(stream, file, contract)
        return Checked(path.name, reading, None, currencies_with_rates(settings, registry))
    except FileRefused as refusal:
        return Checked(path.name, None, refusal)


def file_at_hand(stream: BinaryIO, name: str) -> InputFile:
    """A file that is not in the archive, as a reader meets it; the stream is at its start after."""
    sha256 = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
    stream.seek(0)
    return InputFile(sha256, name, SOURCE_ID, datetime.now(UTC).date().isoformat())


def _reject(reject: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "line": reject["line_from"],
        **{name: reject[name] for name in ("cell", "field", "found", "expected", "reason")},
    }


def _plain(value: Any) -> Any:
    """Dates as ISO text and decimals as text, so that no reader of JSON rounds them."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _left_open(reading: Reading) -> Iterator[str]:
    """What was accepted without an amount or a place that its words were meant to give."""
    columns = ("source_line", "value_stated", "amount_unread_because", "places_unresolved")
    for row in reading.rows.select(columns).to_pylist():
        if row["amount_unread_because"] not in (None, "no_amount"):
            yield (
                f"line {row['source_line']}: no amount was read from "
                f"{one_line(row['value_stated'])} ({row['amount_unread_because']})"
            )
        for words in row["places_unresolved"] or ():
            yield (
                f"line {row['source_line']}: {one_line(words)} is no place that is known; the "
                "pledge is not allocated to countries"
            )


def _place(reject: Reject) -> str:
    """Where a person finds it: a cell where there are cells, else a line."""
    return f"cell {reject.cell}" if reject.cell else f"line {reject.line_from}"
