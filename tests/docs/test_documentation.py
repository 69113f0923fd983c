"""The documentation says what is there: make targets, settings, files."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import yaml

from pipelines.settings import REPOSITORY, VARIABLES

PAGES = [REPOSITORY / "README.md", REPOSITORY / "CHANGELOG.md", *(REPOSITORY / "docs").glob("*.md")]


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return [REPOSITORY / name for name in listed.stdout.splitlines()]


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*##", (REPOSITORY / "Makefile").read_text(), re.M))


def test_every_make_target_the_pages_name_exists() -> None:
    named = {  # in code, as a command is written
        target
        for page in PAGES
        for target in re.findall(r"(?:`|^)make ([a-z-]+)", page.read_text(), re.M)
    }
    assert {"run", "test"} <= named
    assert named <= make_targets()


def test_every_setting_is_in_the_example_environment_and_the_other_way_round() -> None:
    example = (REPOSITORY / ".env.example").read_text()
    assert set(re.findall(r"^([A-Z0-9_]+)=", example, re.M)) == set(VARIABLES)


def test_every_mart_has_a_suite_and_the_other_way_round() -> None:
    marts = {path.stem for path in (REPOSITORY / "dbt_project/models/marts").glob("*.sql")}
    suites = {path.stem for path in (REPOSITORY / "expectations/marts").glob("*.yml")}
    assert marts == suites


def test_every_model_is_described_beside_its_sql() -> None:
    for sql in (REPOSITORY / "dbt_project/models").rglob("*.sql"):
        (model,) = yaml.safe_load(sql.with_suffix(".yml").read_text())["models"]
        assert model["name"] == sql.stem
        assert "one row per" in model["description"].lower(), f"{sql.stem} does not say its grain"


def test_no_file_names_a_package_registry_or_a_path_of_a_machine() -> None:
    forbidden = re.compile(
        r"py" r"pi\.org|python" r"hosted|registry\.npm" r"js|/ro" r"ot/|/ho" r"me/|/wo" r"rk/"
    )
    found = []
    for path in tracked_files():
        if path.suffix in {".csv"} or not path.exists():
            continue
        # The corpus holds files in other encodings and in none; these words are ASCII in all.
        text = path.read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), start=1):
            if forbidden.search(line.replace("warehouse/work/", "").replace("home/work/", "")):
                found.append(f"{path.relative_to(REPOSITORY)}:{number}: {line.strip()[:80]}")
    assert found == []
