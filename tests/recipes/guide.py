"""Reads the recipes of CONTRIBUTING.md: which files each says to edit, and what is generated.

What is written into these files belongs to `tests.recipes.changes`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.settings import REPOSITORY

GUIDE = REPOSITORY / "CONTRIBUTING.md"


@dataclass(frozen=True)
class Recipe:
    """One recipe: its title, and the files to edit, where `<name>` is any name."""

    title: str
    files: tuple[str, ...]

    def steps_of(self, file: str) -> list[int]:
        """The steps that a file is, counted from 1."""
        return [
            number
            for number, pattern in enumerate(self.files, start=1)
            if re.fullmatch(re.sub(r"<[^>]+>", "[a-z_]+", re.escape(pattern)), file)
        ]


def read_recipes() -> dict[str, Recipe]:
    """The recipes by their titles."""
    text = GUIDE.read_text(encoding="utf-8")
    (section,) = re.findall(r"^## Recipes\n(.*?)^## ", text, re.M | re.S)
    parts: Sequence[str] = re.split(r"^### (.*)\n", section, flags=re.M)[1:]
    return {
        title: Recipe(title, tuple(re.findall(r"^\d+\. `([^`]+)`", body, re.M)))
        for title, body in zip(parts[::2], parts[1::2], strict=True)
    }


def generated_files() -> set[str]:
    """The files that `make docs` writes."""
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    (target,) = re.findall(r"^docs:.*\n((?:\t.*\n)+)", makefile, re.M)
    return set(re.findall(r"> (\S+)", target))
