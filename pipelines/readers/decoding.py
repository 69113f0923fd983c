"""Bytes of text to text, strictly: an encoding is known by its mark or is UTF-8, never guessed.

What the text holds is read elsewhere.
"""

from __future__ import annotations

import codecs
import io

from pipelines.readers.reading import InputFile, refused

_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode_utf8(data: bytes, file: InputFile) -> str:
    """UTF-8 text, with or without a byte order mark.

    Raises:
        FileRefused: when there is nothing in the file, or a byte is not UTF-8.
    """
    if not data.strip():
        raise refused(file, "the file is empty", "a header line and at least one row")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts from after a byte order mark, so only its own bytes fit its positions.
        line = count_physical_lines(error.object[: error.start].decode() + "?")
        raise refused(
            file,
            f"byte {error.object[error.start]:#04x} in line {line} is not UTF-8",
            "UTF-8 text",
            "save the file as CSV UTF-8 and send it again",
        ) from None


def count_physical_lines(text: str) -> int:
    """Lines as a text editor counts them: ended by LF, CR LF or CR."""
    return sum(1 for _ in io.StringIO(text, newline=""))


def decode_by_mark(data: bytes, file: InputFile) -> str:
    """UTF-16 text when a byte order mark says so, else UTF-8.

    Raises:
        FileRefused: when there is nothing in the file, or the bytes are not in that encoding.
    """
    if not data.startswith(_UTF_16_MARKS):
        return decode_utf8(data, file)
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError as error:
        raise refused(
            file,
            f"byte {error.start} and those after it are not UTF-16, though the file begins so",
            "UTF-8 text, or UTF-16 text with a byte order mark",
            "save the file as CSV UTF-8 and send it again",
        ) from None
    if not text.strip():
        raise refused(file, "the file is empty", "a header line and at least one row")
    return text
