"""Pollutes a clean CSV file in one place after the other, as exports and editors do.

A change that makes of a row another one that is just as valid is left out by construction, for no
reader can notice it: words changed within a free text, a delimiter or a line end within a quoted
text, a free text that takes in an optional neighbour, two columns of one kind that change places,
a line end within a free text at the edge of a row or before an optional last field, an optional
column whose name becomes one that means nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Named = tuple[str, bytes]
SIGNS = ("\x00", "\x07", "\x1b[2J", "\u200b", "\u202e", "\ufeff", "\x85", "\x0b")


@dataclass(frozen=True)
class Clean:
    """A clean file to pollute.

    Attributes:
        header: Its names.
        rows: Its fields.
        free: Columns that take any text.
        optional: Columns that may be empty.
        alike: Pairs of columns of one kind, whose values cannot be told apart.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    free: frozenset[str]
    optional: frozenset[str]
    alike: frozenset[frozenset[str]] = frozenset()

    def is_hidden(self, before: Sequence[str], after: Sequence[str]) -> bool:
        """Whether only free texts took something in and only optional fields lost it."""
        changed = {n for n, old, new in zip(self.header, before, after, strict=True) if old != new}
        emptied = {n for n, new in zip(self.header, after, strict=True) if n in changed and not new}
        return changed - emptied <= self.free and emptied <= self.optional

    def text(self) -> str:
        return "".join(f"{written(row)}\n" for row in (self.header, *self.rows))

    def with_row(self, number: int, *lines: str) -> str:
        """The file with one row replaced by lines as they are."""
        own = [written(row) for row in self.rows]
        own[number : number + 1] = lines
        return "\n".join((written(self.header), *own)) + "\n"


def written(row: Sequence[str], delimiter: str = ",") -> str:
    return delimiter.join(quoted(field, delimiter) for field in row)


def quoted(field: str, delimiter: str = ",") -> str:
    if any(char in field for char in (delimiter, '"', "\n", "\r")):
        return '"' + field.replace('"', '""') + '"'
    return field


def pollutions(clean: Clean, targets: Sequence[int]) -> Iterator[Named]:
    """Polluted files, each changed in one place; `targets` are the rows to be changed."""
    yield from _named("file", _of_the_file(clean))
    yield from _named("header", ((n, t.encode()) for n, t in _of_the_header(clean)))
    for number in targets:
        for kind in (_delimiters, _quotes, _line_ends, _merges, _shifts, _signs, _rows):
            name = f"row{number:02}-{kind.__name__.strip('_')}"
            yield from _named(name, ((n, t.encode()) for n, t in kind(clean, number)))


def _named(prefix: str, files: Iterator[Named]) -> Iterator[Named]:
    for name, content in files:
        yield f"{prefix}-{name}.csv", content


def _fields(clean: Clean, number: int) -> list[str]:
    return [quoted(field) for field in clean.rows[number]]


def _delimiters(clean: Clean, number: int) -> Iterator[tuple[str, str]]:
    """Between two fields: the delimiter gone, doubled, replaced."""
    fields = _fields(clean, number)
    replacements = {
        "gone": "",
        "doubled": ",,",
        "semicolon": ";",
        "tab": "\t",
        "blank": " ",
        "bar": "|",
        "comma-blank-comma": ", ,",
        "arabic": "،",
        "quoted": '","',
    }
    for at in range(1, len(fields)):
        left, right = ",".join(fields[:at]), ",".join(fields[at:])
        for name, delimiter in replacements.items():
            yield f"{at:02}-{name}", clean.with_row(number, left + delimiter + right)
    for at, field in enumerate(fields):
        if not field.startswith('"') and len(field) > 1:
            half = len(field) // 2
            changed = [*fields[:at], f"{field[:half]},{field[half:]}", *fields[at + 1 :]]
            yield f"{at:02}-inside", clean.with_row(number, ",".join(changed))
    yield "first", clean.with_row(number, "," + ",".join(fields))
    yield "last", clean.with_row(number, ",".join(fields) + ",")
    for name, delimiter in (("semicolons", ";"), ("tabs", "\t"), ("bars", "|"), ("colons", ":")):
        yield name, clean.with_row(number, written(clean.rows[number], delimiter))


