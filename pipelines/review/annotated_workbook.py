"""Writes a submission back as a workbook with each problem marked, to be corrected and resent.

It holds no contacts and no other personal data. How a file is read belongs to
`pipelines.readers`, what is said of a problem to `pipelines.submissions`, and which texts a cell
can hold to `pipelines.review.workbook_cells`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from pipelines.errors import P2CError
from pipelines.readers.containers.any_container import read_submission
from pipelines.readers.rows.contract import Contract
from pipelines.readers.rows.header import Header
from pipelines.readers.rows.read_result import InputFile, Reading, Reject
from pipelines.readers.rows.record import Record
from pipelines.review.workbook_cells import NOT_CARRIED, cell_text, one_line, write_text
from pipelines.submissions import LANGUAGES, Form, load_form, normalise_label
from pipelines.submissions.reasons import ProblemWords, explanations, problem_words
from pipelines.submissions.sheets import DATA_SHEET, PROBLEMS_SHEET
from pipelines.submissions.template import make_book, save_book

LARGEST_ROWS = 20_000
"""Rows the workbook may have; of a longer file it holds the rows with problems alone."""

_MARK = PatternFill("solid", start_color="FFC7CE")
_BOLD = Font(bold=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_PROBLEM_WIDTHS = (12, 12, 28, 40, 70, 50, 24)
_AUTHOR = "P2C"


@dataclass(frozen=True)
class Annotated:
    """The workbook to send back.

    Attributes:
        sha256: Hash of the submission.
        data: Its bytes; the same for the same submission and rules.
        language: Language of its headings; problems are explained in the language of each row.
        rows: Rows on its data sheet.
        marked: Problems marked in a cell.
        unplaced: Problems of lines that could not be divided into columns, listed without a cell.
    """

    sha256: str
    data: bytes
    language: str
    rows: int
    marked: int
    unplaced: int


@dataclass(frozen=True)
class _Problem:
    """One line of the list of problems, in the order of its columns."""

    line: int
    cell: str | None
    column: str | None
    found: str
    what_to_do: str
    expected: str
    reason: str


@dataclass
class _Records:
    """The records to write back, as the container gives them."""

    wanted: frozenset[int] | None
    header: Header | None = None
    records: list[Record] = field(default_factory=list)

    def keep(self, header: Header, record: Record) -> None:
        self.header = header
        if not record.is_blank and (self.wanted is None or record.line_from in self.wanted):
            self.records.append(record)


def annotate(
    stream: BinaryIO, file: InputFile, contract: Contract, language: str | None = None
) -> Annotated | None:
    """The workbook of a submission; None when nothing of it was rejected.

    Args:
        stream: The bytes of the submission, which are read twice.
        file: What is known of it.
        contract: The contract of pledges.
        language: Language where neither the rows nor the headings of the submission show it.

    Raises:
        FileRefused: when the file breaks the contract as a whole, so that there are no rows.
        P2CError: when more rows have problems than a workbook is made for.
    """
    reading = read_submission(stream, file, contract)
    if not reading.rejects:
        return None
    found = _Records(_wanted(reading))
    stream.seek(0)
    read_submission(stream, file, contract, found.keep)
    assert found.header is not None
    return _Writer(found.header, reading, found.records, language).write()


def _wanted(reading: Reading) -> frozenset[int] | None:
    """First lines of the rows to write back; None for all."""
    lines = frozenset(reject.line_from for reject in reading.rejects)
    if len(lines) > LARGEST_ROWS:
        raise P2CError(
            f"{len(lines):,} rows of the file have problems",
            where=f"{reading.file.name} (sha256 {reading.file.sha256[:12]})",
            expected=f"at most {LARGEST_ROWS:,}, so that a person can correct them in a workbook",
            next_step=f"p2c rejects --file {reading.file.sha256[:12]} --by reason",
        )
    return None if len(reading.rows) + len(lines) <= LARGEST_ROWS else lines


class _Writer:
    """Fills the template with the rows of one submission."""

    def __init__(
        self, header: Header, reading: Reading, records: Sequence[Record], language: str | None
    ) -> None:
        self._form: Form = load_form()
        self._sha256 = reading.file.sha256
        self._header = header
        self._records = records
        self._rejects: dict[int, list[Reject]] = {}
        for reject in reading.rejects:
            self._rejects.setdefault(reject.line_from, []).append(reject)
        named = language_of_header(header.names, self._form)
        stated = [self._stated_language(record) for record in records]
        usual = Counter(each for each in stated if each).most_common(1)
        self._fallback = named or language or "en"
        self.language = named or (usual[0][0] if usual else self._fallback)
        self._words: ProblemWords = problem_words(self.language)
        self._columns = {name: n for n, name in enumerate(self._form.names, start=1)}
        self._problems: list[_Problem] = []
        self._rows = 0

    def write(self) -> Annotated:
        book = make_book(self.language)
        sheet = book[DATA_SHEET]
        for name in self._form.personal_names:
            note = Comment(self._words.contacts, _AUTHOR, height=100, width=320)
            sheet.cell(1, self._columns[name]).comment = note
        formats = [
            sheet.column_dimensions[get_column_letter(n)].number_format
            for n in self._columns.values()
        ]
        for record in self._records:
            rejects = self._rejects.get(record.line_from, [])
            if record.unreadable is not None or len(record.values) != self._header.width:
                self._list(rejects, self.language)
                continue
            texts = self._texts(record, keep_exactly=not rejects)
            if texts is None:
                continue  # accepted, so it need not be sent again
            self._rows += 1
            row = self._rows + 1
            for name, text in texts.items():
                column = self._columns[name]
                cell = sheet.cell(row, column)
                write_text(cell, text, formats[column - 1])
                if text == NOT_CARRIED:
                    cell.fill = _MARK
            self._mark(sheet, row, rejects, self._stated_language(record) or self._fallback)
        self._write_problems(book.create_sheet(PROBLEMS_SHEET, 1))
        marked = sum(problem.cell is not None for problem in self._problems)
        return Annotated(
            sha256=self._sha256,
            data=save_book(book, self.language),
            language=self.language,
            rows=self._rows,
            marked=marked,
            unplaced=len(self._problems) - marked,
        )

    def _stated_language(self, record: Record) -> str | None:
        """The language a row says it is in."""
        position = self._header.positions.get("language")
        if position is None or position >= len(record.values):
            return None
        stated = record.values[position]
        if not isinstance(stated, str):
            return None
        return self._form.term_aliases("language").get(normalise_label(stated))

    def _texts(self, record: Record, *, keep_exactly: bool) -> Mapping[str, str] | None:
        """What to write of a row, by field; None when that would not be exactly what was sent."""
        texts = {}
        for name in self._columns:
            position = self._header.positions.get(name)
            if position is None or self._form.field(name).personal:
                continue
            value = record.values[position]
            text = cell_text(value, self._form.field(name).separator)
            if keep_exactly and (text == NOT_CARRIED or (isinstance(value, str) and "\r" in value)):
                return None
            if text:
                texts[name] = text
        return texts

    def _mark(self, sheet: Any, row: int, rejects: Sequence[Reject], language: str) -> None:
        """Marks the problems of a row in their cells; one of the whole row in its first cell."""
        notes: dict[int, list[str]] = {}
        for reject in rejects:
            column = self._columns.get(reject.field or "", 1)
            notes.setdefault(column, []).append(self._note(reject, language))
            cell = f"{get_column_letter(column)}{row}"
            self._list([reject], language, cell)
        for column, texts in notes.items():
            cell = sheet.cell(row, column)
            cell.fill = _MARK
            cell.comment = Comment("\n\n".join(texts), _AUTHOR, height=180, width=360)

    def _note(self, reject: Reject, language: str) -> str:
        words = problem_words(language)
        return (
            f"{explanations()[reject.reason][language]}\n"
            f"{words.found}: {one_line(reject.found)}\n"
            f"{words.expected}: {one_line(reject.expected)}"
        )

    def _list(self, rejects: Sequence[Reject], language: str, cell: str | None = None) -> None:
        for reject in rejects:
            known = reject.field in self._columns
            self._problems.append(
                _Problem(
                    line=reject.line_from,
                    cell=cell,
                    column=self._form.label(reject.field, self.language)
                    if known and reject.field
                    else None,
                    found=one_line(reject.found),
                    what_to_do=explanations()[reject.reason][language],
                    expected=one_line(reject.expected),
                    reason=reject.reason,
                )
            )

    def _write_problems(self, sheet: Any) -> None:
        sheet.sheet_view.rightToLeft = self.language == "ar"
        for row, sentence in enumerate(self._words.how_to_mend, start=1):
            write_text(sheet.cell(row, 1), sentence)
        heading = len(self._words.how_to_mend) + 2
        for column, text in enumerate(self._words.problem_columns, start=1):
            cell = sheet.cell(heading, column)
            write_text(cell, text)
            cell.font, cell.alignment = _BOLD, _WRAPPED
            letter = get_column_letter(column)
            sheet.column_dimensions[letter].width = _PROBLEM_WIDTHS[column - 1]
        for row, problem in enumerate(self._problems, start=heading + 1):
            for column, value in enumerate(vars(problem).values(), start=1):
                cell = sheet.cell(row, column)
                cell.alignment = _WRAPPED
                if isinstance(value, str):
                    write_text(cell, value)
                else:
                    cell.value = value
        sheet.freeze_panes = f"A{heading + 1}"


def language_of_header(names: Sequence[str], form: Form) -> str | None:
    """The one language in which most headings are; None when there is none or several.

    Canonical names say nothing: platforms of all languages write `pledge_id`.
    """
    labels = {
        language: {
            normalise_label(label) for field in form.fields for label in field.labels[language]
        }
        for language in LANGUAGES
    }
    foreign = [normalise_label(name) for name in names if name.strip() not in form.names]
    counts = Counter(
        {language: sum(n in labels[language] for n in foreign) for language in LANGUAGES}
    )
    (first, most), (_, second) = counts.most_common(2)
    return first if most > second else None
