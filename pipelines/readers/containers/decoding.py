"""Bytes of text to lines, strictly: an encoding is known by its mark or is UTF-8, never guessed.

What the text holds is read elsewhere.
"""

from __future__ import annotations

import codecs
import io
import itertools
from collections.abc import Iterator
from typing import BinaryIO

from pipelines.errors import FileRefused
from pipelines.readers.rows.read_result import InputFile, refused

_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHUNK_BYTES = 1 << 20
_CHUNK_CHARACTERS = 1 << 16


def encoding_of(stream: BinaryIO) -> str:
    """UTF-16 when a byte order mark says so, else UTF-8; the stream is at its start afterwards."""
    stream.seek(0)
    beginning = stream.read(2)
    stream.seek(0)
    return "utf-16" if beginning in _UTF_16_MARKS else "utf-8-sig"


def read_lines(stream: BinaryIO, file: InputFile) -> Iterator[str]:
    """Physical lines with their ends (LF, CR LF or CR), decoded while they are read.

    Raises:
        FileRefused: when a byte is not in the encoding of the file.
    """
    return itertools.chain.from_iterable(_lists_of_lines(stream, file))


def _lists_of_lines(stream: BinaryIO, file: InputFile) -> Iterator[list[str]]:
    """The first line, and then many at a time."""
    encoding = encoding_of(stream)
    if encoding == "utf-8-sig":
        encoding = "utf-8"  # the same after the mark, and decoded at once
        if stream.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        lines = [text.readline()]
        while lines and lines[0]:
            yield lines
            lines = text.readlines(_CHUNK_CHARACTERS)
    except UnicodeError:
        broken = True
    else:
        broken = False
    finally:
        if not text.closed:
            text.detach()  # else the stream would be closed with the wrapper
    if broken:
        raise _undecodable(stream, encoding, file) from None


def read_whole(stream: BinaryIO, file: InputFile) -> str:
    """The whole text.

    Raises:
        FileRefused: when a byte is not in the encoding of the file.
    """
    return "".join(read_lines(stream, file))


def count_physical_lines(text: str) -> int:
    """Lines as a text editor counts them: ended by LF, CR LF or CR."""
    return sum(1 for _ in io.StringIO(text, newline=""))


def _undecodable(stream: BinaryIO, encoding: str, file: InputFile) -> FileRefused:
    """The refusal that names the position of the first byte that is not in the encoding."""
    if encoding == "utf-16":
        return refused(
            file,
            "the file begins as UTF-16, and some of its bytes are not UTF-16",
            "UTF-8 text, or UTF-16 text with a byte order mark",
            "save the file as CSV UTF-8 and send it again",
        )
    decoder = codecs.getincrementaldecoder("utf-8")()
    stream.seek(0)
    lines = 1
    after_return = False
    while True:
        chunk = stream.read(_CHUNK_BYTES)
        pending = len(decoder.getstate()[0])
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            text = error.object[: error.start].decode()
            lines += _ends(text, after_return)
            byte = error.object[error.start]
            return refused(
                file,
                f"byte {byte:#04x} in line {lines} is not UTF-8",
                "UTF-8 text",
                "save the file as CSV UTF-8 and send it again",
            )
        assert chunk or pending == 0
        lines += _ends(text, after_return)
        after_return = text.endswith("\r") if text else after_return


def _ends(text: str, after_return: bool) -> int:
    """Line ends in a chunk; the LF of a CR LF that a chunk boundary parts is not another one."""
    ends = text.count("\n") + text.count("\r") - text.count("\r\n")
    return ends - (1 if after_return and text.startswith("\n") else 0)
