"""Reads a YAML file into a pydantic model, and turns what is wrong with it into one P2CError.

What a file must hold is in the model of the module that reads it; nothing here knows any of them.
"""

from __future__ import annotations

import re
import reprlib
from collections.abc import Hashable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from pipelines.errors import P2CError, SourceError

try:  # ten times as fast, where PyYAML was built with it
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]

_PROBLEM = "problem"
_EXPECTED = {
    "bool_type": "true or false",
    "dict_type": "a mapping",
    "int_type": "a whole number",
    "list_type": "a list",
    "string_type": "a text; quote it if YAML reads it otherwise",
    "tuple_type": "a list",
}
"""What should be there, for the errors of pydantic whose own words are those of Python."""


class Entry(BaseModel):
    """Base of a frozen entry that has no keys but those of its model."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Model = TypeVar("Model", bound=BaseModel)


def load_model(
    path: Path,
    model: type[Model],
    *,
    what: str,
    next_step: str,
    restore: str | None = None,
    error: type[P2CError] = SourceError,
) -> Model:
    """Reads one file into a model.

    Args:
        path: The YAML file.
        model: What it must hold.
        what: Name of the file for people, such as `the source registry`.
        next_step: What to do about an entry that is wrong.
        restore: What to do about a file that cannot be read; `next_step` when it is the same.
        error: Type of the error to raise.

    Raises:
        P2CError: of the type `error`, when the file cannot be read or an entry is not in its
            form; names the entry by its id.
    """
    try:
        content = read_yaml(path.read_bytes())
    except (OSError, ValueError, yaml.YAMLError) as problem:
        raise error(
            f"{what} cannot be read: {problem}",
            where=str(path),
            expected=f"a YAML file with {_names(model.model_fields)}",
            next_step=restore or next_step,
        ) from problem
    try:
        return model.model_validate(content)
    except ValidationError as problems:
        place, expected = describe(problems, content, model)
        raise error(
            f"{what} is not in its agreed form",
            where=f"{path}: {place}",
            expected=expected,
            next_step=next_step,
        ) from None


def load_own(module: str, name: str, model: type[Model], what: str) -> Model:
    """Reads a file of this package, which is beside a module, into a model.

    Args:
        module: `__file__` of the module.
        name: Name of the file.
        model: What it must hold.
        what: Name of the file for people.

    Raises:
        SourceError: when the file cannot be read or an entry is not in its form.
    """
    next_step = "correct the entry, or restore the file from version control"
    return load_model(Path(module).with_name(name), model, what=what, next_step=next_step)


def read_yaml(content: bytes) -> Any:
    """Reads YAML strictly: no key twice, and only true and false are booleans.

    Raises:
        ValueError: when a key is given twice.
        yaml.YAMLError: when it is not YAML in UTF-8, or would construct Python objects.
    """
    return yaml.load(content, Loader=_StrictLoader)  # noqa: S506  a SafeLoader


def problem(found: str, expected: str) -> PydanticCustomError:
    """Returns the error a validator raises for what concerns several keys or entries."""
    return PydanticCustomError(_PROBLEM, "{found}", {"found": found, "expected": expected})


def describe(error: ValidationError, content: object, model: type[BaseModel]) -> tuple[str, str]:
    """Returns where the first problem is and what is there, and what was expected.

    Args:
        error: What pydantic found.
        content: What it validated; entries of lists are named by their `id` or `name`, those
            without by their number, counted from 1.
        model: The model it was validated against.
    """
    details = error.errors(include_url=False)
    first = details[0]
    place = ".".join(_place(content, first["loc"])).replace(".[", "[")
    found = f"{place} {_found(first)}".strip()
    others = f" (and {len(details) - 1} more)" if len(details) > 1 else ""
    return f"{found}{others}", _expected(first, model)


def _found(detail: ErrorDetails) -> str:
    match detail["type"]:
        case "problem":
            return str(detail["ctx"]["found"])
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "is unknown"
        case _:
            return f"is {reprlib.repr(detail['input'])}"


def _expected(detail: ErrorDetails, model: type[BaseModel]) -> str:
    match detail["type"]:
        case "problem":
            return str(detail["ctx"]["expected"])
        case "missing" | "extra_forbidden":
            return f"the keys {_names(_model_at(model, detail['loc'][:-1]).model_fields)}"
        case "model_type":
            return f"a mapping of {_names(_model_at(model, detail['loc']).model_fields)}"
        case "value_error":
            return str(detail["ctx"]["error"])
        case known:
            return _EXPECTED.get(known) or detail["msg"].removeprefix("Input should be ")


def _place(content: object, loc: tuple[int | str, ...]) -> Iterator[str]:
    """The path to an entry, without the names pydantic adds for the branches of a union."""
    for depth, part in enumerate(loc, start=1):
        if isinstance(part, int) and isinstance(content, list):
            content = content[part]
            yield f"[{_name_of(content) or part + 1}]"
        elif isinstance(content, Mapping) and (part in content or depth == len(loc)):
            content = content.get(part)
            yield str(part)


def _name_of(entry: object) -> str | None:
    names = [entry.get(key) for key in ("id", "name")] if isinstance(entry, Mapping) else []
    return next((name for name in names if isinstance(name, str) and name), None)


def _model_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> type[BaseModel]:
    """The model of the entry at a place, as far as annotations tell."""
    branches: list[type[BaseModel]] = []
    for part in loc:
        if part in model.model_fields:
            branches = list(_models_in(model.model_fields[str(part)].annotation))
            model = next(iter(branches), model)
        else:
            model = next((branch for branch in branches if _is_tagged(branch, part)), model)
    return model


def _is_tagged(model: type[BaseModel], tag: int | str) -> bool:
    return any(tag in get_args(field.annotation) for field in model.model_fields.values())


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def _names(names: Iterable[object]) -> str:
    return ", ".join(sorted(str(name) for name in names))


class _StrictLoader(SafeLoader):
    """Refuses a key given twice, and takes only true and false for booleans.

    YAML 1.1 lets the second of two keys win, and reads `on` as true and Norway's `NO` as false.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if twice := {str(key) for key in keys if keys.count(key) > 1}:
            raise ValueError(f"keys given twice: {_names(twice)}")
        return super().construct_mapping(node, deep=deep)


_BOOLEAN = "tag:yaml.org,2002:bool"
_StrictLoader.yaml_implicit_resolvers = {
    first: [resolver for resolver in resolvers if resolver[0] != _BOOLEAN]
    for first, resolvers in SafeLoader.yaml_implicit_resolvers.items()
}
_StrictLoader.add_implicit_resolver(_BOOLEAN, re.compile("^(?:true|false)$"), ["t", "f"])
