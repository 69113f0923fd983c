"""Loads the form that comes with this package: `fields.yml` and `terms.yml`, checked.

What a form is belongs to `model.py`; what a filled-in value means is decided where it is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pipelines.errors import SourceError
from pipelines.storage.yaml_models import Entry, load_model
from pipelines.submissions.kinds import KINDS
from pipelines.submissions.labels import Text
from pipelines.submissions.model import Form, FormField, Vocabulary

FIELDS_FILE = Path(__file__).with_name("fields.yml")
TERMS_FILE = Path(__file__).with_name("terms.yml")

_WHAT = "the submission form"
_RESTORE = "restore the file from version control"


class _FieldsFile(Entry):
    version: Text
    groups: dict[str, Text]
    fields: tuple[FormField, ...]


class _TermsFile(Entry):
    vocabularies: tuple[Vocabulary, ...]


@cache
def load_form() -> Form:
    """Returns the form that comes with this package; reads it once.

    Raises:
        SourceError: when one of its files is broken.
    """
    return read_form(FIELDS_FILE, TERMS_FILE)


def read_form(fields_file: Path, terms_file: Path) -> Form:
    """Reads a form from its two files.

    Raises:
        SourceError: when a file cannot be read, lacks or adds a key, names something unknown, or
            when two fields, or two terms of a vocabulary, have one label.
    """
    terms = load_model(terms_file, _TermsFile, what=_WHAT, next_step=_RESTORE)
    content = load_model(fields_file, _FieldsFile, what=_WHAT, next_step=_RESTORE)
    form = Form(
        version=content.version,
        groups=MappingProxyType(content.groups),
        fields=content.fields,
        vocabularies=MappingProxyType({v.name: v for v in terms.vocabularies}),
    )
    if problems := [*_unknown_names(form), *form.unclear_labels()]:
        raise SourceError(
            f"the submission form is broken: {'; '.join(problems)}",
            where=str(fields_file.parent),
            expected="names that exist, and each label for one thing",
            next_step=_RESTORE,
        )
    return form


def _unknown_names(form: Form) -> Iterator[str]:
    for field in form.fields:
        if field.group not in form.groups:
            yield f"{field.name} is in the unknown group {field.group!r}"
        if field.vocabulary is not None and field.vocabulary not in form.vocabularies:
            yield f"{field.name} has the unknown vocabulary {field.vocabulary!r}"
        if KINDS[field.kind].is_closed != (field.vocabulary is not None):
            yield f"{field.name} of kind {field.kind} has a vocabulary too many or none"
    if repeated := sorted(name for name, times in Counter(form.names).items() if times > 1):
        yield f"{', '.join(repeated)} is in the list more than once"
