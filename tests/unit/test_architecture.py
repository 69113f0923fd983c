"""The house rules that hold for every module, read from the source itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines import errors
from pipelines.settings import REPOSITORY

PACKAGE = REPOSITORY / "pipelines"
TESTS = REPOSITORY / "tests"
LAYERS = (
    "cli",
    "definitions",
    "assets",
    "review",
    "serving",
    "release",
    "gates",
    "build",
    "sources",
    "archive",
    "readers",
    "submissions",
    "storage",
    "checks",
    "settings",
    "errors",
)
"""What is in `pipelines/`, from the top down: a module imports its own row and those below it."""

MAY_IMPORT = {
    "dagster": {"definitions", "assets"},
    "dagster_dbt": {"assets"},
    "duckdb": {"storage"},
    "great_expectations": {"gates"},
    "metricflow": {"serving"},
    "metricflow_semantics": {"serving"},
    "requests": {"sources"},
    "sqlalchemy": set[str](),
    "typer": {"cli"},
    "urllib3": {"sources"},
    "rich": {"cli"},
    "dbt": {"build"},
}
"""Who may import what is not ours. Types may be imported by anybody, under TYPE_CHECKING."""


@dataclass(frozen=True)
class Module:
    name: str
    path: Path
    tree: ast.Module

    @property
    def top(self) -> str:
        """The first part of its name: a module of the package or a subpackage."""
        return self.name.split(".")[0]


@dataclass(frozen=True)
class Import:
    name: str
    line: int
    at_load: bool


def _read_modules() -> dict[str, Module]:
    modules = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        name = name.removesuffix(".__init__")
        modules[name] = Module(name, path, ast.parse(path.read_text(encoding="utf-8")))
    return modules


MODULES = _read_modules()
each_module = pytest.mark.parametrize("module", MODULES.values(), ids=MODULES.keys())


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) in (
        "TYPE_CHECKING",
        "typing.TYPE_CHECKING",
    )


def imports_of(tree: ast.AST, at_load: bool = True) -> Iterator[Import]:
    """Every import but those for types; `at_load` when it happens as the module is loaded."""
    for node in ast.iter_child_nodes(tree):
        if _is_type_checking(node):
            assert isinstance(node, ast.If)
            for other in node.orelse:
                yield from imports_of(ast.Module([other], []), at_load)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, at_load)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: write the whole name of the package"
            for alias in node.names:
                yield Import(f"{node.module}.{alias.name}", node.lineno, at_load)
        else:
            inner = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from imports_of(node, at_load and not inner)


def own_imports(module: Module) -> Iterator[tuple[str, Import]]:
    """Modules of the package that a module imports."""
    for found in imports_of(module.tree):
        if found.name.split(".")[0] == "pipelines":
            name = found.name.removeprefix("pipelines").lstrip(".")
            while name and name not in MODULES:
                name = name.rpartition(".")[0]
            if name and name != module.name:
                yield name, found


def test_imports_are_found_at_the_top_inside_functions_and_not_for_types() -> None:
    tree = ast.parse(
        "import a\nfrom b import c\nif TYPE_CHECKING:\n    import d\nelse:\n    import e\n"
        "def f():\n    import g\ntry:\n    import h\nexcept ImportError:\n    pass\n"
    )
    assert [(found.name, found.at_load) for found in imports_of(tree)] == [
        ("a", True),
        ("b.c", True),
        ("e", True),
        ("g", False),
        ("h", True),
    ]


@each_module
def test_a_module_imports_its_own_layer_and_those_below(module: Module) -> None:
    if not module.name or module.name == "__init__":
        return
    layer = LAYERS.index(module.top)
    for name, found in own_imports(module):
        assert LAYERS.index(name.split(".")[0]) >= layer, (
            f"{module.path}:{found.line} imports pipelines.{name}, which is above it"
        )


def test_the_layers_are_the_folder_list() -> None:
    entries = {path.stem for path in PACKAGE.iterdir() if path.name[0] not in "._"}
    assert entries == set(LAYERS)


def test_no_module_imports_itself_by_way_of_others() -> None:
    edges = {
        name: {other for other, found in own_imports(module) if found.at_load}
        for name, module in MODULES.items()
    }
    reached = {name: set(targets) for name, targets in edges.items()}
    for middle in reached:
        for targets in reached.values():
            if middle in targets:
                targets |= reached[middle]
    assert [name for name, targets in reached.items() if name in targets] == []


@each_module
def test_each_library_is_imported_only_where_it_belongs(module: Module) -> None:
    for found in imports_of(module.tree):
        library = found.name.split(".")[0]
        assert module.top in MAY_IMPORT.get(library, {module.top}), (
            f"{module.path}:{found.line} imports {library}, which belongs in "
            f"{', '.join(sorted(MAY_IMPORT[library])) or 'no module'}"
        )


@pytest.mark.parametrize("library", MAY_IMPORT)
def test_each_library_is_still_imported_where_it_belongs(library: str) -> None:
    importers = {
        module.top
        for module in MODULES.values()
        for found in imports_of(module.tree)
        if found.name.split(".")[0] == library
    }
    assert importers == MAY_IMPORT[library]


@pytest.mark.parametrize("library", ["great_expectations", "dbt", "altair"])
def test_libraries_that_cost_seconds_are_imported_inside_the_functions_that_need_them(
    library: str,
) -> None:
    at_load = [
        f"{module.path}:{found.line}"
        for module in MODULES.values()
        for found in imports_of(module.tree)
        if found.at_load and found.name.split(".")[0] == library
    ]
    assert at_load == []


@each_module
def test_a_module_opens_by_saying_what_it_is_and_what_does_not_belong_in_it(
    module: Module,
) -> None:
    docstring = ast.get_docstring(module.tree) or ""
    sentences = re.findall(r"[.!?](?=\s|$)", docstring)
    assert len(sentences) >= 2, f"{module.path} opens with: {docstring!r}"


@each_module
def test_no_module_is_longer_than_300_lines(module: Module) -> None:
    lines = len(module.path.read_text(encoding="utf-8").splitlines())
    assert lines <= 300, f"{module.path} has {lines} lines"


def test_no_test_file_is_longer_than_400_lines() -> None:
    lengths = {
        path.relative_to(TESTS).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in TESTS.rglob("*.py")
    }
    assert {name: lines for name, lines in lengths.items() if lines > 400} == {}


def test_each_folder_of_unit_tests_is_a_folder_of_the_package() -> None:
    folders = {path.parent.relative_to(TESTS / "unit") for path in (TESTS / "unit").rglob("*.py")}
    assert [folder for folder in folders if not (PACKAGE / folder).is_dir()] == []


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert [name for name in MODULES if drawers & set(name.split("."))] == []


def _touches_environment(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module == "os" and any(
            alias.name in ("environ", "getenv") for alias in node.names
        )
    return (
        isinstance(node, ast.Attribute)
        and node.attr in ("environ", "environb", "getenv")
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
    )


SETS_THE_ENVIRONMENT = {"build.dbt_runner", "cli.dev", "gates.gx_engine"}
"""dbt, Dagster and Great Expectations take some settings from the environment alone."""


@each_module
def test_only_the_settings_read_the_environment(module: Module) -> None:
    if module.name in {"settings", *SETS_THE_ENVIRONMENT}:
        return
    lines = [node.lineno for node in ast.walk(module.tree) if _touches_environment(node)]  # type: ignore[attr-defined]
    assert lines == [], f"{module.path} reads the environment; settings.py does"


@pytest.mark.parametrize("name", sorted(SETS_THE_ENVIRONMENT))
def test_who_sets_the_environment_reads_none_of_the_settings_from_it(name: str) -> None:
    reads = [
        ast.unparse(node)
        for node in ast.walk(MODULES[name].tree)
        if isinstance(node, ast.Call)
        and (ast.unparse(node.func) in ("os.environ.get", "os.getenv"))
        and isinstance(node.args[0], ast.Constant)
    ]
    reads += [
        ast.unparse(node)
        for node in ast.walk(MODULES[name].tree)
        if isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Load)
        and _touches_environment(node.value)
    ]
    assert reads == []


@each_module
def test_no_module_prints(module: Module) -> None:
    prints = [
        node.lineno
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("print", "builtins.print")
    ]
    assert prints == [], f"{module.path} prints in lines {prints}; log it, or leave it to the CLI"


ERRORS = [
    name
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, errors.P2CError)
]


@pytest.mark.parametrize("name", ERRORS)
def test_every_error_is_raised_somewhere(name: str) -> None:
    used = [
        module.name
        for module in MODULES.values()
        if module.name != "errors"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in (name, f"errors.{name}")
    ]
    assert used, f"{name} is raised nowhere; take it out"


@each_module
def test_what_a_module_raises_on_purpose_is_an_error_a_person_can_act_on(module: Module) -> None:
    bare = [
        node.lineno
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and ast.unparse(node.exc.func) in ("Exception", "RuntimeError", "SystemExit")
    ]
    assert bare == [], f"{module.path} raises a bare error in lines {bare}"
