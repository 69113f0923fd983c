"""Reads the catalogue: which text of which file is broken in which way, and what it would tell.

Breaking a file belongs to `tests.mutations.workshop`, catching it to `tests.mutations.catchers`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from pipelines.errors import P2CError
from pipelines.settings import REPOSITORY

DIRECTORY = Path(__file__).parent / "catalogue"
PROJECT = REPOSITORY / "dbt_project"


DERIVED = {
    "drop_column": (r"^([a-z_.]+|.+ as \w+),$", ""),
    "drop_filter": (r"^where .+", ""),
    "drop_distinct": (r"\bdistinct ", ""),
    "inner_for_left_join": (r"\bleft join\b", "inner join"),
    "max_for_sum": (r"\bsum\(", "max("),
    "max_for_min": (r"\bmin\(", "max("),
    "min_for_max": (r"\bmax\(", "min("),
    "reverse_order": (r" desc\b", " asc"),
    "boundary_value": (r" >= ", " > "),
    "union_for_union_all": (r"\bunion all\b", "union"),
    "or_for_and": (r"\band\b", "or"),
}
"""Ways in which SQL without mutations of its own is broken: a pattern, and what is put for it."""


class CatalogueIsWrong(P2CError):
    """A mutation that cannot be made as it is written."""


@dataclass(frozen=True)
class Mutation:
    """One way to break a file of the dbt project.

    Attributes:
        name: Unique over the whole catalogue.
        mart: The mart, or the table macro, whose readers would get something wrong.
        way: A key of `ways.yml`.
        file: Path of an SQL file in the dbt project.
        find: Text that occurs exactly once in the file.
        replace: What is put in its place.
        wrong: What a reader would have been told, in a sentence.
    """

    name: str
    mart: str
    way: str
    file: str
    find: str
    replace: str
    wrong: str

    @property
    def breaks_table_macro(self) -> bool:
        """Whether the file is a table macro, of which dbt knows nothing."""
        return self.file.startswith("table_macros/")

    def break_text(self, text: str) -> str:
        """The broken text of the file.

        Raises:
            CatalogueIsWrong: when there is not exactly one place to break.
        """
        places = text.count(self.find)
        if places != 1 or self.find == self.replace:
            raise CatalogueIsWrong(
                f"mutation {self.name} finds its text {places} times"
                + (" and puts back the same" if self.find == self.replace else ""),
                where=self.file,
                expected="a text that occurs exactly once, and another one for it",
                next_step=f"correct it in tests/mutations/catalogue/{self.mart}.yml",
            )
        return text.replace(self.find, self.replace)


def load_ways() -> dict[str, str]:
    """Each way to break a model, with what it does, from `ways.yml`."""
    ways: dict[str, str] = yaml.safe_load((Path(__file__).parent / "ways.yml").read_text())
    return ways


def load_catalogue(project: Path = PROJECT) -> tuple[Mutation, ...]:
    """Loads `catalogue/<name>.yml` of every mart and table macro.

    An entry that names no file breaks the SQL of the mart or macro itself. What has no catalogue
    yet is broken in derived ways, so that a new mart is tried out from its first day.

    Args:
        project: The dbt project that is to be broken.

    Raises:
        CatalogueIsWrong: when two share a name, a way is not known or a text is not there once.
    """
    mutations = tuple(
        Mutation(**{"mart": file.stem, "file": _own_file(project, file.stem), **entry})
        for file in sorted(DIRECTORY.glob("*.yml"))
        for entry in yaml.safe_load(file.read_text(encoding="utf-8"))
    )
    written = {mutation.mart for mutation in mutations}
    mutations += tuple(
        mutation
        for folder in ("models/marts", "table_macros")
        for file in sorted((project / folder).glob("*.sql"))
        if file.stem not in written
        for mutation in _derive(file.stem, f"{folder}/{file.name}", file.read_text("utf-8"))
    )
    _refuse_doubtful(mutations)
    for mutation in mutations:
        mutation.break_text((project / mutation.file).read_text(encoding="utf-8"))
    return mutations


def _derive(mart: str, file: str, text: str) -> Iterator[Mutation]:
    """Breaks, in each way that fits, the last line that is in the text once."""
    lines = [line.strip() for line in text.splitlines() if not line.startswith("--")]
    for way, (pattern, replacement) in DERIVED.items():
        for line in reversed(lines):
            broken = re.sub(pattern, replacement, line)
            if broken != line and text.count(line) == 1:
                wrong = load_ways()[way]
                yield Mutation(f"{mart}_{way}", mart, way, file, line, broken, wrong)
                break


def _own_file(project: Path, name: str) -> str:
    macro = f"table_macros/{name}.sql"
    return macro if (project / macro).exists() else f"models/marts/{name}.sql"


def _refuse_doubtful(mutations: Sequence[Mutation]) -> None:
    ways = load_ways()
    names = Counter(mutation.name for mutation in mutations)
    found = [f"the name {name} is used {times} times" for name, times in names.items() if times > 1]
    found += [f"{each.name} names the way {each.way}" for each in mutations if each.way not in ways]
    if found:
        raise CatalogueIsWrong(
            "; ".join(found),
            where=str(DIRECTORY),
            expected="a name of its own for each mutation and a way of ways.yml",
            next_step="correct the entries, or describe the new way in ways.yml",
        )
