"""`p2c` itself: panels, nouns that list, what a mistyped command gets, completion, the version."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from pipelines.cli import _run
from pipelines.cli.app import Panel

HEAVY = {"altair", "dagster", "dbt", "duckdb", "great_expectations", "numpy", "pandas", "pyarrow"}


@pytest.fixture
def p2c(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> P2C:
    monkeypatch.setenv("P2C_HOME", str(tmp_path / "warehouse"))
    return P2C(monkeypatch, capsys)


class P2C:
    """Runs `p2c` as its entry point does, in an empty warehouse."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch, self.capsys = monkeypatch, capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        self.monkeypatch.setattr(sys, "argv", ["p2c", *arguments])
        code = _run()
        return code, *self.capsys.readouterr()

    def complete(self, words: str) -> list[str]:
        """What bash would offer after these words."""
        self.monkeypatch.setenv("_P2C_COMPLETE", "complete_bash")
        self.monkeypatch.setenv("COMP_WORDS", words)
        self.monkeypatch.setenv("COMP_CWORD", str(len(words.split(" ")) - 1))
        with pytest.raises(SystemExit) as ended:
            self()
        assert ended.value.code == 0
        return self.capsys.readouterr().out.split()


@pytest.mark.parametrize("arguments", [(), ("--help",)])
def test_without_a_command_the_panels_are_shown_in_their_order(
    p2c: P2C, arguments: tuple[str, ...]
) -> None:
    code, text, errors = p2c(*arguments)
    assert (code, errors) == (0, "")
    places = [text.index(f" {panel} ") for panel in Panel]
    assert places == sorted(places)
    assert text.index(" refresh ") < text.index(" check ") < text.index(" query ")
    assert "\x1b" not in text


def test_help_is_plain_text_where_a_terminal_can_show_neither_colours_nor_frames() -> None:
    shown = subprocess.run(
        [sys.executable, "-c", "from pipelines.cli import main; main()", "--help"],
        env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "NO_COLOR": "1", "TERM": "dumb"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "- Decide -" in shown.stdout and shown.stdout.isascii() and "\x1b" not in shown.stdout


@pytest.mark.parametrize("arguments", [("rejects",), ("rejects", "list")])
def test_a_noun_alone_lists(p2c: P2C, arguments: tuple[str, ...]) -> None:
    code, text, _ = p2c(*arguments)
    assert code == 0 and "No submission had anything rejected" in text


def test_a_noun_takes_the_options_of_its_list(p2c: P2C) -> None:
    assert p2c("rejects", "--by", "reason", "--format", "json") == (0, "[]\n", "")
    assert p2c("submissions", "--format", "csv")[1] == "sha256,file,received,bytes,decision,why\n"


def test_the_help_of_a_noun_names_its_commands(p2c: P2C) -> None:
    code, text, _ = p2c("rejects", "--help")
    assert code == 0
    assert all(name in text for name in ("list", "annotate", "replay"))
    assert p2c("docs")[:2] == p2c("docs", "--help")[:2]


@pytest.mark.parametrize(
    ("mistyped", "meant"),
    [
        ("refesh", "p2c refresh"),
        ("rejects anotate", "p2c rejects annotate"),
        ("replay", "p2c rejects replay"),
        ("acknowlege", "p2c gates acknowledge"),
        ("vintages list", "p2c sources vintages"),
    ],
)
def test_a_mistyped_or_misplaced_command_is_answered_with_the_one_that_was_meant(
    p2c: P2C, mistyped: str, meant: str
) -> None:
    code, _, errors = p2c(*mistyped.split())
    assert code == 2
    assert f"`{meant}`" in errors


def test_a_word_like_no_command_is_answered_with_the_way_to_all(p2c: P2C) -> None:
    code, _, errors = p2c("frobnicate")
    assert code == 2 and "there is no command p2c frobnicate; see p2c --help" in errors


@pytest.mark.parametrize(
    ("command", "option"), [("query --fromat csv x", "--format"), ("rejects --bye file", "--by")]
)
def test_a_mistyped_option_is_answered_with_the_one_that_was_meant(
    p2c: P2C, command: str, option: str
) -> None:
    code, _, errors = p2c(*command.split())
    assert code == 2 and f"Possible options: {option}" in errors


def test_the_version_is_that_of_the_package(p2c: P2C) -> None:
    assert p2c("--version") == (0, f"p2c {version('partner2connect-warehouse')}\n", "")


def test_a_shell_completes_commands_and_options(p2c: P2C) -> None:
    assert p2c.complete("p2c re") == ["refresh", "releases", "rejects", "review"]
    assert p2c.complete("p2c rejects ") == ["list", "annotate", "replay"]
    assert p2c.complete("p2c query --a") == ["--as-of"]


def test_completion_is_quick_for_no_heavy_library_is_imported_before_it_is_needed() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, pipelines.cli; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert HEAVY & set(loaded) == set()


@pytest.mark.parametrize(
    ("day", "fault"),
    [
        ("yesterday", "expected YYYY-MM-DD"),
        ("20231212", "in the form YYYY-MM-DD"),
        ("2999-01-01", "has not come yet"),
    ],
)
def test_a_day_that_cannot_be_one_is_refused(p2c: P2C, day: str, fault: str) -> None:
    code, _, errors = p2c("query", "--as-of", day, "select 1")
    assert code == 2 and "--as-of" in errors and fault in errors
