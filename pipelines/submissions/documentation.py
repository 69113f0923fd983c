"""Writes the page that explains the submission format, from the form itself.

The words that do not depend on a field are in `page.md`, the examples in `examples.py`; how the
format is read in detail belongs to the readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipelines.submissions.examples import example_csv, example_json
from pipelines.submissions.form import load_form
from pipelines.submissions.kinds import KINDS
from pipelines.submissions.labels import LANGUAGES
from pipelines.submissions.model import Form, FormField, Vocabulary

_PAGE = Path(__file__).with_name("page.md")


def describe_form() -> str:
    """The page in Markdown, with a line break at its end."""
    form = load_form()
    page = _PAGE.read_text(encoding="utf-8")
    for name, text in {
        "version": form.version,
        "fields": "\n\n".join(_group(form, group) for group in form.groups),
        "headers": _headers(form),
        "vocabularies": "\n\n".join(_vocabulary(form, v) for v in form.vocabularies.values()),
        "example_csv": example_csv(),
        "example_json": example_json(),
        "required": _listed([f"`{field.name}`" for field in form.fields if field.required]),
        "personal": _listed([f"`{name}`" for name in form.personal_names]),
    }.items():
        page = page.replace(f"{{{{ {name} }}}}", text.strip())
    return page


def _group(form: Form, group: str) -> str:
    rows = [
        (
            f"`{field.name}`",
            "yes" if field.required else "",
            _form_of(field),
            field.description,
            f"`{field.example}`",
        )
        for field in form.fields
        if field.group == group
    ]
    table = _table(("Field", "Required", "Form", "Meaning", "Example"), rows)
    return f"### {form.groups[group]}\n\n{table}"


def _form_of(field: FormField) -> str:
    form = KINDS[field.kind].form
    if field.kind == "term":
        form += f" of [{field.vocabulary}](#{field.vocabulary})"
    if field.separator is not None:
        return f"list, `{field.separator.strip()}` between; each {form}"
    return form


def _headers(form: Form) -> str:
    rows = [
        (f"`{field.name}`", *(field.labels[language][0] for language in LANGUAGES))
        for field in form.fields
    ]
    return _table(("Field", *_language_names(form)), rows)


def _language_names(form: Form) -> tuple[str, ...]:
    return tuple(language.label("en") for language in form.vocabularies["language"].terms)


def _vocabulary(form: Form, vocabulary: Vocabulary) -> str:
    rows = [
        (f"`{term.code}`", *(term.label(language) for language in LANGUAGES))
        for term in vocabulary.terms
    ]
    parts = [f"### {vocabulary.name}", _table(("Code", *_language_names(form)), rows)]
    if meanings := [
        f"- `{term.code}`: {term.meaning}" for term in vocabulary.terms if term.meaning
    ]:
        parts.append("\n".join(meanings))
    return "\n\n".join(parts)


def _table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [_row(header), "|" + "---|" * len(header), *map(_row, rows)]
    return "\n".join(lines)


def _row(cells: tuple[str, ...]) -> str:
    escaped = (cell.replace("|", "\\|").replace("\n", " ") for cell in cells)
    return f"| {' | '.join(escaped)} |"


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
