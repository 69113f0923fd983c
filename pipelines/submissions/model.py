"""What a form is: fields in groups, vocabularies of terms, each with labels in six languages.

Which fields and terms there are is in `fields.yml` and `terms.yml`, not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, StrictBool

from pipelines.storage.yaml_models import Entry, problem
from pipelines.submissions.kinds import KINDS
from pipelines.submissions.labels import ByLanguage, Labels, Text, index_labels


def _require_kind(kind: str) -> str:
    if kind not in KINDS:
        raise problem(f"is {kind!r}", f"one of {', '.join(KINDS)}")
    return kind


class Term(Entry):
    """One term of a closed vocabulary.

    Attributes:
        code: What files in canonical form and tables hold.
        labels: What people write for it.
        meaning: One sentence in English where the label does not say it all, else None.
        is_count: Whether an amount on this basis counts people or households, not money.
    """

    code: Text
    labels: Labels
    meaning: Text | None = None
    is_count: StrictBool = False

    def label(self, language: str) -> str:
        """The label to show in a language."""
        return self.labels[language][0]


class Vocabulary(Entry):
    """A closed list of terms; `title` has its name in each language."""

    name: Text
    title: ByLanguage[Text]
    terms: tuple[Term, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, in the order in which they are shown."""
        return tuple(term.code for term in self.terms)


class ContactPart(Entry):
    """Which contact of a pledge, counted from 1, and which part of it a field holds."""

    number: Literal[1, 2]
    part: Literal["name", "email", "phone"]


class FormField(Entry):
    """One field of a pledge.

    Attributes:
        name: Canonical name, as in the header of a canonical file.
        group: Group under which it is explained.
        kind: What it holds.
        description: One or two sentences in English: meaning, unit, rule.
        example: A value as it is written into a cell.
        labels: Headers that stand for it, beside its name.
        required: Whether the header must have it and every pledge must fill it.
        separator: What is between the items of a list; None when it holds one value.
        may_repeat: Whether a list may hold the same item twice.
        vocabulary: Name of its vocabulary, when it has one.
        lowest: Lowest whole number it takes.
        highest: Highest number it takes.
        unit: What a number counts, when it is one unit in every row.
        contact: What it holds of a contact; such a field is personal and so never published.
        width: Characters its column in the template is wide, when its label does not decide.
    """

    name: Text
    group: Text
    kind: Annotated[str, AfterValidator(_require_kind)]
    description: Text
    example: Text
    labels: Labels
    required: StrictBool = False
    separator: Literal["; ", "|"] | None = None
    may_repeat: StrictBool = False
    vocabulary: Text | None = None
    lowest: int | None = None
    highest: int | None = None
    unit: Text | None = None
    contact: ContactPart | None = None
    width: int | None = None

    @property
    def personal(self) -> bool:
        """Whether it is about a person."""
        return self.contact is not None

    @property
    def bounds(self) -> tuple[int, int]:
        """Lowest and highest whole number it takes, of a field that holds one."""
        bounds = KINDS[self.kind].bounds
        assert bounds is not None, f"{self.kind} is no whole number"
        lowest, highest = bounds
        return (
            lowest if self.lowest is None else self.lowest,
            highest if self.highest is None else self.highest,
        )


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
