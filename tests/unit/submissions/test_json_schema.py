"""The committed schema and page are those the form gives, and the schema tells good from bad."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.readers.containers.any_container import read_submission
from pipelines.readers.pledges.contract import PLEDGES
from pipelines.readers.rows.read_result import InputFile
from pipelines.settings import REPOSITORY
from pipelines.submissions import load_form
from pipelines.submissions.documentation import describe_form
from pipelines.submissions.examples import EXAMPLES, example_csv, example_json
from pipelines.submissions.json_schema import pledge_schema, schema_text

FORM = load_form()
SCHEMA = pledge_schema(FORM)
VALIDATOR = jsonschema.Draft202012Validator(
    SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)
PAGE = REPOSITORY / "docs" / "submission-format.md"
COMMITTED_SCHEMA = REPOSITORY / "docs" / "submission-format.schema.json"
MINIMAL = {
    "pledge_id": "EX-1",
    "version": 1,
    "announced": "2023",
    "title": "A title",
    "entities": ["Example Foundation"],
    "sector": "Civil society",
}


def test_the_committed_schema_is_the_one_the_form_gives() -> None:
    stale = "renew it: p2c submissions format --schema > docs/submission-format.schema.json"
    assert COMMITTED_SCHEMA.read_text(encoding="utf-8") == schema_text(FORM), stale


def test_the_committed_page_is_the_one_the_form_gives() -> None:
    stale = "renew it: p2c submissions format > docs/submission-format.md"
    assert PAGE.read_text(encoding="utf-8") == describe_form(), stale


def test_the_command_prints_the_page_and_the_schema() -> None:
    assert CliRunner().invoke(app, ["submissions", "format"]).output == describe_form()
    printed = CliRunner().invoke(app, ["submissions", "format", "--schema"]).output
    assert json.loads(printed) == SCHEMA


def test_the_schema_is_a_schema_of_its_draft() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_page_explains_every_field_and_every_term() -> None:
    page = describe_form()
    assert "{{" not in page
    for field in FORM.fields:
        assert f"| `{field.name}` | {'yes' if field.required else ''} |" in page
    for vocabulary in FORM.vocabularies.values():
        assert f"\n### {vocabulary.name}\n" in page
        for term in vocabulary.terms:
            shown = " | ".join(labels[0] for labels in term.labels.values())
            assert f"| `{term.code}` | {shown} |" in page


def test_every_table_of_the_page_has_as_many_cells_in_each_row_as_in_its_header() -> None:
    widths: list[int] = []
    for line in describe_form().splitlines():
        if line.startswith("|"):
            widths.append(line.replace("\\|", "").count("|"))
            assert widths[-1] == widths[0], line
        else:
            widths = []


@pytest.mark.parametrize("field", FORM.fields, ids=lambda field: field.name)
def test_the_examples_of_a_field_are_valid(field: Any) -> None:
    needed = {"amount": {"amount_basis": "total", "currency_code": "USD"}}
    beside = needed.get(field.name, {})
    if field.name in ("withdrawn_on", "withdrawal_reason"):
        beside = {"status": "withdrawn"}
    examples = SCHEMA["$defs"]["pledge"]["properties"][field.name]["examples"]
    assert field.example in examples
    for example in examples:
        VALIDATOR.validate({**MINIMAL, **beside, field.name: example})


def test_the_examples_of_the_page_are_valid_and_the_contract_reads_them() -> None:
    VALIDATOR.validate(json.loads(example_json()))
    rows = list(csv.DictReader(io.StringIO(example_csv())))
    assert rows == [dict(example) for example in EXAMPLES]
    VALIDATOR.validate(rows)
    for text, count in ((example_csv(), 2), (example_json(), 1)):
        file = InputFile("0" * 64, "example", "test", "2026-01-01")
        reading = read_submission(text.encode(), file, PLEDGES)
        assert reading.rejects == ()
        assert reading.rows.num_rows == count
        assert reading.rows.column("amount").to_pylist() == [2_000_000] * count
        assert text.strip() in describe_form()


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"entities": "Example Foundation; Example Telecom"},
        {"version": "1"},
        {"notes": None, "amount": "", "status": None},
        {"amount": 0.5, "amount_basis": "total", "currency_code": "USD"},
        {"amount": "1200000.50", "amount_basis": "per_year", "currency_code": "EUR"},
        {"amount": 2800000, "amount_basis": "households"},
        {"amount": 2800000, "amount_basis": "people", "currency_code": ""},
        {"sdgs": [4, 5]},
        {"sdgs": 4},
        {"sdgs": "4; 5"},
        {"places": ["RWA:60", "KEN:40"]},
        {"places": "53 pays africains"},
        {"partner_sectors": ["Private sector", "Private sector"]},
        {"status_reports": ["2023-09-17 on_track 40%", "2024-09-17 completed"]},
        {"status": "withdrawn", "withdrawn_on": "2025-03-01"},
        {"is_champion": True},
    ],
)
def test_a_pledge_in_good_form_is_valid(change: dict[str, object]) -> None:
    VALIDATOR.validate({**MINIMAL, **change})
    VALIDATOR.validate([{**MINIMAL, **change}])


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"title": None},
        {"entities": []},
        {"entities": ["One", "One"]},
        {"sector": "Governments"},
        {"version": 0},
        {"version": 1.5},
        {"announced": "12/12/2023"},
        {"announced": "2023-13"},
        {"submitted_on": "2023-12"},
        {"submitted_on": "2023-02-30"},
        {"colour": "red"},
        {"amount": 5},
        {"amount": 5, "amount_basis": "total"},
        {"amount": 5, "amount_basis": "people", "currency_code": "USD"},
        {"amount_basis": "people", "currency_code": "USD"},
        {"amount": 0, "amount_basis": "people"},
        {"amount": "0.00", "amount_basis": "people"},
        {"amount": "1,200", "amount_basis": "people"},
        {"amount": "1.2m", "amount_basis": "people"},
        {"sdgs": [18]},
        {"sdgs": 0},
        {"currency_code": "dollars"},
        {"beneficiary_groups": ["everybody"]},
        {"status_reports": ["2023-09-17 on_track 101%"]},
        {"withdrawn_on": "2025-03-01"},
        {"withdrawal_reason": "closed", "status": "published"},
        {"source_url": "www.example.org"},
        {"contact_email": "nobody"},
        {"is_synthetic": "maybe"},
    ],
)
def test_a_pledge_out_of_form_is_not_valid(change: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate({**MINIMAL, **change})


@pytest.mark.parametrize("name", [field.name for field in FORM.fields if field.required])
def test_a_pledge_without_a_required_field_is_not_valid(name: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate({key: value for key, value in MINIMAL.items() if key != name})


def test_an_array_without_a_pledge_is_not_valid() -> None:
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate([])
