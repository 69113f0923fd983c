"""Reads delimited text strictly: every physical line is accepted, rejected or structural.

DuckDB's and pandas' readers load shifted or swapped columns without an error, so they are not the
readers of record here. What a column means belongs to the contract a caller passes in.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from pipelines.readers.decoding import count_physical_lines, decode_utf8
from pipelines.readers.reading import InputFile, Reading, refused
from pipelines.readers.records import (
    MAX_FIELD_CHARACTERS,
    Contract,
    Record,
    header_names,
    header_problems,
    match_header,
    read_records,
)

DELIMITERS = (",", ";", "\t")
"""What may separate the fields of a submission."""


def read_delimited(data: bytes, file: InputFile, contract: Contract) -> Reading:
    """Read a comma-separated UTF-8 file with a header line.

    Raises:
        FileRefused: when the file as a whole breaks the contract: empty, not UTF-8, a header that
            lacks, repeats or adds a column, or no row under the header.
    """
    return read_text(decode_utf8(data, file), file, contract)


def read_text(text: str, file: InputFile, contract: Contract, delimiter: str = ",") -> Reading:
    """Read delimited text with a header line.

    Raises:
        FileRefused: when the text as a whole breaks the contract.
    """
    records = _records(text, file, delimiter)
    header = next(records, None)
    if header is None:
        raise refused(file, "the file is empty", "a header line and at least one row")
    return read_records(
        match_header(header, file, contract),
        records,
        file,
        contract,
        structural=header.lines,
        physical=lambda: count_physical_lines(text),
    )


def choose_delimiter(text: str, file: InputFile, contract: Contract) -> str:
    """The one delimiter under which the header line is the agreed one; rows are not looked at.

    When none gives the agreed header, the one that finds most of its columns is returned, so that
    reading with it refuses the file with the most helpful reason.

    Raises:
        FileRefused: when more than one gives the agreed header, or quotes in it do not close.
    """
    names = {}
    for delimiter in DELIMITERS:
        header = next(_records(text, file, delimiter), None)
        names[delimiter] = header_names(header) if header else []
    agreed = [each for each in DELIMITERS if not header_problems(names[each], contract)]
    if len(agreed) > 1:
        raise refused(
            file,
            "the header does not tell which delimiter separates the fields",
            "fields separated by one of comma, semicolon or tab",
        )
    expected = set(contract.column_names)
    return agreed[0] if agreed else max(DELIMITERS, key=lambda d: len(expected & set(names[d])))


def _records(text: str, file: InputFile, delimiter: str) -> Iterator[Record]:
    lines = io.StringIO(text, newline="")
    previous_limit = csv.field_size_limit(MAX_FIELD_CHARACTERS)
    try:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        line_from = 1
        try:
            for values in reader:
                yield Record(line_from, reader.line_num, values)
                line_from = reader.line_num + 1
        except csv.Error as error:
            if "field limit" in str(error):
                raise refused(
                    file,
                    f"a field from line {line_from} on is too long",
                    f"fields of at most {MAX_FIELD_CHARACTERS:,} characters, quotes closed",
                ) from None
            raise refused(
                file,
                f"the quotes from line {line_from} on do not close: {error}",
                "fields in which a quote is doubled and every opening quote is closed",
            ) from None
    finally:
        csv.field_size_limit(previous_limit)