def _quotes(clean: Clean, number: int) -> Iterator[tuple[str, str]]:
    """A quote before, within and behind each field; pairs of them over rows; other quotes."""
    fields = _fields(clean, number)
    for at, field in enumerate(fields):
        half = len(field) // 2
        changes = {
            "before": '"' + field,
            "behind": field + '"',
            "within": field[:half] + '"' + field[half:],
        }
        if field.startswith('"'):
            changes |= {
                "unopened": field[1:],
                "unclosed": field[:-1],
                "unquoted": field[1:-1],
                "apostrophes": f"'{field[1:-1]}'",
                "backslash": field.replace('""', '\\"'),
            }
            del changes["within"]
        else:
            changes |= {
                "quoted": f'"{field}"',
                "blank-quoted": f' "{field}"',
                "quoted-x": f'"{field}"x',
            }
        for name, changed in changes.items():
            row = ",".join([*fields[:at], changed, *fields[at + 1 :]])
            yield f"{at:02}-{name}", clean.with_row(number, row)
        if number + 2 < len(clean.rows) and not field.startswith('"'):
            yield from _pair_over_rows(clean, number, at)


def _pair_over_rows(clean: Clean, number: int, at: int) -> Iterator[tuple[str, str]]:
    """A stray quote opened in one row and closed in a later one."""
    for name, distance in (("next", 1), ("next-but-one", 2)):
        lines = [written(row) for row in clean.rows]
        opening, closing = (_fields(clean, n) for n in (number, number + distance))
        opening[at] = '"' + opening[at].strip('"')
        closing[at] = closing[at].strip('"') + '"'
        lines[number], lines[number + distance] = ",".join(opening), ",".join(closing)
        yield f"{at:02}-pair-{name}", "\n".join((written(clean.header), *lines)) + "\n"


def _line_ends(clean: Clean, number: int) -> Iterator[tuple[str, str]]:
    """A row broken at each delimiter and in each field that has no quotes."""
    fields = _fields(clean, number)
    last = len(fields) - 1
    for at in range(1, len(fields)):
        left, right = ",".join(fields[:at]), ",".join(fields[at:])
        for name, end in (("lf", "\n"), ("cr", "\r"), ("crlf", "\r\n"), ("blank-line", "\n\n")):
            yield f"{at:02}-before-{name}", clean.with_row(number, left + end + "," + right)
            if at < last or clean.header[last] not in clean.optional:
                yield f"{at:02}-after-{name}", clean.with_row(number, left + "," + end + right)
    for at, field in enumerate(fields):
        if (
            field.startswith('"')
            or len(field) < 2
            or (at in (0, last) and clean.header[at] in clean.free)
        ):
            continue
        half = len(field) // 2
        for name, end in (("lf", "\n"), ("cr", "\r")):
            row = ",".join([*fields[:at], field[:half] + end + field[half:], *fields[at + 1 :]])
            yield f"{at:02}-within-{name}", clean.with_row(number, row)
    row = ",".join(fields)
    for name, end in (
        ("lfcr", "\n\r"),
        ("crcrlf", "\r\r\n"),
        ("two", "\n\n"),
        ("separator", "\u2028\n"),
    ):
        if name != "separator" or clean.header[-1] not in clean.free:
            yield name, clean.with_row(number, row + end.removesuffix("\n"))


def _merges(clean: Clean, number: int) -> Iterator[tuple[str, str]]:
    """Two fields run together, with the width kept by an empty field somewhere."""
    fields = list(clean.rows[number])
    for at in range(len(fields) - 1):
        for sign_name, sign in (("plain", ""), ("blank", " "), ("comma", ",")):
            merged = fields[at].strip() + sign + fields[at + 1].strip()
            if merged.strip() in ("", fields[at].strip(), fields[at + 1].strip()):
                continue
            for gap in sorted({0, at, at + 1, len(fields) - 1}):
                row = [*fields[:at], merged, *fields[at + 2 :]]
                row.insert(gap, "")
                if not clean.is_hidden(fields, row):
                    yield f"{at:02}-{sign_name}-gap{gap:02}", clean.with_row(number, written(row))


