"""Lists as delimited text: the United Nations' M49, and members saved by hand."""

from __future__ import annotations

import csv
from collections.abc import Mapping

from pipelines.settings import REPOSITORY

HEADER = (
    "Global Code", "Global Name", "Region Code", "Region Name", "Sub-region Code",
    "Sub-region Name", "Intermediate Region Code", "Intermediate Region Name", "Country or Area",
    "M49 Code", "ISO-alpha2 Code", "ISO-alpha3 Code", "Least Developed Countries (LDC)",
    "Land Locked Developing Countries (LLDC)", "Small Island Developing States (SIDS)",
)  # fmt: skip
DEVELOPED = "Developed / Developing Countries"
"""The last column until 2021."""
WITH_COMMAS = {
    "HKG": "China, Hong Kong Special Administrative Region",
    "MAC": "China, Macao Special Administrative Region",
    "BES": "Bonaire, Sint Eustatius and Saba",
}
FLAGS = {"AFG": "LDC LLDC", "BTN": "LLDC", "TUV": "LDC SIDS", "BES": "SIDS", "BGD": "LDC"}


def m49_csv(
    delimiter: str = ";",
    *,
    flags: Mapping[str, str] = FLAGS,
    with_developed: bool = False,
    quoted: bool = True,
    padded: bool = True,
    with_sark: bool = False,
    mark: str = "x",
) -> bytes:
    """The list of all our economies with an M49 code, with a byte order mark as it is served.

    Args:
        delimiter: Comma until 2021, semicolon since 2024.
        flags: Groups by ISO code, such as `LDC SIDS`.
        with_developed: Whether it has the column of 2021.
        quoted: Whether names with commas stand in quotes, as in October 2021 they did not.
        padded: Whether M49 codes kept their leading zeros.
        with_sark: Whether the area without an ISO code is in it, as until 2025.
        mark: What a flag is.
    """
    header = [*HEADER, DEVELOPED] if with_developed else list(HEADER)
    lines = [delimiter.join(header)]
    path = REPOSITORY / "data" / "reference" / "economies.csv"
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        if not row["m49"]:
            continue
        name = WITH_COMMAS.get(row["iso3"], row["name"].replace(",", ""))
        if quoted and delimiter in name:
            name = f'"{name}"'
        groups = flags.get(row["iso3"], "").split()
        m49 = row["m49"] if padded else row["m49"].lstrip("0")
        fields = ["001", "World", "", "", "", "", "", "", name, m49, row["iso2"], row["iso3"]]
        fields += [mark if group in groups else "" for group in ("LDC", "LLDC", "SIDS")]
        lines.append(delimiter.join([*fields, "Developing"] if with_developed else fields))
    if with_sark:
        sark = ["001", "World", "150", "Europe", "", "", "", "", "Sark", "680", "", "", "", "", ""]
        lines.append(delimiter.join([*sark, "Developed"] if with_developed else sark))
    return ("\ufeff" + "\n".join(lines)).encode()
