"""Canonical names of the regions that lists exist for: ITU's six and the UN's M49 scheme.

Names in other languages and spellings do not belong here: they are reviewed names.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.readers.places.model import Region
from pipelines.storage.yaml_models import Entry, load_own


class _Regions(Entry):
    """Names of regions by code."""

    itu: Mapping[str, str]
    m49: Mapping[str, str]
    cldr_names_another_area: frozenset[str]


_FILE = load_own(__file__, "regions.yml", _Regions, "the list of regions")
M49_REGIONS = _FILE.m49
CLDR_NAMES_ANOTHER_AREA = _FILE.cldr_names_another_area
_GROUP_CODES = {name: code for code, name in _FILE.itu.items()}
_M49_CODES = {name: code for code, name in _FILE.m49.items()}


def region(name: str) -> Region:
    """Returns the region of a canonical name; a name on no list is a free one."""
    group_code, m49 = _GROUP_CODES.get(name), _M49_CODES.get(name)
    if group_code is not None:
        return Region("itu", name, group_code, m49)
    return Region("free" if m49 is None else "m49", name, None, m49)
