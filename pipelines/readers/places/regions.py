"""Canonical names of the regions that lists exist for: ITU's six and the UN's M49 scheme.

Names in other languages and spellings do not belong here: they are reviewed names.
"""

from __future__ import annotations

from pipelines.readers.places.model import Region

ITU_REGIONS = {
    "AFRICA": "Africa",
    "AMERICAS": "The Americas",
    "ARAB_STATES": "Arab States",
    "ASIA_PACIFIC": "Asia and the Pacific",
    "CIS": "Commonwealth of Independent States",
    "EUROPE": "Europe",
}
M49_REGIONS = {
    "002": "Africa",
    "003": "North America",
    "005": "South America",
    "009": "Oceania",
    "011": "Western Africa",
    "013": "Central America",
    "014": "Eastern Africa",
    "015": "Northern Africa",
    "017": "Middle Africa",
    "018": "Southern Africa",
    "019": "The Americas",
    "021": "Northern America",
    "029": "Caribbean",
    "030": "Eastern Asia",
    "034": "Southern Asia",
    "035": "South-eastern Asia",
    "039": "Southern Europe",
    "053": "Australia and New Zealand",
    "054": "Melanesia",
    "057": "Micronesia (region)",
    "061": "Polynesia",
    "142": "Asia",
    "143": "Central Asia",
    "145": "Western Asia",
    "150": "Europe",
    "151": "Eastern Europe",
    "154": "Northern Europe",
    "155": "Western Europe",
    "202": "Sub-Saharan Africa",
    "419": "Latin America and the Caribbean",
}
# CLDR's name of 053 is "Australasia" and its name of 419 leaves out the Caribbean: not ours.
CLDR_NAMES_ANOTHER_AREA = frozenset({"053", "419"})

_GROUP_CODES = {name: code for code, name in ITU_REGIONS.items()}
_M49_CODES = {name: code for code, name in M49_REGIONS.items()}


def region(name: str) -> Region:
    """The region of a canonical name; a name on no list is a free one."""
    group_code, m49 = _GROUP_CODES.get(name), _M49_CODES.get(name)
    if group_code is not None:
        return Region("itu", name, group_code, m49)
    return Region("free" if m49 is None else "m49", name, None, m49)
