"""No polluted copy of a clean CSV file yields a row that the clean file does not have.

The tests pollute two clean files of their own in every way that `polluting.py` knows. They can be
pointed at any directory of polluted CSV files besides:

    P2C_POLLUTED_DIR=/path/to/files .venv/bin/python -m pytest tests/corpus/test_polluted.py -s

The clean original of a file is the file of its name in a directory `clean` beside it, or else
`source.csv` or `clean.csv` beside or above it, or else the file that P2C_POLLUTED_CLEAN names. Its
delimiter may be another one. From it a contract is inferred with columns as narrow as their values:
numbers, dates and codes by their form, closed lists, addresses, texts of the signs they hold.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipelines.readers.pledges.contract import pledge_contract
from pipelines.readers.rows.contract import Contract
from pipelines.settings import Settings
from pipelines.sources.place_lists import bundled_place_reader
from pipelines.sources.registry import load_registry
from tests.corpus.polluted import Outcome, infer_contract, judge_folder, read_clean
from tests.corpus.polluting import Clean, pollutions

pytestmark = pytest.mark.slow

SECTORS = ("Government", "Private sector", "UN agency", "Academia", "Civil society")
COUNTRIES = ("KEN", "RWA", "SEN", "VNM", "PER", "FJI", "TGO")


def _pledges() -> Clean:
    """80 made-up pledges in the columns of the bundled file."""
    rows = [
        {
            "pledge_id": f"EX-{n:04}",
            "version": str(1 + n % 3),
            "announced": f"202{2 + n % 4}-{1 + n % 12:02}",
            "title": f'Links, "hubs" and towers {n}' if n % 3 == 0 else f"School links {n}",
            "entities": f"Example Foundation {n}; Example Telecom {n}"
            if n % 4
            else f"Example Foundation {n}",
            "sector": SECTORS[n % 5],
            "entity_country_iso3": COUNTRIES[n % 7],
            "pledge_type": "Financial",
            "focus_area": ("ACCESS", "ADOPTION")[n % 2],
            "value_stated": f"USD {n + 1}.5 million",
            "amount": f"{(n + 1) * 1_000_000 + 500_000}",
            "currency_code": "USD",
            "amount_basis": "total",
            "amount_bound": ("exact", "about")[n % 2],
            "value_usd_stated": f"{(n + 1) * 1_000_000 + 500_000}.00",
            "period_stated": f"202{n % 4}-2027",
            "period_start_year": f"202{n % 4}",
            "period_end_year": "2027",
            "places": "|".join(sorted({COUNTRIES[n % 7], COUNTRIES[(n * 3 + 1) % 7]})),
            "beneficiary_groups": ("women; youth", "children")[n % 2],
            "status": ("published", "in_progress")[n % 2],
            "commitment_id": f"ex-commitment-{n}",
            "evidence": ("confirmed", "reported")[n % 2],
            "inferred_fields": "pledge_type; focus_area",
            "notes": f"Text over\ntwo lines, {n}" if n % 5 == 0 else "",
            "source_url": f"https://example.org/pledges/{n}",
            "is_synthetic": "true",
        }
        for n in range(80)
    ]
    return Clean(
        tuple(rows[0]),
        tuple(tuple(row.values()) for row in rows),
        free=frozenset(
            {
                "pledge_id",
                "title",
                "entities",
                "value_stated",
                "period_stated",
                "commitment_id",
                "inferred_fields",
                "notes",
                "source_url",
            }
        ),
        optional=frozenset(rows[0])
        - {"pledge_id", "version", "announced", "title", "entities", "sector"},
    )


def _observations() -> Clean:
    """80 made-up rows of twenty columns as they are found anywhere."""
    rows = [
        {
            "station": f"{n:05}",
            "opened": f"19{60 + n % 40}-0{1 + n % 9}-1{n % 10}",
            "closed": f"0{n % 9}:{10 + n % 50}:00",
            "city": f"Example City {'abcdefghij'[n % 10]}{'klmnopqr'[n % 8]}",
            "country": COUNTRIES[n % 7],
            "kind": ("coast", "inland", "island")[n % 3],
            "height": str(n * 37 % 2000),
            "latitude": f"{n * 1.1 - 40:.3f}",
            "longitude": f"{n * 2.1 - 80:.3f}",
            "owner": f"Office, {'North' if n % 2 else 'South'} {'abcdefghij'[n % 10]}",
            "remark": f'said "{"abcdefghij"[n % 10] * 3}"' if n % 2 else "plain",
            "code": f"{'ABCDEFGH'[n % 8]}{n % 10}-{n % 7}",
            "share": f"{n % 100}.{n % 10}",
            "count": str(n),
            "is_open": ("yes", "no")[n % 2],
            "grade": "ABCD"[n % 4],
            "phone": f"555-01{n:02}",
            "page": f"https://example.org/s/{n}",
            "checked": f"2026-0{1 + n % 9}-2{n % 9}T0{n % 9}:00Z",
            "sum": f"{n * 100}.50",
        }
        for n in range(80)
    ]
    return Clean(
        tuple(rows[0]),
        tuple(tuple(row.values()) for row in rows),
        free=frozenset({"city", "owner", "remark"}),
        optional=frozenset(),
        alike=frozenset({frozenset({"latitude", "longitude"})}),
    )


def _report(outcomes: Sequence[Outcome]) -> str:
    wrong = [outcome for outcome in outcomes if outcome.wrong]
    kinds = Counter("-".join(o.name.rpartition("/")[2].split("-")[1:]) for o in wrong)
    return "\n".join(
        [
            f"{len(outcomes):,} files: {sum(o.refused for o in outcomes):,} refused, "
            f"{sum(o.accepted for o in outcomes):,} rows accepted, "
            f"{sum(o.rejected_lines for o in outcomes):,} lines rejected, "
            f"{sum(len(o.wrong) for o in wrong):,} wrong rows in {len(wrong):,} files",
            *(f"{name}: {count}" for name, count in kinds.most_common(200)),
            *(f"{o.name}: {o.wrong[0][:500]}" for o in wrong[:5]),
        ]
    )


def _pollute(clean: Clean, directory: Path) -> int:
    """Polluted files of row 30, which has quoted texts and one over two lines."""
    directory.mkdir()
    (directory / "clean.csv").write_text(clean.text(), encoding="utf-8")
    count = 0
    for name, content in pollutions(clean, (30,)):
        path = directory / name
        assert not path.exists(), f"two pollutions are called {name}"
        path.write_bytes(content)
        count += 1
    return count


def _judge(directory: Path, contract: Contract | None) -> list[Outcome]:
    outcomes = judge_folder(directory, contract)
    assert not any(outcome.wrong for outcome in outcomes), _report(outcomes)
    return outcomes


PLEDGES, OBSERVATIONS = _pledges(), _observations()


@pytest.fixture(scope="module")
def contract() -> Contract:
    settings = Settings.from_environment({})
    return pledge_contract(bundled_place_reader(settings, load_registry(settings.sources_file)))


@pytest.mark.parametrize("clean", [PLEDGES, OBSERVATIONS], ids=["pledges", "observations"])
def test_no_pollution_yields_a_wrong_row(clean: Clean, tmp_path: Path, contract: Contract) -> None:
    count = _pollute(clean, tmp_path / "polluted")
    outcomes = _judge(tmp_path / "polluted", contract if clean is PLEDGES else None)
    assert len(outcomes) == count >= 1_000
    # Reading is strict and not refusing everything: most files lose no more than the row changed.
    nearly_whole = [outcome for outcome in outcomes if outcome.accepted >= 77]
    assert len(nearly_whole) > 0.8 * count, _report(outcomes)


def test_a_wrong_row_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "clean.csv").write_text("name,count\na,1\nb,2\n")
    (tmp_path / "changed.csv").write_text("name;count\nb;1\nb;2\n")
    (outcome,) = judge_folder(tmp_path)
    assert outcome.wrong == ("{'name': 'b', 'count': '1'}",)


def test_the_clean_file_is_found_beside_above_and_by_name(tmp_path: Path) -> None:
    for path in ("one/clean/x.csv", "two/source.csv", "elsewhere.csv"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("name,count\na,1\n")
    for path in ("one/x.csv", "two/deep/y.csv"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("name,count\na,1\n")
    outcomes = judge_folder(tmp_path, otherwise=str(tmp_path / "elsewhere.csv"))
    assert [(o.name, o.accepted) for o in outcomes] == [
        ("elsewhere.csv", 1),
        ("one/x.csv", 1),
        ("two/deep/y.csv", 1),
    ]


def test_columns_are_inferred_as_narrow_as_they_are() -> None:
    clean = OBSERVATIONS
    contract = infer_contract([clean.header, *clean.rows])
    parse = {column.name: column.parse for column in contract.columns}
    for name, value in (
        ("opened", "1960-1-1"),
        ("kind", "harbour"),
        ("height", "1,000"),
        ("page", "page 4"),
        ("phone", "555"),
        ("city", "a;b"),
        ("owner", "x" * 99),
    ):
        with pytest.raises(ValueError, match="wrong_form"):
            parse[name](value)
    assert all(column.required for column in contract.columns)


def test_no_file_of_the_directory_given_yields_a_wrong_row() -> None:
    given = os.environ.get("P2C_POLLUTED_DIR")
    if not given:
        pytest.skip("P2C_POLLUTED_DIR names no directory of polluted CSV files")
    outcomes = judge_folder(Path(given), otherwise=os.environ.get("P2C_POLLUTED_CLEAN"))
    assert outcomes, f"there is no .csv file under {given}"
    print("\n" + _report(outcomes))  # noqa: T201
    assert not any(outcome.wrong for outcome in outcomes), _report(outcomes)


def test_a_clean_file_is_read_under_the_delimiter_that_fits(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text('a|b|c\n1|"2|3"|4\n')
    assert read_clean(tmp_path / "x.csv") == [["a", "b", "c"], ["1", "2|3", "4"]]
