"""Loads the form that comes with this package: `fields.yml` and `terms.yml`, checked.

What a form is stands in `model.py`; what a filled-in value means is decided where it is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from pipelines.errors import SourceError
from pipelines.submissions.labels import LANGUAGES, Labels, normalise_label
from pipelines.submissions.model import KINDS, Form, FormField, Term, Vocabulary

__all__ = ["Form", "FormField", "Term", "Vocabulary", "load_form", "normalise_label", "read_form"]

FIELDS_FILE = Path(__file__).with_name("fields.yml")
TERMS_FILE = Path(__file__).with_name("terms.yml")

_FIELD_KEYS = ("name", "group", "kind", "description", "example", "labels")
_OPTIONAL_FIELD_KEYS = ("required", "separator", "vocabulary", "personal")
_SEPARATORS = ("; ", "|")
_CLOSED_KINDS = ("term", "terms", "boolean")


@cache
def load_form() -> Form:
    """The form that comes with this package; read once.

    Raises:
        SourceError: when one of its files is broken.
    """
    return read_form(FIELDS_FILE, TERMS_FILE)


def read_form(fields_file: Path, terms_file: Path) -> Form:
    """Read a form from its two files.

    Raises:
        SourceError: when a file cannot be read, lacks or adds a key, names something unknown, or
            when two fields, or two terms of a vocabulary, have one label.
    """
    vocabularies = {
        _text(name, terms_file, "a vocabulary"): _vocabulary(name, content, terms_file)
        for name, content in _mapping(_load(terms_file), terms_file, "the file").items()
    }
    keys = ("version", "groups", "fields")
    content = _keys(_load(fields_file), keys, (), fields_file, "the file")
    groups = _mapping(content["groups"], fields_file, "groups")
    form = Form(
        version=_text(content["version"], fields_file, "version"),
        groups=MappingProxyType(dict(groups)),
        fields=tuple(
            _field(entry, fields_file)
            for entry in _sequence(content["fields"], fields_file, "fields")
        ),
        vocabularies=MappingProxyType(vocabularies),
    )
    if problems := [*_unknown_names(form), *form.unclear_labels()]:
        raise _broken(
            fields_file.parent,
            "; ".join(problems),
            "names that exist, and each label for one thing",
        )
    return form


def _unknown_names(form: Form) -> list[str]:
    problems = []
    for field in form.fields:
        if field.kind not in KINDS:
            problems.append(f"{field.name} is of the unknown kind {field.kind!r}")
        if field.group not in form.groups:
            problems.append(f"{field.name} is in the unknown group {field.group!r}")
        if field.vocabulary is not None and field.vocabulary not in form.vocabularies:
            problems.append(f"{field.name} has the unknown vocabulary {field.vocabulary!r}")
        if (field.kind in _CLOSED_KINDS) != (field.vocabulary is not None):
            problems.append(f"{field.name} of kind {field.kind} has a vocabulary too many or none")
        if field.separator not in (None, *_SEPARATORS):
            problems.append(f"{field.name} has the unknown separator {field.separator!r}")
    if repeated := sorted({name for name in form.names if form.names.count(name) > 1}):
        problems.append(f"{', '.join(repeated)} stands in the list more than once")
    return problems


def _field(entry: object, file: Path) -> FormField:
    where = f"field {entry.get('name')!r}" if isinstance(entry, Mapping) else "a field"
    content = _keys(entry, _FIELD_KEYS, _OPTIONAL_FIELD_KEYS, file, where)
    texts = {
        key: _text(value, file, f"{key} of {where}")
        for key, value in content.items()
        if key not in ("labels", "required", "personal")
    }
    flags = {key: content.get(key, False) for key in ("required", "personal")}
    if any(not isinstance(flag, bool) for flag in flags.values()):
        raise _broken(file, f"required or personal of {where} is no boolean", "true or false")
    return FormField(
        name=texts["name"],
        group=texts["group"],
        kind=texts["kind"],
        description=texts["description"],
        example=texts["example"],
        labels=_labels(content["labels"], file, where),
        required=flags["required"],
        separator=texts.get("separator"),
        vocabulary=texts.get("vocabulary"),
        personal=flags["personal"],
    )


def _vocabulary(name: object, entry: object, file: Path) -> Vocabulary:
    where = f"vocabulary {name!r}"
    content = _keys(entry, ("title", "terms"), (), file, where)
    titles = _keys(content["title"], LANGUAGES, (), file, f"title of {where}")
    terms = tuple(
        _term(term, file, where) for term in _sequence(content["terms"], file, f"terms of {where}")
    )
    return Vocabulary(str(name), MappingProxyType(dict(titles)), terms)


def _term(entry: object, file: Path, vocabulary: str) -> Term:
    content = _keys(entry, ("code", "labels"), ("meaning",), file, f"a term of {vocabulary}")
    code = _text(content["code"], file, f"code of a term of {vocabulary}")
    where = f"term {code!r} of {vocabulary}"
    meaning = content.get("meaning")
    return Term(
        code=code,
        labels=_labels(content["labels"], file, where),
        meaning=None if meaning is None else _text(meaning, file, f"meaning of {where}"),
    )


def _labels(entry: object, file: Path, where: str) -> Labels:
    content = _keys(entry, LANGUAGES, (), file, f"labels of {where}")
    labels = {}
    for language in LANGUAGES:
        of_language = f"{language} labels of {where}"
        found = _sequence(content[language], file, of_language)
        labels[language] = tuple(_text(label, file, of_language) for label in found)
        if not found:
            raise _broken(file, f"there are no {of_language}", "at least one")
    return MappingProxyType(labels)


def _load(file: Path) -> object:
    try:
        content: object = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _broken(file, f"the file cannot be read: {error}", "a YAML file") from error
    return content


def _mapping(entry: object, file: Path, where: str) -> Mapping[Any, object]:
    if not isinstance(entry, dict) or not entry:
        raise _broken(file, f"{where} is no mapping or empty", "a mapping")
    return entry


def _sequence(entry: object, file: Path, where: str) -> Sequence[object]:
    if not isinstance(entry, list):
        raise _broken(file, f"{where} is no list", "a list")
    return entry


def _keys(
    entry: object, needed: Sequence[str], optional: Sequence[str], file: Path, where: str
) -> Mapping[str, Any]:
    content = _mapping(entry, file, where)
    if missing := [key for key in needed if key not in content]:
        raise _broken(file, f"{where} lacks {', '.join(missing)}", f"{', '.join(needed)}")
    if unknown := [str(key) for key in content if key not in (*needed, *optional)]:
        expected = ", ".join((*needed, *optional))
        raise _broken(file, f"{where} has the unknown {', '.join(unknown)}", expected)
    return content


def _text(value: object, file: Path, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _broken(file, f"{where} is {value!r}", "a text; quote it if YAML reads it otherwise")
    return value


def _broken(file: Path, found: str, expected: str) -> SourceError:
    return SourceError(
        f"the submission form is broken: {found}",
        where=str(file),
        expected=expected,
        next_step="restore the file from version control",
    )
