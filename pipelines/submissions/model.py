"""What a form is: fields in groups, vocabularies of terms, each with labels in six languages.

Which fields and terms there are stands in the YAML files of this package, and is not said here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from pipelines.submissions.labels import Labels, index_labels

KINDS = (
    "text",
    "integer",
    "year",
    "number",
    "boolean",
    "date",
    "partial_date",
    "term",
    "terms",
    "country",
    "places",
    "currency",
    "amount_text",
    "status_reports",
    "url",
    "email",
    "phone",
)
"""What a field holds; with a separator, each of its items."""


@dataclass(frozen=True)
class Term:
    """One term of a closed vocabulary.

    Attributes:
        code: What files in canonical form and tables hold.
        labels: What people write for it.
        meaning: One sentence in English where the label does not say it all, else None.
    """

    code: str
    labels: Labels
    meaning: str | None = None

    def label(self, language: str) -> str:
        """The label to show in a language."""
        return self.labels[language][0]


@dataclass(frozen=True)
class Vocabulary:
    """A closed list of terms; `titles` has its name in each language."""

    name: str
    titles: Mapping[str, str]
    terms: tuple[Term, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, in the order in which they are shown."""
        return tuple(term.code for term in self.terms)


@dataclass(frozen=True)
class FormField:
    """One field of a pledge.

    Attributes:
        name: Canonical name, as in the header of a canonical file.
        group: Group under which it is explained.
        kind: One of KINDS.
        description: One or two sentences in English: meaning, unit, rule.
        example: A value as it is written into a cell.
        labels: Headers that stand for it, beside its name.
        required: Whether the header must have it and every pledge must fill it.
        separator: What stands between the items of a list; None when it holds one value.
        vocabulary: Name of its vocabulary, when it has one.
        personal: Whether it is about a person and so never published.
    """

    name: str
    group: str
    kind: str
    description: str
    example: str
    labels: Labels
    required: bool = False
    separator: str | None = None
    vocabulary: str | None = None
    personal: bool = False


@dataclass(frozen=True)
class Form:
    """The whole format, in one version.

    Attributes:
        version: Version of the format, such as 1.0.
        groups: Titles of the groups of fields, in order.
        fields: The fields, in the order of the form.
        vocabularies: The closed vocabularies by name.
    """

    version: str
    groups: Mapping[str, str]
    fields: tuple[FormField, ...]
    vocabularies: Mapping[str, Vocabulary]

    @cached_property
    def _by_name(self) -> Mapping[str, FormField]:
        return {field.name: field for field in self.fields}

    @cached_property
    def _header_index(self) -> tuple[Mapping[str, str], tuple[str, ...]]:
        # Platforms write pledgeId where people write pledge ID.
        return index_labels(
            (field.name, (field.name, field.name.replace("_", ""), *_all(field.labels)))
            for field in self.fields
        )

    @cached_property
    def _term_indexes(self) -> Mapping[str, tuple[Mapping[str, str], tuple[str, ...]]]:
        return {
            name: index_labels(
                (term.code, (term.code, *_all(term.labels))) for term in vocabulary.terms
            )
            for name, vocabulary in self.vocabularies.items()
        }

    @property
    def names(self) -> tuple[str, ...]:
        """Canonical names of the fields, in order."""
        return tuple(field.name for field in self.fields)

    @property
    def personal_names(self) -> tuple[str, ...]:
        """Names of the fields that are about a person."""
        return tuple(field.name for field in self.fields if field.personal)

    def field(self, name: str) -> FormField:
        """The field of that name; KeyError when there is none."""
        return self._by_name[name]

    def label(self, field: str, language: str) -> str:
        """The header to show for a field in a language; KeyError when either is unknown."""
        return self._by_name[field].labels[language][0]

    def header_aliases(self) -> Mapping[str, str]:
        """Normalised label to name of the field; names themselves are labels, too."""
        return self._header_index[0]

    def term_aliases(self, vocabulary: str) -> Mapping[str, str]:
        """Normalised label to code of the term; codes themselves are labels, too."""
        return self._term_indexes[vocabulary][0]

    def unclear_labels(self) -> tuple[str, ...]:
        """One sentence for each label that is empty or claimed twice; none in a sound form."""
        within_terms = (
            f"{name}: {problem}"
            for name, (_, problems) in self._term_indexes.items()
            for problem in problems
        )
        return (*self._header_index[1], *within_terms)


def _all(labels: Labels) -> tuple[str, ...]:
    return tuple(label for of_language in labels.values() for label in of_language)
