"""The workbook to fill in: what a person sees in it is what the form says, in their language."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.errors import P2CError
from pipelines.readers.containers.any_container import read_submission
from pipelines.readers.containers.workbook_safety import measure_sheet, open_package
from pipelines.readers.pledges.contract import PLEDGES
from pipelines.readers.rows.read_result import InputFile
from pipelines.submissions import LANGUAGES, load_form, normalise_label
from pipelines.submissions.examples import EXAMPLES
from pipelines.submissions.template import write_template

FORM = load_form()
each_language = pytest.mark.parametrize("language", LANGUAGES)


def opened(language: str) -> Any:
    return openpyxl.load_workbook(io.BytesIO(write_template(language)))


def headers(sheet: Any) -> list[str]:
    return [cell.value for cell in sheet[1]]


def validations(sheet: Any) -> dict[str, Any]:
    """By the name of the field whose column is checked."""
    found = {}
    for validation in sheet.data_validations.dataValidation:
        (area,) = validation.sqref.ranges
        assert area.min_col == area.max_col and area.min_row == 2 and area.max_row >= 1000
        found[FORM.fields[area.min_col - 1].name] = validation
    return found


@each_language
def test_the_header_holds_the_labels_and_each_of_them_is_understood(language: str) -> None:
    found = headers(opened(language)["Pledges"])
    assert found == [FORM.label(field.name, language) for field in FORM.fields]
    aliases = FORM.header_aliases()
    assert tuple(aliases[normalise_label(label)] for label in found) == FORM.names


@each_language
def test_every_drop_down_list_shows_exactly_the_labels_of_its_vocabulary(language: str) -> None:
    book = opened(language)
    lists = {n: v for n, v in validations(book["Pledges"]).items() if v.type == "list"}
    assert set(lists) == {field.name for field in FORM.fields if field.vocabulary}
    for name, validation in lists.items():
        place = re.fullmatch(r"(\w+)!\$B\$(\d+):\$B\$(\d+)", validation.formula1)
        assert place, validation.formula1
        cells = book[place[1]][f"B{place[2]}:B{place[3]}"]
        shown = [row[0].value for row in cells]
        vocabulary = FORM.field(name).vocabulary
        assert vocabulary is not None
        terms = FORM.vocabularies[vocabulary].terms
        assert shown == [term.labels[language][0] for term in terms]
        aliases = FORM.term_aliases(vocabulary)
        assert [aliases[normalise_label(label)] for label in shown] == [t.code for t in terms]
        assert not validation.showDropDown, "showDropDown hides the arrow"


@each_language
def test_a_list_of_several_terms_may_be_typed_and_a_single_term_must_be_chosen(
    language: str,
) -> None:
    for name, validation in validations(opened(language)["Pledges"]).items():
        field = FORM.field(name)
        assert bool(validation.showErrorMessage) is (field.separator is None), name
        assert validation.allowBlank


def test_numbers_are_checked_as_they_are_typed() -> None:
    found = validations(opened("en")["Pledges"])
    amount, version = found["amount"], found["version"]
    assert (amount.type, amount.operator, amount.formula1) == ("decimal", "greaterThan", "0")
    assert (version.type, version.operator or "between") == ("whole", "between")
    assert (version.formula1, found["period_end_year"].formula2) == ("1", "2060")
    assert "sdgs" not in found


@each_language
def test_a_note_on_each_header_explains_the_field(language: str) -> None:
    for cell, field in zip(opened(language)["Pledges"][1], FORM.fields, strict=True):
        assert field.description in cell.comment.text
        assert field.example in cell.comment.text


def test_required_columns_are_told_by_their_colour() -> None:
    fills = {
        field.name: cell.fill.start_color.rgb
        for cell, field in zip(opened("en")["Pledges"][1], FORM.fields, strict=True)
    }
    required = {fills[field.name] for field in FORM.fields if field.required}
    others = {fills[field.name] for field in FORM.fields if not field.required}
    assert len(required) == len(others) == 1
    assert required != others


def test_columns_of_names_and_dates_are_text_so_that_no_spreadsheet_rewrites_them() -> None:
    sheet = opened("en")["Pledges"]
    formats = {
        field.name: sheet.column_dimensions[cell.column_letter].number_format
        for cell, field in zip(sheet[1], FORM.fields, strict=True)
    }
    assert {formats[name] for name in ("version", "period_start_year")} == {"0"}
    assert {formats[name] for name in ("amount", "value_usd_stated")} == {"#,##0.00"}
    rest = {
        n: f for n, f in formats.items() if FORM.field(n).kind not in ("year", "number", "amount")
    }
    assert {name for name, shown in rest.items() if shown != "@"} == {"version"}


@each_language
def test_nothing_is_hidden_merged_or_computed(language: str) -> None:
    book = opened(language)
    assert book.sheetnames == ["Pledges", "Guide", "Lists"]
    assert book.active.title == "Pledges"
    for sheet in book.worksheets:
        assert sheet.sheet_state == "visible"
        assert not sheet.merged_cells.ranges
        assert not any(column.hidden for column in sheet.column_dimensions.values())
        assert not any(row.hidden for row in sheet.row_dimensions.values())
        assert not any(cell.data_type == "f" for row in sheet for cell in row)
        assert bool(sheet.sheet_view.rightToLeft) is (language == "ar")


@each_language
def test_the_reader_lets_the_workbook_through_and_sees_no_row_of_data(language: str) -> None:
    data = write_template(language)
    file = InputFile("0" * 64, "pledges.xlsx", "test", "2026-01-01")
    package = open_package(data, file)
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    extents = {
        sheet.title: measure_sheet(package, sheet._worksheet_path, sheet.title, file)
        for sheet in book.worksheets
    }
    assert (extents["Pledges"].rows, extents["Pledges"].columns) == (1, len(FORM.fields))
    assert extents["Guide"].rows > len(FORM.fields)


@each_language
def test_a_row_filled_in_from_the_drop_down_lists_is_read_as_codes(language: str) -> None:
    written = {**EXAMPLES[0], "language": "ru", "is_champion": "false"}
    book = opened(language)
    for field, column in zip(FORM.fields, book["Pledges"][1], strict=True):
        value: object = written.get(field.name)
        if value and field.vocabulary:
            labels = {t.code: t.label(language) for t in FORM.vocabularies[field.vocabulary].terms}
            codes = str(value).split(field.separator) if field.separator else [value]
            value = (field.separator or "").join(labels[str(code)] for code in codes)
        elif value and field.kind in ("integer", "year", "amount") and not field.separator:
            value = int(str(value))
        book["Pledges"].cell(2, column.column, value)
    data = io.BytesIO()
    book.save(data)

    file = InputFile("0" * 64, "pledges.xlsx", "test", "2026-01-01")
    reading = read_submission(data.getvalue(), file, PLEDGES)
    assert reading.rejects == ()
    (row,) = reading.rows.to_pylist()
    expected = {
        "pledge_id": "EX-0042",
        "version": 1,
        "language": "ru",
        "announced_stated": "2023-12",
        "sector": "Civil society",
        "partners": [{"name": "Example Telecom", "sector": "Private sector", "country_iso3": None}],
        "amount": 2_000_000,
        "amount_basis": "total",
        "amount_bound": "about",
        "period_end_year": 2026,
        "places": ["RWA", "KEN"],
        "beneficiary_groups": ["women", "youth"],
        "sdgs": [4, 5],
        "is_champion": False,
        "is_synthetic": True,
    }
    assert {name: row[name] for name in expected} == expected


@each_language
def test_no_row_of_the_guide_or_the_lists_could_pass_for_a_header(language: str) -> None:
    book, aliases = opened(language), FORM.header_aliases()
    for title in ("Guide", "Lists"):
        for row in book[title].iter_rows(values_only=True):
            named = {aliases.get(normalise_label(str(value))) for value in row if value}
            assert len(named - {None}) <= 1, (title, row)


@each_language
def test_the_guide_explains_every_field_in_the_order_of_the_columns(language: str) -> None:
    rows = list(opened(language)["Guide"].iter_rows(values_only=True))
    explained = rows[-len(FORM.fields) :]
    assert [row[0] for row in explained] == headers(opened(language)["Pledges"])
    assert [row[3] for row in explained] == [field.description for field in FORM.fields]
    yes, no = (term.label(language) for term in FORM.vocabularies["boolean"].terms)
    assert [row[1] for row in explained] == [yes if f.required else no for f in FORM.fields]
    heading = rows[-len(FORM.fields) - 1]
    assert all(isinstance(text, str) and text for text in heading)


def test_the_words_of_the_guide_differ_from_language_to_language() -> None:
    first = {opened(language)["Guide"]["A1"].value for language in LANGUAGES}
    assert len(first) == len(LANGUAGES)


def test_the_same_bytes_are_written_each_time_and_name_nobody() -> None:
    data = write_template("en")
    assert data == write_template("en")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        core = package.read("docProps/core.xml").decode()
    assert "creator" not in core and "lastModifiedBy" not in core
    assert set(re.findall(r"(\d{4})-\d{2}-\d{2}T", core)) == {"2000"}


def test_there_is_no_template_in_another_language() -> None:
    with pytest.raises(P2CError, match="'de'"):
        write_template("de")


def test_the_command_writes_the_workbook_and_keeps_one_that_is_there(tmp_path: Path) -> None:
    path = tmp_path / "pledges.xlsx"
    arguments = ["submissions", "template", "--language", "fr", "--output", str(path)]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    assert path.read_bytes() == write_template("fr")

    path.write_bytes(b"filled in")
    kept = CliRunner().invoke(app, arguments)
    assert isinstance(kept.exception, P2CError) and "--force" in str(kept.exception)
    assert path.read_bytes() == b"filled in"

    assert CliRunner().invoke(app, [*arguments, "--force"]).exit_code == 0
    assert path.read_bytes() == write_template("fr")


def test_without_a_name_the_command_writes_an_english_workbook_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(app, ["submissions", "template"]).exit_code == 0
    assert (tmp_path / "pledge-template-en.xlsx").read_bytes() == write_template("en")


def test_a_folder_that_is_not_there_is_an_error_that_says_so(tmp_path: Path) -> None:
    missing = tmp_path / "missing" / "pledges.xlsx"
    result = CliRunner().invoke(app, ["submissions", "template", "--output", str(missing)])
    assert isinstance(result.exception, P2CError)
    assert str(missing) in str(result.exception)
