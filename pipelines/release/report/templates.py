"""Opens the templates of the pages of a release: escaped, strict, and with units kept together.

What a page says is worded elsewhere.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Template


def open_template(name: str) -> Template:
    """A template beside this module; a name it uses and is not given is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_keep_together,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def _keep_together(value: Any) -> Any:
    """Keeps a number on one line with its unit; other values pass as they are."""
    if type(value) is not str:
        return value
    return re.sub(r"(?<=US\$) (?=\d)|(?<=\d) (?=[%]|[bm]illion)", "\u00a0", value)