def _shifts(clean: Clean, number: int) -> Iterator[tuple[str, str]]:
    """Fields moved along, or two neighbours in each other's place."""
    fields = clean.rows[number]
    yield "left", clean.with_row(number, written((*fields[1:], "")))
    yield "right", clean.with_row(number, written(("", *fields[:-1])))
    yield "round", clean.with_row(number, written((fields[-1], *fields[:-1])))
    yield "backwards", clean.with_row(number, written(fields[::-1]))
    for at in range(len(fields) - 1):
        pair = frozenset(clean.header[at : at + 2])
        row = [*fields[:at], fields[at + 1], fields[at], *fields[at + 2 :]]
        if list(fields) != row and pair not in clean.alike and not clean.is_hidden(fields, row):
            yield f"{at:02}-swapped", clean.with_row(number, written(row))
        yield f"{at:02}-lost", clean.with_row(number, written((*fields[:at], *fields[at + 1 :])))
        twice = (*fields[: at + 1], *fields[at:])
        yield f"{at:02}-twice", clean.with_row(number, written(twice))


def _signs(clean: Clean, number: int) -> Iterator[tuple[str, str]]:
    """Characters nobody sees, in each field that is not empty."""
    fields = clean.rows[number]
    for at, field in enumerate(fields):
        if not field:
            continue
        half = len(field) // 2
        for count, sign in enumerate(SIGNS):
            row = [*fields[:at], field[:half] + sign + field[half:], *fields[at + 1 :]]
            yield f"{at:02}-sign{count}", clean.with_row(number, written(row))


