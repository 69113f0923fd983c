"""The pages about the code agree with the code: folders, files, words, decisions, hooks."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
import yaml

from pipelines.settings import REPOSITORY
from tests.unit.test_architecture import LAYERS

PACKAGE = REPOSITORY / "pipelines"
DOCS = REPOSITORY / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
PAGES = [
    *REPOSITORY.glob("*.md"),
    REPOSITORY / ".github" / "pull_request_template.md",
    *DOCS.rglob("*.md"),
]
CLASSES = Counter(
    node.name
    for path in PACKAGE.rglob("*.py")
    for node in ast.parse(path.read_text(encoding="utf-8")).body
    if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
)
FOLDERS = ("pipelines", "tests", "docs", "data", "expectations", "dbt_project")
HISTORY = {"CHANGELOG.md"}
"""Pages that name what there was."""


def read(*parts: str) -> str:
    return REPOSITORY.joinpath(*parts).read_text(encoding="utf-8")


def homes_of(name: str) -> list[Path]:
    """Where a file that a page names may be: from the root, or in the package."""
    return [base / name for base in (REPOSITORY, PACKAGE, REPOSITORY / "dbt_project", DOCS)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.name not in HISTORY], ids=lambda page: page.name
)
def test_files_of_the_repository_that_a_page_names_exist(page: Path) -> None:
    named = re.findall(r"`((?:[a-z_]+/)+(?:[\w.]+\.(?:py|yml|sql|md|csv))?)`", page.read_text())
    missing = [
        name
        for name in named
        if (name.split("/")[0] in (*FOLDERS, *LAYERS) and "..." not in name)
        and not any(home.exists() for home in homes_of(name))
        and not _is_in_a_warehouse(name)
    ]
    assert missing == []


def _is_in_a_warehouse(name: str) -> bool:
    """Whether it is a path under P2C_HOME, which operations.md lists."""
    (state,) = re.findall(r"^## State\n(.*?)^## ", read("docs", "operations.md"), re.M | re.S)
    return f"`{name.split('/')[0]}/`" in state


def test_the_architecture_opens_with_the_folders_in_their_layers() -> None:
    (tree,) = re.findall(r"^pipelines/\n(.*?)^$", read("docs", "architecture.md"), re.M | re.S)
    entries = re.findall(r"^  ([a-z_]+)(?:/|\.py) ", tree, re.M)
    assert entries == list(LAYERS)


def test_a_class_has_a_name_of_its_own() -> None:
    assert [name for name, count in CLASSES.items() if count > 1] == []


def test_each_word_of_the_glossary_is_there_once_and_each_class_it_names_exists() -> None:
    glossary = read("docs", "glossary.md")
    words = [
        word
        for row in re.findall(r"^\| (?!Word|---)([^|]+) \|", glossary, re.M)
        for word in row.split(", ")
    ]
    assert [word for word, count in Counter(words).items() if count > 1] == []
    classes = set(re.findall(r"`([A-Z]\w+)`", re.sub(r"`P2C_\w+`|`UNALLOCATED`", "", glossary)))
    assert classes - set(CLASSES) == set()


def test_decisions_are_numbered_listed_and_of_one_form() -> None:
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))
    index = read("docs", "decisions", "README.md")
    for path in DECISIONS:
        text = path.read_text(encoding="utf-8")
        title = re.match(r"# \d{4} (.+)\n", text)
        assert title and f"[{path.name[:4]}]({path.name}) | {title[1]} |" in index, path.name
        assert re.findall(r"^## (.*)$", text, re.M) == ["Context", "Decision", "Consequences"]


def test_hooks_run_what_is_installed_here() -> None:
    content = yaml.safe_load(read(".pre-commit-config.yaml"))
    targets = set(re.findall(r"^([a-z-]+):.*##", read("Makefile"), re.M))
    for repository in content["repos"]:
        assert repository["repo"] == "local"
        for hook in repository["hooks"]:
            assert hook["language"] == "system"
            program, argument, *_ = *hook["entry"].split(), ""
            assert program.startswith(".venv/bin/") or (program == "make" and argument in targets)


def test_version_is_the_same_wherever_it_is_stated() -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert yaml.safe_load(read("CITATION.cff"))["version"] == version
    assert re.search(rf"^## {re.escape(version)}\b", read("CHANGELOG.md"), re.M)
