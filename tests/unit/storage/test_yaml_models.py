"""A YAML file is read into its model, or refused with the entry at fault and what it should be."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
import yaml
from pydantic import Field, field_validator

from pipelines.errors import P2CError, ReviewError
from pipelines.storage.yaml_models import Entry, load_model, problem, read_yaml


class Pot(Entry):
    name: str
    litres: Annotated[int, Field(strict=True, gt=0)] = 1

    @field_validator("name")
    @classmethod
    def _is_no_kettle(cls, name: str) -> str:
        if name == "kettle":
            raise problem("is a kettle", "a pot")
        return name


class Leaf(Entry):
    kind: Literal["leaf"]
    colour: str


class Bag(Entry):
    kind: Literal["bag"]
    grams: int


class Tea(Entry):
    id: str
    pots: tuple[Pot, ...] = ()
    form: Annotated[Leaf | Bag, Field(discriminator="kind")] | None = None


class Menu(Entry):
    teas: tuple[Tea, ...]


def load(tmp_path: Path, content: Any) -> Menu:
    path = tmp_path / "menu.yml"
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
    return load_model(
        path, Menu, error=ReviewError, what="the menu", next_step="correct it", restore="print it"
    )


def refusal(tmp_path: Path, content: Any) -> P2CError:
    with pytest.raises(ReviewError) as refused:
        load(tmp_path, content)
    assert str(tmp_path / "menu.yml") in str(refused.value.where)
    return refused.value


def test_a_file_in_its_form_is_read(tmp_path: Path) -> None:
    menu = load(tmp_path, {"teas": [{"id": "assam", "pots": [{"name": "red", "litres": 2}]}]})
    assert menu.teas[0].pots[0].litres == 2


@pytest.mark.parametrize(
    ("tea", "place", "expected"),
    [
        ({"colour": "red"}, "teas[assam].colour is unknown", "the keys form, id, pots"),
        ({"id": 3}, "teas[1].id is 3", "a text; quote it if YAML reads it otherwise"),
        ({"pots": "red"}, "teas[assam].pots is 'red'", "a list"),
        ({"pots": ["red"]}, "teas[assam].pots[1] is 'red'", "a mapping of litres, name"),
        ({"pots": [{}]}, "teas[assam].pots[1].name is missing", "the keys litres, name"),
        ({"pots": [{"name": "b", "litres": True}]}, "pots[b].litres is True", "a whole number"),
        ({"pots": [{"name": "b", "litres": 0}]}, "pots[b].litres is 0", "greater than 0"),
        ({"pots": [{"name": "kettle"}]}, "pots[kettle].name is a kettle", "a pot"),
        ({"form": {"kind": "leaf"}}, "teas[assam].form.colour is missing", "the keys"),
        ({"form": {"kind": "dust"}}, "teas[assam].form is", "'leaf', 'bag'"),
    ],
)  # fmt: skip
def test_an_entry_that_is_wrong_is_named_with_what_it_is_and_should_be(
    tmp_path: Path, tea: dict[str, Any], place: str, expected: str
) -> None:
    error = refusal(tmp_path, {"teas": [{"id": "assam"} | tea]})
    assert error.found == "the menu is not in its agreed form"
    assert place in str(error.where)
    assert expected in str(error.expected)
    assert error.next_step == "correct it"


def test_further_problems_are_counted(tmp_path: Path) -> None:
    error = refusal(tmp_path, {"teas": [{"colour": "red"}]})
    assert "teas[1].id is missing (and 1 more)" in str(error.where)


@pytest.mark.parametrize("content", ["", "[]", "text"])
def test_a_file_that_is_no_mapping_is_refused_with_the_keys_it_should_have(
    tmp_path: Path, content: str
) -> None:
    assert refusal(tmp_path, content).expected == "a mapping of teas"


@pytest.mark.parametrize(
    "content", ["teas: [}", "teas: []\nteas: []", "teas: !!python/object:os.system {}"]
)
def test_a_file_that_is_no_strict_yaml_is_refused(tmp_path: Path, content: str) -> None:
    error = refusal(tmp_path, content)
    assert "the menu cannot be read" in error.found
    assert (error.expected, error.next_step) == ("a YAML file with teas", "print it")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(P2CError, match="the menu cannot be read"):
        load_model(tmp_path / "none.yml", Menu, what="the menu", next_step="correct it")


def test_only_true_and_false_are_booleans() -> None:
    assert read_yaml(b"{NO: on, yes: true}") == {"NO": "on", "yes": True}