def _rows(clean: Clean, number: int) -> Iterator[tuple[str, str]]:
    """A row twice, run together with the next, or beside rows that are none."""
    row = written(clean.rows[number])
    lines = [written(each) for each in clean.rows]
    header = written(clean.header)
    for name, between in (("with-comma", ","), ("without", ""), ("blank", " "), ("tab", "\t")):
        joined = [*lines[:number], row + between + lines[number + 1], *lines[number + 2 :]]
        yield f"joined-{name}", "\n".join((header, *joined)) + "\n"
    beside = {
        "twice": row,
        "empty": "",
        "blanks": "   ",
        "commas": "," * (len(clean.header) - 1),
        "one-comma": ",",
        "header": header,
        "comment": "# end of part one",
        "quotes": '""',
        "one-quote": '"',
        "total": "Total" + "," * (len(clean.header) - 1),
        "note": "Note: all amounts in dollars",
        "dashes": "-" * 40,
        "dots": "...",
        "end-of-file": "\x1a",
        "semicolons": ";" * (len(clean.header) - 1),
    }
    for name, other in beside.items():
        yield f"before-{name}", clean.with_row(number, other, row)
        yield f"after-{name}", clean.with_row(number, row, other)
    for cut in range(0, len(row) - 1, max(1, len(row) // 24)):
        kept = "\n".join((header, *lines[:number], row[:cut]))
        if cut and row[:cut].count(",") < len(clean.header) - 1:
            yield f"file-cut-{cut:03}", kept


def _of_the_header(clean: Clean) -> Iterator[tuple[str, str]]:
    """Names lost, doubled, mistyped or in another place than their columns."""
    rows = "".join(f"{written(row)}\n" for row in clean.rows)
    header = list(clean.header)
    yield "none", rows
    yield "twice", written(header) + "\n" + clean.text()
    yield "last", rows + written(header) + "\n"
    yield "quoted", ",".join(f'"{name}"' for name in header) + "\n" + rows
    yield "blanks", ", ".join(header) + "\n" + rows
    yield "unit-row", clean.text().replace("\n", "\n" + ",".join(["unit"] * len(header)) + "\n", 1)
    yield "numbered", ",".join(map(str, range(len(header)))) + "\n" + rows
    for at, name in enumerate(header):
        changes = {
            "lost": [*header[:at], *header[at + 1 :]],
            "twice": [*header[: at + 1], *header[at:]],
            "empty": [*header[:at], "", *header[at + 1 :]],
            "mistyped": [*header[:at], name[:-1] + "q" + name[-1], *header[at + 1 :]],
            "broken": [*header[:at], name[:2] + "\n" + name[2:], *header[at + 1 :]],
            "open": [*header[:at], '"' + name, *header[at + 1 :]],
            "first-name": [*header[:at], header[0], *header[at + 1 :]] if at else header[1:],
        }
        if at == len(header) - 1 and name in clean.optional:
            del changes["broken"]
        for kind, changed in changes.items():
            yield f"{at:02}-{kind}", ",".join(changed) + "\n" + rows
        columns = [[*row[:at], *row[at + 1 :]] for row in clean.rows]
        yield f"{at:02}-column-lost", "\n".join([written(header), *map(written, columns)]) + "\n"


def _of_the_file(clean: Clean) -> Iterator[Named]:
    """Other dialects, encodings, line ends, and what stands above or below the table."""
    text = clean.text()
    rows = (clean.header, *clean.rows)
    for name, delimiter in (
        ("semicolon", ";"),
        ("tab", "\t"),
        ("bar", "|"),
        ("caret", "^"),
        ("blank", " "),
        ("two-commas", ",,"),
        ("comma-blank", ", "),
    ):
        yield (
            f"delimiter-{name}",
            "".join(f"{delimiter.join(map(quoted, row))}\n" for row in rows).encode(),
        )
    yield "quote-apostrophe", text.replace('"', "'").encode()
    yield "quote-typographic", text.replace('"', "“").encode()
    yield "quotes-gone", text.replace('"', "").encode()
    yield "quotes-doubled", text.replace('"', '""').encode()
    yield "quotes-backslash", text.replace('""', '\\"').encode()
    yield (
        "everything-quoted",
        "".join(
            ",".join('"' + field.replace('"', '""') + '"' for field in row) + "\n" for row in rows
        ).encode(),
    )
    yield (
        "rows-in-quotes",
        "".join('"' + written(row).replace('"', '""') + '"\n' for row in rows).encode(),
    )
    for encoding in (
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-7",
        "cp1252",
        "latin-1",
        "cp037",
        "gb18030",
        "mac_roman",
    ):
        yield f"encoding-{encoding}", text.encode(encoding, "replace")
    yield "encoding-twice", text.encode().decode("latin-1").encode()
    yield "mark-in-the-middle", text.replace("\n", "\n\ufeff", 3).encode()
    for name, end in (
        ("cr", "\r"),
        ("crlf", "\r\n"),
        ("lfcr", "\n\r"),
        ("crcrlf", "\r\r\n"),
        ("nel", "\x85"),
        ("ls", "\u2028"),
        ("ff", "\x0c"),
        ("nul", "\x00"),
        ("two", "\n\n"),
        ("none", ""),
    ):
        yield f"ends-{name}", "".join(written(row) + end for row in rows).encode()
    yield "no-last-end", text.rstrip("\n").encode()
    for lines in (1, 2, 3):
        for name, line in (
            ("text", "Pledges as of May"),
            ("empty", ""),
            ("commas", "," * (len(rows[0]) - 1)),
            ("comment", "# made by hand"),
            ("sep", "sep=,"),
            ("quote", '"'),
        ):
            extra = f"{line}\n" * lines
            yield f"above-{lines}-{name}", (extra + text).encode()
            yield f"below-{lines}-{name}", (text + extra).encode()
    yield "table-twice", (text + text).encode()
    yield "table-twice-apart", (text + "\n" + text).encode()
    yield "rows-indented", "".join(f",{written(row)}\n" for row in rows).encode()
    yield "trailing-commas", "".join(f"{written(row)},\n" for row in rows).encode()
    yield "trailing-blanks", "".join(f"{written(row)} \n" for row in rows).encode()
    yield "turned", "\n".join(written(row) for row in zip(*rows, strict=True)).encode()
    yield "nothing", b""
