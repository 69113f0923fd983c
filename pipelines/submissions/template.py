"""Writes the workbook to fill in: headers, notes and drop-down lists in one of six languages.

How a filled-in workbook is read belongs to `pipelines.readers`; nothing here opens one.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.xml.functions import tostring

from pipelines.errors import P2CError
from pipelines.storage.yaml_models import Entry, load_own
from pipelines.submissions.form import load_form
from pipelines.submissions.kinds import KINDS
from pipelines.submissions.labels import LANGUAGES, ByLanguage, Text
from pipelines.submissions.model import Form, FormField
from pipelines.submissions.sheets import DATA_SHEET, GUIDE_SHEET, LISTS_SHEET

LAST_PREPARED_ROW = 5_000
"""Drop-downs and checks of the data sheet reach this row; rows below it are read all the same."""

_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's properties carry no zone
_ZIP_MADE = (2000, 1, 1, 0, 0, 0)
_AUTHOR = "P2C"
_REQUIRED = PatternFill("solid", start_color="FFF2CC")
_OPTIONAL = PatternFill("solid", start_color="DDEBF7")
_BOLD = Font(bold=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_TEXT = "@"
_NUMBER_FORMATS = {"whole": "0", "decimal": "#,##0.00", None: _TEXT}
"""All other columns are text, so that no spreadsheet makes a date or a number of what is typed."""

_NARROWEST = 14


class _Words(Entry):
    """The words of the sheets, by language."""

    guide_columns: ByLanguage[tuple[Text, ...]]
    list_columns: ByLanguage[tuple[Text, ...]]
    choose: ByLanguage[Text]
    how_to_fill: ByLanguage[tuple[Text, ...]]


def write_template(language: str) -> bytes:
    """The workbook in one language; the same bytes whenever it is written.

    Args:
        language: One of en, fr, es, ar, zh, ru.

    Raises:
        P2CError: when there is no template in that language.
    """
    if language not in LANGUAGES:
        raise P2CError(
            f"there is no template in the language {language!r}",
            expected=f"one of: {', '.join(LANGUAGES)}",
            next_step="choose one of them, such as p2c submissions template --language fr",
        )
    return save_book(make_book(language), language)


def make_book(language: str) -> Any:
    """The workbook to fill in, opened, for those who write more into it.

    Args:
        language: One of en, fr, es, ar, zh, ru.
    """
    form = load_form()
    book = openpyxl.Workbook()
    data = book.active
    data.title = DATA_SHEET
    guide = book.create_sheet(GUIDE_SHEET)
    lists = book.create_sheet(LISTS_SHEET)
    ranges = _write_lists(lists, form, language)
    _write_data_sheet(data, form, language, ranges)
    _write_guide(guide, form, language, ranges)
    for sheet in book.worksheets:
        sheet.sheet_view.rightToLeft = language == "ar"
    return book


def _write_data_sheet(sheet: Any, form: Form, language: str, ranges: Mapping[str, str]) -> None:
    for number, field in enumerate(form.fields, start=1):
        letter = get_column_letter(number)
        label = form.label(field.name, language)
        cell = sheet.cell(1, number, label)
        cell.font = _BOLD
        cell.fill = _REQUIRED if field.required else _OPTIONAL
        cell.alignment = _WRAPPED
        cell.comment = Comment(
            f"{field.description}\n\nExample: {field.example}", _AUTHOR, height=140, width=320
        )
        column = sheet.column_dimensions[letter]
        is_one = field.separator is None
        column.number_format = _NUMBER_FORMATS[KINDS[field.kind].number if is_one else None]
        column.width = field.width or max(_NARROWEST, min(len(label) + 4, 30))
        if validation := _validation(field, language, ranges):
            validation.add(f"{letter}2:{letter}{LAST_PREPARED_ROW}")
            sheet.add_data_validation(validation)
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "B2"


def _validation(
    field: FormField, language: str, ranges: Mapping[str, str]
) -> DataValidation | None:
    """What a spreadsheet program checks as one types; none where any text may stand."""
    if field.vocabulary is not None:
        one = field.separator is None
        validation = DataValidation(
            type="list", formula1=ranges[field.vocabulary], allow_blank=True
        )
        # Several terms in a cell are no entry of the list, so the list only offers them.
        validation.showErrorMessage = one
        validation.error = _words().choose[language] if one else None
        return validation
    number = KINDS[field.kind].number
    if field.separator is None and number == "whole":
        lowest, highest = map(str, field.bounds)
        validation = DataValidation(
            type="whole", operator="between", formula1=lowest, formula2=highest, allow_blank=True
        )
    elif number == "decimal":
        validation = DataValidation(
            type="decimal", operator="greaterThan", formula1="0", allow_blank=True
        )
    else:
        return None
    validation.showErrorMessage = True
    return validation


def _write_lists(sheet: Any, form: Form, language: str) -> dict[str, str]:
    """Writes the vocabularies below each other; returns where the labels of each stand."""
    _write_heading(sheet, 1, _words().list_columns[language])
    ranges, row = {}, 2
    for vocabulary in form.vocabularies.values():
        first = row
        for term in vocabulary.terms:
            sheet.cell(row, 1, vocabulary.title[language])
            sheet.cell(row, 2, term.label(language))
            sheet.cell(row, 3, term.code)
            row += 1
        ranges[vocabulary.name] = f"{LISTS_SHEET}!$B${first}:$B${row - 1}"
    _set_widths(sheet, (28, 48, 36))
    sheet.freeze_panes = "A2"
    return ranges


def _write_guide(sheet: Any, form: Form, language: str, ranges: Mapping[str, str]) -> None:
    sentences = _words().how_to_fill[language]
    for row, sentence in enumerate(sentences, start=1):
        sheet.cell(row, 1, f"{row}. {sentence}")
    heading = len(sentences) + 2
    _write_heading(sheet, heading, _words().guide_columns[language])
    yes_or_no = {term.code: term.label(language) for term in form.vocabularies["boolean"].terms}
    for row, field in enumerate(form.fields, start=heading + 1):
        values = (
            form.label(field.name, language),
            yes_or_no["true" if field.required else "false"],
            ranges[field.vocabulary].replace("$", "") if field.vocabulary else None,
            field.description,
            _shown_example(form, field, language),
        )
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(row, column, value)
            cell.alignment = _WRAPPED
            cell.number_format = _TEXT
        if field.required:
            sheet.cell(row, 1).fill = _REQUIRED
    _set_widths(sheet, (36, 18, 28, 80, 44))


def _shown_example(form: Form, field: FormField, language: str) -> str:
    """The example as it is written in a language: terms by their labels there."""
    if field.vocabulary is None:
        return field.example
    labels = {term.code: term.label(language) for term in form.vocabularies[field.vocabulary].terms}
    if field.separator is None:
        return labels[field.example]
    return field.separator.join(labels[code] for code in field.example.split(field.separator))


def _write_heading(sheet: Any, row: int, texts: Sequence[str]) -> None:
    for column, text in enumerate(texts, start=1):
        cell = sheet.cell(row, column, text)
        cell.font = _BOLD
        cell.fill = _OPTIONAL


def _set_widths(sheet: Any, widths: Sequence[int]) -> None:
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def save_book(book: Any, language: str) -> bytes:
    """The bytes of the workbook, without the time and the program that wrote it."""
    written = io.BytesIO()
    book.save(written)
    properties = book.properties
    properties.creator = properties.lastModifiedBy = None
    properties.title = f"Pledge submission, format {load_form().version}"
    properties.language = language
    properties.created = properties.modified = _MADE
    fixed = io.BytesIO()
    with (
        zipfile.ZipFile(written) as source,
        zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            is_core = name == "docProps/core.xml"
            content = tostring(properties.to_tree()) if is_core else source.read(name)
            member = zipfile.ZipInfo(name, _ZIP_MADE)
            member.external_attr = 0o600 << 16
            target.writestr(member, content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


@cache
def _words() -> _Words:
    return load_own(__file__, "sheets.yml", _Words, "the file of words of the template")
