"""Reads a submission in whichever container its bytes are: a workbook, JSON or delimited text.

The bytes decide, not the name; a name that contradicts them refuses the file. How each container
is read belongs to its own reader.
"""

from __future__ import annotations

import io
from typing import BinaryIO

from pipelines.readers.containers.decoding import encoding_of
from pipelines.readers.containers.delimited import choose_delimiter, read_delimited
from pipelines.readers.containers.json_lines import read_json
from pipelines.readers.containers.workbook import read_workbook
from pipelines.readers.rows.contract import Contract
from pipelines.readers.rows.read_result import InputFile, Reading, refused
from pipelines.readers.rows.record import OnRecord

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FOREIGN = {
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "compressed with gzip",
    b"BZh": "compressed with bzip2",
    b"\xfd7zXZ": "compressed with xz",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"PAR1": "a Parquet file",
}
_CONTAINERS = "a CSV, XLSX or JSON file of pledges"
_PEEKED_BYTES = 4096
_SAVE_AS_XLSX = "save it as .xlsx without a password and send it again"


def read_submission(
    data: bytes | BinaryIO, file: InputFile, contract: Contract, on_record: OnRecord | None = None
) -> Reading:
    """Reads a submission, whatever container it came in.

    Args:
        data: The bytes, or a stream of them that can be read twice.
        file: What is known of the file.
        contract: What its rows must look like.
        on_record: Called with each record as it is found, before it is read.

    Raises:
        FileRefused: when it is in none of the containers, or breaks the contract as a whole.
    """
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    beginning = stream.read(_PEEKED_BYTES)
    stream.seek(0)
    if beginning.startswith(b"PK"):
        return read_workbook(stream.read(), file, contract, on_record)
    _refuse_foreign(beginning, stream, file)
    first = beginning.decode(encoding_of(stream), errors="ignore").lstrip()[:1]
    if not first and not stream.read().strip():
        raise refused(file, "the file is empty", "a header line and at least one row")
    stream.seek(0)
    if first == "<":
        raise refused(file, "the file is a web page or XML", _CONTAINERS)
    if first in ("{", "["):
        return read_json(stream, file, contract, on_record)
    delimiter = choose_delimiter(stream, file, contract)
    return read_delimited(stream, file, contract, delimiter, on_record)


def _refuse_foreign(beginning: bytes, stream: BinaryIO, file: InputFile) -> None:
    if beginning.startswith(_OLE):
        encrypted = _ENCRYPTED in stream.read()
        what = "an encrypted workbook" if encrypted else "a workbook in the old .xls format"
        raise refused(file, f"the file is {what}", _CONTAINERS, _SAVE_AS_XLSX)
    for magic, what in _FOREIGN.items():
        if beginning.startswith(magic):
            raise refused(file, f"the file is {what}", _CONTAINERS)
    if file.name.lower().endswith((".xlsx", ".xlsm", ".xls")):
        raise refused(
            file,
            "the file is named as a workbook and is none",
            "a file whose name says what it is",
            "rename it to what it is, such as .csv, or save it as .xlsx, and send it again",
        )
