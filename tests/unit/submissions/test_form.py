"""The form: its fields and vocabularies are the readers', and every label means one thing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import SourceError
from pipelines.readers.pledges import contract as pledges
from pipelines.readers.rows.fields import FieldError
from pipelines.submissions import LANGUAGES, Form, load_form, normalise_label
from pipelines.submissions.form import FIELDS_FILE, TERMS_FILE, read_form

CONTACTS = {
    f"{which}contact_{what}" for which in ("", "second_") for what in ("name", "email", "phone")
}


@pytest.fixture(scope="module")
def form() -> Form:
    return load_form()


def test_the_fields_are_the_columns_of_a_pledge_file_and_the_contacts(form: Form) -> None:
    assert set(form.names) == set(pledges.PLEDGES.column_names) | CONTACTS
    assert len(form.names) == len(set(form.names))


def test_what_the_form_requires_is_what_the_reader_requires(form: Form) -> None:
    required = {column.name for column in pledges.PLEDGES.columns if column.required}
    assert {field.name for field in form.fields if field.required} == required


def test_only_the_contacts_are_personal(form: Form) -> None:
    assert set(form.personal_names) == CONTACTS


def test_the_terms_of_a_vocabulary_are_those_the_reader_takes(form: Form) -> None:
    columns = {column.name: column for column in pledges.PLEDGES.columns}
    for field in form.fields:
        if field.vocabulary is not None:
            for code in form.vocabularies[field.vocabulary].codes:
                assert columns[field.name].parse(code) in (code, (code,), code == "true")
            with pytest.raises(FieldError):
                columns[field.name].parse("no such term")


def test_the_reader_takes_every_example_of_the_form(form: Form) -> None:
    columns = {column.name: column for column in pledges.PLEDGES.columns}
    for field in form.fields:
        if field.name in columns:
            assert columns[field.name].parse(field.example) is not None, field.name


def test_every_field_and_term_has_labels_in_six_languages(form: Form) -> None:
    labelled = [
        *((field.name, field.labels) for field in form.fields),
        *((t.code, t.labels) for v in form.vocabularies.values() for t in v.terms),
    ]
    for name, labels in labelled:
        assert tuple(labels) == LANGUAGES, name
        for language, of_language in labels.items():
            shown = [normalise_label(label) for label in of_language]
            assert shown, f"{name} has no label in {language}"
            assert len(set(shown)) == len(shown), f"{name} repeats a label in {language}"


@pytest.mark.parametrize(
    ("language", "first", "last"), [("ar", "؀", "ۿ"), ("zh", "一", "鿿"), ("ru", "Ѐ", "ӿ")]
)
def test_labels_are_in_the_script_of_their_language(
    form: Form, language: str, first: str, last: str
) -> None:
    for field in form.fields:
        shown = form.label(field.name, language)
        assert any(first <= char <= last for char in shown), field.name


def test_every_label_leads_to_its_own_field(form: Form) -> None:
    aliases = form.header_aliases()
    for field in form.fields:
        assert aliases[normalise_label(field.name)] == field.name
        for of_language in field.labels.values():
            for label in of_language:
                assert aliases[normalise_label(label)] == field.name, label


def test_every_label_of_a_term_leads_to_its_code(form: Form) -> None:
    for vocabulary in form.vocabularies.values():
        aliases = form.term_aliases(vocabulary.name)
        for term in vocabulary.terms:
            labels = [label for of_language in term.labels.values() for label in of_language]
            for label in (term.code, *labels):
                assert aliases[normalise_label(label)] == term.code, label


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Pledge ID", "pledge_id"),
        ("pledgeId", "pledge_id"),
        ("  PLEDGE-ID ", "pledge_id"),
        ("Intitulé de l’engagement", "title"),
        ("INTITULE DE L'ENGAGEMENT", "title"),
        ("Monto", "amount"),
        ("المَبلغ", "amount"),
        ("金额", "amount"),
        ("Ｖalue　(USD)", "value_usd_stated"),
        ("СУММА", "amount"),
        ("Отчёты о ходе работы", "status_reports"),
    ],
)
def test_a_header_is_understood_in_the_ways_people_write_it(
    form: Form, header: str, field: str
) -> None:
    assert form.header_aliases()[normalise_label(header)] == field


@pytest.mark.parametrize("header", ["Country", "Countries", "Date", "Type", "Name", "Pays", "ID"])
def test_a_header_that_could_mean_two_fields_is_not_understood(form: Form, header: str) -> None:
    assert normalise_label(header) not in form.header_aliases()


@pytest.mark.parametrize("term", ["Organization", "Institution", "Organisme", "Other"])
def test_a_sector_that_could_mean_two_is_not_understood(form: Form, term: str) -> None:
    assert normalise_label(term) not in form.term_aliases("sector")


@given(st.text())
def test_a_normalised_label_is_its_own_normal_form(text: str) -> None:
    once = normalise_label(text)
    assert normalise_label(once) == once
    assert normalise_label(f"  {text}\t") == once


def test_every_character_normalises_to_its_own_normal_form() -> None:
    for point in range(sys.maxunicode + 1):
        once = normalise_label(f"{chr(point)}a{chr(point)}")
        assert normalise_label(once) == once, hex(point)


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_case_never_matters(text: str) -> None:
    assert normalise_label(text.upper()) == normalise_label(text.lower())


def test_the_aliases_cannot_be_changed_by_who_reads_them(form: Form) -> None:
    with pytest.raises(TypeError):
        form.header_aliases()["new"] = "amount"  # type: ignore[index]


def _broken_copy(tmp_path: Path, change: object) -> Path:
    content = yaml.safe_load(FIELDS_FILE.read_text(encoding="utf-8"))
    assert callable(change)
    change(content)
    copy = tmp_path / "fields.yml"
    copy.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return copy


def _of(content: dict[str, list[dict[str, object]]], name: str) -> dict[str, object]:
    (field,) = [field for field in content["fields"] if field["name"] == name]
    return field


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda c: _of(c, "title")["labels"]["fr"].append("MONTANT"), "title and amount both"),
        (lambda c: _of(c, "title")["labels"]["en"].append("pledge id"), "pledge_id and title both"),
        (lambda c: _of(c, "title")["labels"]["en"].append("..."), "nothing can be read"),
        (lambda c: _of(c, "title")["labels"]["en"].append(False), "quote it"),
        (lambda c: _of(c, "title")["labels"].pop("ru"), "[title].labels lacks ru"),
        (lambda c: _of(c, "title")["labels"].update(zh=[]), "[title].labels lacks zh"),
        (lambda c: _of(c, "title").pop("description"), "[title].description is missing"),
        (lambda c: _of(c, "title").update(colour="red"), "[title].colour is unknown"),
        (lambda c: _of(c, "title").update(kind="poem"), "[title].kind is 'poem'"),
        (lambda c: _of(c, "title").update(group="none"), "unknown group"),
        (lambda c: _of(c, "title").update(separator="/"), "[title].separator is '/'"),
        (lambda c: _of(c, "title").update(required="yes"), "[title].required is 'yes'"),
        (lambda c: _of(c, "status").update(vocabulary="moods"), "unknown vocabulary"),
        (
            lambda c: _of(c, "status").pop("vocabulary"),
            "status of kind term has a vocabulary too many or none",
        ),
        (lambda c: c["fields"].append(_of(c, "title")), "more than once"),
        (lambda c: c.pop("version"), "version is missing"),
        (lambda c: c.update(version=1.0), "version is 1.0"),
    ],
)
def test_a_broken_form_is_refused_with_what_is_wrong(
    tmp_path: Path, change: object, told: str
) -> None:
    with pytest.raises(SourceError) as refused:
        read_form(_broken_copy(tmp_path, change), TERMS_FILE)
    assert told in str(refused.value), str(refused.value)
    assert refused.value.next_step


def test_an_unchanged_copy_of_the_form_is_the_form(tmp_path: Path) -> None:
    assert read_form(_broken_copy(tmp_path, lambda _: None), TERMS_FILE) == load_form()


@pytest.mark.parametrize("text", ["sector: [", "- a list", ""])
def test_a_file_of_terms_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    terms = tmp_path / "terms.yml"
    terms.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError):
        read_form(FIELDS_FILE, terms)


def test_a_term_that_two_codes_claim_is_refused(tmp_path: Path) -> None:
    content = yaml.safe_load(TERMS_FILE.read_text(encoding="utf-8"))
    content["vocabularies"][0]["terms"][0]["labels"]["es"].append("ONG")
    terms = tmp_path / "terms.yml"
    terms.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(SourceError, match="Government and Civil society both have the label 'ONG'"):
        read_form(FIELDS_FILE, terms)
