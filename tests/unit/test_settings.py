"""Settings come from the environment, when asked, and from nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import SettingsError
from pipelines.settings import REPOSITORY, VARIABLES, Settings


def test_without_variables_everything_lies_in_the_repository() -> None:
    settings = Settings.from_environment({})
    assert settings.home == REPOSITORY / "warehouse"
    assert settings.data_dir == REPOSITORY / "data"
    assert settings.sources_file == REPOSITORY / "pipelines" / "sources" / "sources.yml"
    assert settings.expectations_dir == REPOSITORY / "expectations"
    assert settings.memory_limit == "2GB"
    assert settings.dbt_project_dir.is_dir()


def test_every_variable_moves_the_setting_it_names(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {
            "P2C_HOME": str(tmp_path / "h"),
            "P2C_DATA_DIR": str(tmp_path / "d"),
            "P2C_SOURCES": str(tmp_path / "s.yml"),
            "P2C_EXPECTATIONS_DIR": str(tmp_path / "e"),
            "P2C_MEMORY_LIMIT": "512MB",
            "P2C_FETCH_ADDRESSES": "api.worldbank.org=127.0.0.1:8443, unstats.un.org=::1:443",
            "P2C_FETCH_CA_FILE": str(tmp_path / "ca.pem"),
            "DAGSTER_HOME": str(tmp_path / "dagster"),
        }
    )
    assert settings == Settings(
        home=tmp_path / "h",
        data_dir=tmp_path / "d",
        sources_file=tmp_path / "s.yml",
        expectations_dir=tmp_path / "e",
        memory_limit="512MB",
        fetch_addresses=(
            ("api.worldbank.org", ("127.0.0.1", 8443)),
            ("unstats.un.org", ("::1", 443)),
        ),
        fetch_ca_file=tmp_path / "ca.pem",
        own_dagster_home=tmp_path / "dagster",
    )


@pytest.mark.parametrize("variable", VARIABLES)
def test_an_empty_variable_is_as_good_as_none(variable: str) -> None:
    assert Settings.from_environment({variable: ""}) == Settings.from_environment({})


def test_the_environment_is_read_when_asked_and_not_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("P2C_HOME", str(tmp_path / "one"))
    assert Settings.from_environment().home == tmp_path / "one"
    monkeypatch.setenv("P2C_HOME", str(tmp_path / "two"))
    assert Settings.from_environment().home == tmp_path / "two"


def test_relative_paths_are_taken_from_the_repository_wherever_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings.from_environment({"P2C_HOME": "a/../b"}).home == REPOSITORY / "b"


def test_a_tilde_is_the_home_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Settings.from_environment({"P2C_HOME": "~/wh"}).home == tmp_path / "wh"


@pytest.mark.parametrize("limit", ["2GB", "512MB", "1.5GB", "2 GB", "2gb"])
def test_amounts_of_memory_that_duckdb_reads_are_accepted(limit: str) -> None:
    assert Settings.from_environment({"P2C_MEMORY_LIMIT": limit}).memory_limit == limit


@pytest.mark.parametrize(
    "limit", ["2", "GB", "lots", "-1GB", "2TB", "1'; drop table x; --GB", "٢GB"]
)
def test_an_amount_of_memory_that_cannot_be_used_is_refused_naming_the_variable(
    limit: str,
) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment({"P2C_MEMORY_LIMIT": limit})
    assert refused.value.found == f"P2C_MEMORY_LIMIT is {limit!r}"
    assert refused.value.expected == "a number with MB or GB, such as 2GB"
    assert refused.value.next_step == "unset P2C_MEMORY_LIMIT or correct it"


def test_all_state_of_a_warehouse_lies_under_its_home(settings: Settings) -> None:
    places = [
        settings.archive_dir,
        settings.inbox_dir,
        settings.work_dir,
        settings.active_build,
        settings.releases_dir,
        settings.current,
        settings.database(),
        settings.lock_file,
    ]
    assert [str(place.relative_to(settings.home)) for place in places] == [
        "archive",
        "inbox",
        "work",
        "work/active",
        "releases",
        "current",
        "current/warehouse.duckdb",
        "run.lock",
    ]
    assert not settings.home.exists()


@pytest.mark.parametrize("stated", ["api.worldbank.org", "a=b:c", "a=127.0.0.1", "=1.2.3.4:1"])
def test_an_address_that_names_no_host_and_port_is_refused(stated: str) -> None:
    with pytest.raises(SettingsError, match="P2C_FETCH_ADDRESSES"):
        Settings.from_environment({"P2C_FETCH_ADDRESSES": stated})


def test_an_env_file_is_read_and_the_environment_goes_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stated = tmp_path / ".env"
    stated.write_text(f"P2C_HOME={tmp_path / 'filed'}\nP2C_MEMORY_LIMIT=512MB\nOTHER=1\n")
    monkeypatch.setitem(Settings.model_config, "env_file", stated)
    monkeypatch.setenv("P2C_HOME", str(tmp_path / "stated"))
    settings = Settings.from_environment()
    assert settings.home == tmp_path / "stated"
    assert settings.memory_limit == "512MB"
    assert Settings.from_environment({}).memory_limit == "2GB", "given variables are all there are"


def test_a_wrong_value_in_an_env_file_is_refused_naming_variable_and_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("P2C_MEMORY_LIMIT=lots\n")
    monkeypatch.setitem(Settings.model_config, "env_file", tmp_path / ".env")
    with pytest.raises(SettingsError, match="P2C_MEMORY_LIMIT is 'lots'") as refused:
        Settings.from_environment()
    assert ".env" in str(refused.value.where)


def test_the_variables_give_another_process_the_same_settings(tmp_path: Path) -> None:
    stated = {
        "P2C_HOME": str(tmp_path / "h"),
        "P2C_FETCH_ADDRESSES": "api.worldbank.org=127.0.0.1:8443,unstats.un.org=::1:443",
        "P2C_FETCH_CA_FILE": str(tmp_path / "ca.pem"),
    }
    settings = Settings.from_environment(stated)
    assert settings.variables.items() >= stated.items()
    assert Settings.from_environment(settings.variables) == settings


def test_the_example_env_file_says_what_each_variable_sets() -> None:
    example = " ".join((REPOSITORY / ".env.example").read_text().replace("# ", "").split())
    for variable, description in VARIABLES.items():
        assert f"{description}. {variable}=" in example


def test_a_home_of_nobody_is_refused() -> None:
    with pytest.raises(SettingsError, match="P2C_HOME is '~nobody-of-that-name/x'"):
        Settings.from_environment({"P2C_HOME": "~nobody-of-that-name/x"})
