"""Reads a submission in whichever container its bytes are: a workbook, JSON or delimited text.

The bytes decide, not the name; a name that contradicts them refuses the file. How each container
is read belongs to its own reader.
"""

from __future__ import annotations

from pipelines.readers.decoding import decode_by_mark
from pipelines.readers.delimited import choose_delimiter, read_text
from pipelines.readers.json_lines import read_json
from pipelines.readers.reading import InputFile, Reading, refused
from pipelines.readers.records import Contract
from pipelines.readers.workbook import read_workbook

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
_SAVE_AS_XLSX = "save it as .xlsx without a password and send it again"


def read_submission(data: bytes, file: InputFile, contract: Contract) -> Reading:
    """Read a submission, whatever container it came in.

    Raises:
        FileRefused: when it is in none of the containers, or breaks the contract as a whole.
    """
    if data.startswith(b"PK"):
        return read_workbook(data, file, contract)
    if data.startswith(_OLE):
        what = (
            "an encrypted workbook" if _ENCRYPTED in data else "a workbook in the old .xls format"
        )
        raise refused(file, f"the file is {what}", _CONTAINERS, _SAVE_AS_XLSX)
    for magic, what in _FOREIGN.items():
        if data.startswith(magic):
            raise refused(file, f"the file is {what}", _CONTAINERS)
    if file.name.lower().endswith((".xlsx", ".xlsm", ".xls")):
        raise refused(
            file,
            "the file is named as a workbook and is none",
            "a file whose name says what it is",
            "rename it to what it is, such as .csv, or save it as .xlsx, and send it again",
        )
    text = decode_by_mark(data, file)
    beginning = text.lstrip()[:1]
    if beginning == "<":
        raise refused(file, "the file is a web page or XML", _CONTAINERS)
    if beginning in ("{", "["):
        return read_json(text, file, contract)
    return read_text(text, file, contract, choose_delimiter(text, file, contract))
