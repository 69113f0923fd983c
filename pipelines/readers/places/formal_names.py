"""Formal names that follow a pattern in the six languages, such as "République du Mali".

They are spelled out from a closed list of States: "Republic of" is never cut off a text.
Formal names without such a pattern are reviewed names.
"""

from __future__ import annotations

from collections.abc import Iterator


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# States whose formal name is "Republic of <short name>". Neither Congo, Korea nor China is here.
REPUBLICS = _words(
    "AGO ALB ARM AUT AZE BDI BEN BGR BLR BWA CHL CIV CMR COL CPV CRI CUB CYP DJI ECU EST "
    "FIN FJI GAB GEO GHA GIN GMB GNB GNQ GTM GUY HND HRV HTI HUN IDN IND IRL IRQ ISL ITA "
    "KAZ KEN KIR LBR LTU LVA MDA MDG MDV MHL MKD MLI MLT MMR MNE MOZ MUS MWI NAM NER NIC "
    "NRU PAN PER PHL PLW POL PRY RWA SDN SEN SGP SLE SLV SMR SRB SSD SUR SVN SYC TCD TGO "
    "TJK TTO TUN TUR UGA UZB VUT YEM ZAF ZMB ZWE"
)
KINGDOMS = _words("BEL BHR BTN DNK ESP LSO KHM MAR NLD NOR SAU SWE SWZ THA TON")
OTHER_STYLES = {
    "AND": "Principality",
    "AUS": "Commonwealth",
    "BHS": "Commonwealth",
    "BRN": "Nation",
    "COM": "Union",
    "DEU": "Federal Republic",
    "DMA": "Commonwealth",
    "ERI": "State",
    "ETH": "Federal Democratic Republic",
    "GUY": "Co-operative Republic",
    "ISR": "State",
    "JOR": "Hashemite Kingdom",
    "KWT": "State",
    "LBY": "State",
    "LIE": "Principality",
    "LKA": "Democratic Socialist Republic",
    "LUX": "Grand Duchy",
    "MCO": "Principality",
    "MRT": "Islamic Republic",
    "NGA": "Federal Republic",
    "NPL": "Federal Democratic Republic",
    "OMN": "Sultanate",
    "PAK": "Islamic Republic",
    "QAT": "State",
    "SOM": "Federal Republic",
    "STP": "Democratic Republic",
    "TLS": "Democratic Republic",
    "WSM": "Independent State",
}
_PATTERNS = {
    "Republic": {
        "en": ("Republic of {0}", "Republic of the {0}", "{0}, Republic of", "{0} (Republic of)",
               "{0}, Rep. of", "{0} (Rep. of)"),
        "fr": ("République de {0}", "République du {0}", "République d'{0}", "République des {0}",
               "République de la {0}", "République de l'{0}", "{0} (République de)",
               "{0} (République du)"),
        "es": ("República de {0}", "República del {0}", "República de la {0}",
               "{0} (República de)"),
        "ru": ("Республика {0}",),
        "zh": ("{0}共和国",),
        "ar": ("جمهورية {0}",),
    },
    "Kingdom": {
        "en": ("Kingdom of {0}", "Kingdom of the {0}", "{0}, Kingdom of", "{0} (Kingdom of)"),
        "fr": ("Royaume de {0}", "Royaume du {0}", "Royaume d'{0}", "Royaume des {0}",
               "Royaume de la {0}"),
        "es": ("Reino de {0}", "Reino del {0}", "Reino de los {0}"),
        "ru": ("Королевство {0}",),
        "zh": ("{0}王国",),
        "ar": ("مملكة {0}",),
    },
}  # fmt: skip


def formal_names(iso3: str, language: str, short_name: str) -> Iterator[str]:
    """Formal names of one State in one language, built on its short name there.

    Gender and elision are not modelled: all forms are keys, and a wrong one names nothing else.
    """
    style = "Republic" if iso3 in REPUBLICS else "Kingdom" if iso3 in KINGDOMS else None
    if style is not None:
        for pattern in _PATTERNS[style].get(language, ()):
            yield pattern.format(short_name)
    other = OTHER_STYLES.get(iso3)
    if other is not None and language == "en":
        yield f"{other} of {short_name}"
        yield f"{other} of the {short_name}"
        yield f"{short_name}, {other} of"
        yield f"{short_name} ({other} of)"
