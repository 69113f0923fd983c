"""Commands and texts agree: each command is documented, each command that a text names exists."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from pipelines.cli import app
from pipelines.cli.app import Panel
from pipelines.settings import REPOSITORY

PAGES = [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")]


def walk(path: str, command: object) -> Iterator[tuple[str, object]]:
    yield path, command
    if isinstance(command, TyperGroup):
        for name, each in command.commands.items():
            yield from walk(f"{path} {name}", each)


TREE = dict(walk("p2c", get_command(app)))
NOUNS = [path for path, command in TREE.items() if isinstance(command, TyperGroup)]
COMMANDS = [path for path in TREE if path not in NOUNS]
each_command = pytest.mark.parametrize("path", COMMANDS)


def find(line: str) -> str:
    """The command that a line begins with, as far as its words lead."""
    path = "p2c"
    for word in line.split()[1:]:
        if path not in NOUNS or not re.fullmatch(r"[a-z][a-z-]*", word):
            break
        path = f"{path} {word}"
    return path


def options_of(path: str) -> set[str]:
    commands = [TREE[path], TREE.get(f"{path} list")]  # a noun alone lists
    params = [param for each in commands if each for param in each.params]  # type: ignore[attr-defined]
    return {"--help", *(name for param in params for name in param.opts)}


def faults_of(line: str) -> Iterator[str]:
    path = find(line)
    if path not in TREE:
        yield f"{line!r}: there is no {path}"
        return
    for option in re.findall(r"(?<!\S)--[a-z-]+", line):
        if option not in options_of(path):
            yield f"{line!r}: {path} has no {option}"


def written_as_code(text: str) -> Iterator[str]:
    """Whatever begins with `p2c` in a fenced block or between backticks, quoted texts emptied."""
    fence = re.compile(r"^```[a-z]*\n(.*?)^```", re.M | re.S)
    spans = [line for block in fence.findall(text) for line in block.splitlines()]
    spans += re.findall(r"`([^`]+)`", fence.sub("", text))
    for span in spans:
        yield from re.findall(r"(?:^|[\s/])(p2c(?: .*)?$)", re.sub(r'"[^"]*"?', '""', span))


def current_text(page: Path) -> str:
    """A page without what the changelog says of versions whose commands had other names."""
    return page.read_text().partition("\n## 0.1.0\n")[0]


def help_of(path: str) -> str:
    return TREE[path].help  # type: ignore[attr-defined, no-any-return]


@each_command
def test_every_command_is_in_the_pages(path: str) -> None:
    named = path.removesuffix(" list")
    assert any(
        re.search(rf"`{named}\b|^{named}\b|bin/{named}\b", current_text(page), re.M)
        for page in PAGES
    )


@each_command
def test_every_command_teaches_itself_with_an_example_that_works(path: str) -> None:
    assert len(help_of(path).split()) >= 5
    examples = list(written_as_code(help_of(path)))
    assert path.removesuffix(" list") in {find(example) for example in examples}
    assert [fault for example in examples for fault in faults_of(example)] == []


@pytest.mark.parametrize("path", [path for path in TREE if path.count(" ") == 1])
def test_every_command_is_in_a_panel(path: str) -> None:
    assert TREE[path].rich_help_panel in set(Panel)  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_and_option_written_as_code_in_a_page_exists(page: Path) -> None:
    assert [
        fault for line in written_as_code(current_text(page)) for fault in faults_of(line)
    ] == []


def test_every_command_that_any_other_text_names_exists() -> None:
    files = [
        "*.py",
        "*.yml",
        "*.j2",
        "*.sql",
        "*.md",
        "Makefile",
        ":!CHANGELOG.md",
        ":!tests/unit/cli",
    ]
    listed = subprocess.run(
        ["git", "grep", "-hoE", r"\bp2c [a-z][a-z-]+", "--", *files],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert len(listed) > 100
    assert set(listed) - set(TREE) == set()


def test_a_fault_in_a_text_is_found() -> None:
    gone, mistyped = "replay", "tri"
    code = f"`p2c {gone}`, `p2c rejects --bye reason`, `p2c gates {mistyped}`"
    text = f"{code}\n```\np2c query --as\n```"
    assert len([fault for line in written_as_code(text) for fault in faults_of(line)]) == 4
