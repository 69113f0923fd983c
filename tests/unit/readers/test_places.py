"""The reading of places: names in six languages, lists, shares, counts, and what stays open."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from babel import Locale
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipelines.errors import P2CError
from pipelines.readers.places import (
    MAX_CHARACTERS,
    Economy,
    PlaceName,
    PlaceReader,
    PlacesRead,
    Region,
    to_items,
)
from pipelines.readers.places.gazetteer import LANGUAGES
from pipelines.readers.places.model import NAME_KINDS, REASONS

DATA = Path(__file__).parents[3] / "data"
SPLIT_STATE_OR_SHARED = {"Congo", "St. Martin", "Saint-Martin", "San Martín", "Сен-Мартен"}


def _rows(path: str) -> list[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _means(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


ECONOMIES = [
    Economy(r["iso3"], r["iso2"], r["m49"], r["name"]) for r in _rows("reference/economies.csv")
]
NAMES = [
    PlaceName(r["name"], r["language"], r["kind"], _means(r["means"]))  # type: ignore[arg-type]
    for r in _rows("decisions/place_names.csv")
]
GROUPS = {r["group_code"] for r in _rows("reference/country_groups.csv")}
READER = PlaceReader(ECONOMIES, NAMES, GROUPS)


def _items(text: str) -> tuple[str, ...]:
    return to_items(READER.read_places(text))


def _open(read: PlacesRead) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(u.text, u.reason, u.suggestions) for u in read.unresolved]


def _cldr_names() -> Iterator[tuple[str, str, str]]:
    for language in LANGUAGES:
        territories = Locale(language).territories
        for economy in ECONOMIES:
            yield economy.iso3, language, territories[economy.iso2 or "XK"]


def test_every_economy_is_read_from_its_own_name() -> None:
    wrong = [e for e in ECONOMIES if READER.read_places(e.name) != PlacesRead((e.iso3,))]
    assert len(ECONOMIES) == 250
    assert wrong == []


def test_every_economy_is_read_from_its_codes_but_not_from_them_in_small_letters() -> None:
    for economy in ECONOMIES:
        assert _items(economy.iso3) == (economy.iso3,)
        assert _items(economy.iso3.lower()) in ((), (economy.iso3,))
        if economy.iso2 not in ("", "NA", "NO"):
            assert _items(economy.iso2) == (economy.iso3,)


def test_every_economy_is_read_from_its_name_in_six_languages() -> None:
    wrong = [
        (iso3, language, name)
        for iso3, language, name in _cldr_names()
        if name not in SPLIT_STATE_OR_SHARED and READER.read_places(name) != PlacesRead((iso3,))
    ]
    assert wrong == []


def test_the_language_given_closes_no_other_language_out() -> None:
    for iso3, _, name in _cldr_names():
        if name not in SPLIT_STATE_OR_SHARED:
            assert READER.read_places(name, language="zh").countries == (iso3,)


def test_every_reviewed_name_means_what_its_row_says() -> None:
    for name in NAMES:
        read = READER.read_places(name.name, language=name.language or None)
        if name.kind in ("name", "acronym"):
            assert to_items(read) == name.means, name
            assert read.unresolved == (), name
        else:
            assert to_items(read) == (), name
            assert set(read.unresolved[0].suggestions) == set(name.means), name


def test_reviewed_names_do_not_contradict_each_other() -> None:
    from pipelines.readers.places.text import key

    meanings: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for name in NAMES:
        if name.kind != "acronym":
            meanings.setdefault((key(name.name), name.language), set()).add(name.means)
    assert {name: means for name, means in meanings.items() if len(means) > 1} == {}


COUNTRIES = {
    "Korea (Rep. of)": "KOR",
    "Korea, Republic of": "KOR",
    "Republic of Korea": "KOR",
    "Korea, Dem. People's Rep.": "PRK",
    "DPR Korea": "PRK",
    "Lao P.D.R.": "LAO",
    "Lao PDR": "LAO",
    "Laos": "LAO",
    "Dem. Rep. of the Congo": "COD",
    "Congo, Democratic Republic of the": "COD",
    "Congo, Dem. Rep.": "COD",
    "DRC": "COD",
    "RDC": "COD",
    "Congo (Rep. of the)": "COG",
    "Congo, Rep.": "COG",
    "West Bank and Gaza": "PSE",
    "State of Palestine": "PSE",
    "Palestine*": "PSE",
    "Turkiye": "TUR",
    "TÜRKİYE": "TUR",
    "Turkey": "TUR",
    "Cape Verde": "CPV",
    "Swaziland": "SWZ",
    "Burma": "MMR",
    "Ivory Coast": "CIV",
    "Côte d’Ivoire": "CIV",
    "Cote d'Ivoire": "CIV",
    "COTE D'IVOIRE": "CIV",
    "Czechia": "CZE",
    "Czech Republic": "CZE",
    "Macedonia": "MKD",
    "Zaire": "COD",
    "Upper Volta": "BFA",
    "UK": "GBR",
    "U.K.": "GBR",
    "USA": "USA",
    "U.S.A.": "USA",
    "US": "USA",
    "UAE": "ARE",
    "Turks & Caicos Is.": "TCA",
    "Turks and Caicos Islands": "TCA",
    "Moldova, Republic of": "MDA",
    "Tanzania, United Republic of": "TZA",
    "Iran (Islamic Republic of)": "IRN",
    "Bolivia (Plurinational State of)": "BOL",
    "Venezuela, RB": "VEN",
    "Gambia, The": "GMB",
    "the Gambia": "GMB",
    "Netherlands (the)": "NLD",
    "Philippines (the)": "PHL",
    "Republic of Kenya": "KEN",
    "Kenya, Republic of": "KEN",
    "Kingdom of Lesotho": "LSO",
    "Federal Democratic Republic of Ethiopia": "ETH",
    "Germany, Federal Republic of": "DEU",
    "Hong Kong, China": "HKG",
    "Macao SAR, China": "MAC",
    "Taiwan, Province of China": "TWN",
    "Viet Nam": "VNM",
    "Vietnam": "VNM",
    "Kosovo": "XKX",
    "Saint Vincent and the Grenadines": "VCT",
    "St Vincent & the Grenadines": "VCT",
    "Sao Tome and Principe": "STP",
    "São Tomé & Príncipe": "STP",
    "Bosnia-Herzegovina": "BIH",
    "Heard Island and McDonald Islands": "HMD",
    "Georgia": "GEO",
    "Guinea": "GIN",
    "Equatorial Guinea": "GNQ",
    "Samoa": "WSM",
    "American Samoa": "ASM",
    "Micronesia": "FSM",
    "Dominica": "DMA",
    "Niger": "NER",
    "Nigeria": "NGA",
    "République du Mali": "MLI",
    "République démocratique du Congo": "COD",
    "le Tchad": "TCD",
    "l'Éthiopie": "ETH",
    "Etats-Unis": "USA",
    "Royaume-Uni": "GBR",
    "Centrafrique": "CAF",
    "Cap-Vert": "CPV",
    "Birmanie": "MMR",
    "República Dominicana": "DOM",
    "EE. UU.": "USA",
    "EE.UU.": "USA",
    "Costa de Marfil": "CIV",
    "República de Guatemala": "GTM",
    "el Perú": "PER",
    "Nueva Zelandia": "NZL",
    "Россия": "RUS",
    "Российская Федерация": "RUS",
    "Республика Казахстан": "KAZ",
    "Киргизия": "KGZ",
    "США": "USA",
    "Кот-д'Ивуар": "CIV",
    "Каймановы острова": "CYM",
    "中国": "CHN",
    "中华人民共和国": "CHN",
    "肯尼亚共和国": "KEN",
    "刚果民主共和国": "COD",
    "刚果（金）": "COD",
    "埃及": "EGY",
    "韩国": "KOR",
    "科特迪瓦": "CIV",
    "مصر": "EGY",
    "جمهورية كينيا": "KEN",
    "الإمارات العربية المتحدة": "ARE",
    "الامارات": "ARE",
    "سوريا": "SYR",
    "المملكة العربية السعودية": "SAU",
    "Re\u0301union": "REU",
    "ＫＥＮＹＡ": "KEN",
    "  Kenya\u00a0": "KEN",
    "Democratic People’s Republic of Korea": "PRK",
}


@pytest.mark.parametrize(("text", "iso3"), [(t, c) for t, c in COUNTRIES.items() if c])
def test_a_country_is_read_from(text: str, iso3: str) -> None:
    assert READER.read_places(text) == PlacesRead((iso3,))


ITEMS = {
    "Trinidad and Tobago and Bosnia and Herzegovina": "TTO BIH",
    "Congo, Democratic Republic of the, Korea, Republic of, and Kenya": "COD KOR KEN",
    "Saint Vincent and the Grenadines; Sao Tome and Principe": "VCT STP",
    "Antigua and Barbuda, Saint Kitts and Nevis, and Wallis & Futuna": "ATG KNA WLF",
    "Kenya | Uganda\nRwanda\tBurundi": "KEN UGA RWA BDI",
    "Kenya/Uganda": "KEN UGA",
    "Kenya,Uganda,Kenya": "KEN UGA",
    "KENYA AND TANZANIA": "KEN TZA",
    "Bolivia (Plurinational State of), Iran (Islamic Republic of)": "BOL IRN",
    "Kenya (KEN), Uganda (UG)": "KEN UGA",
    "KE, ET, TZ": "KEN ETH TZA",
    "NA, BW, ZA": "NAM BWA ZAF",
    "FRA AND ESP": "FRA ESP",
    "ESP, AND, FRA": "ESP AND FRA",
    "China, Hong Kong, Macao": "CHN HKG MAC",
    "South Sudan and Sudan": "SSD SDN",
    "Tanzanie, Kenya et Éthiopie": "TZA KEN ETH",
    "la Tanzanie, le Kenya et l’Éthiopie": "TZA KEN ETH",
    "Trinité-et-Tobago et Bosnie-Herzégovine": "TTO BIH",
    "Perú, Chile y España": "PER CHL ESP",
    "Trinidad y Tobago y Guinea Ecuatorial": "TTO GNQ",
    "España e India": "ESP IND",
    "Кения, Танзания и Уганда": "KEN TZA UGA",
    "Босния и Герцеговина и Сан-Томе и Принсипи": "BIH STP",
    "肯尼亚、坦桑尼亚和埃及": "KEN TZA EGY",
    "肯尼亚和中非共和国及埃及等国": "KEN CAF EGY",
    "特立尼达和多巴哥，波斯尼亚和黑塞哥维那": "TTO BIH",
    "كينيا وتنزانيا وأوغندا": "KEN TZA UGA",
    "كينيا، وتنزانيا، وأوغندا": "KEN TZA UGA",
    "ترينيداد وتوباغو والبوسنة والهرسك": "TTO BIH",
    "Tanzania 60 %, Madagascar 40 %": "TZA:60 MDG:40",
    "60% Tanzania; 40% in Madagascar": "TZA:60 MDG:40",
    "Tanzania (60%), Madagascar (40%)": "TZA:60 MDG:40",
    "Tanzania: 60 %\nMadagascar: 40 %": "TZA:60 MDG:40",
    "TZA:60|MDG:40": "TZA:60 MDG:40",
    "Tanzanie 60,5 %, Madagascar 39,5 %": "TZA:60.5 MDG:39.5",
    "Танзания 60 процентов, Мадагаскар 40 процентов": "TZA:60 MDG:40",
    "坦桑尼亚60%、马达加斯加40%": "TZA:60 MDG:40",
    "تنزانيا ٦٠٪ ومدغشقر ٤٠٪": "TZA:60 MDG:40",
    "Korea, Republic of 30 per cent and Trinidad and Tobago 70 per cent": "KOR:30 TTO:70",
    "Global": "GLOBAL",
    "worldwide": "GLOBAL",
    "World": "GLOBAL",
    "mondial": "GLOBAL",
    "dans le monde entier": "GLOBAL",
    "Mundial": "GLOBAL",
    "todos los países": "GLOBAL",
    "по всему миру": "GLOBAL",
    "全球": "GLOBAL",
    "عالمي": "GLOBAL",
    "LDCs": "LIST:LDC",
    "Least Developed Countries (LDCs)": "LIST:LDC",
    "PMA": "LIST:LDC",
    "pays les moins avancés": "LIST:LDC",
    "países menos adelantados": "LIST:LDC",
    "НРС": "LIST:LDC",
    "наименее развитые страны": "LIST:LDC",
    "最不发达国家": "LIST:LDC",
    "أقل البلدان نموا": "LIST:LDC",
    "أقل البلدان نمواً": "LIST:LDC",
    "LDC/LLDC/SIDS": "LIST:LDC LIST:LLDC LIST:SIDS",
    "landlocked developing countries": "LIST:LLDC",
    "PDSL": "LIST:LLDC",
    "развивающиеся страны, не имеющие выхода к морю": "LIST:LLDC",
    "内陆发展中国家": "LIST:LLDC",
    "small island developing States": "LIST:SIDS",
    "petits États insulaires en développement": "LIST:SIDS",
    "最不发达国家和小岛屿发展中国家": "LIST:LDC LIST:SIDS",
    "low-income countries": "LIST:LOW_INCOME",
    "low- and middle-income countries": "LIST:LOW_AND_MIDDLE_INCOME",
    "pays à faible revenu": "LIST:LOW_INCOME",
    "低收入国家": "LIST:LOW_INCOME",
    "developing countries": "LIST:DEVELOPING",
    "53 African countries": "COUNT:53 African countries",
    "more than 80 countries": "COUNT:more than 80 countries",
    "More than 80 countries worldwide": "COUNT:More than 80 countries worldwide",
    "four LDCs in Africa": "COUNT:four LDCs in Africa",
    "80 countries and territories": "COUNT:80 countries and territories",
    "50+ countries": "COUNT:50+ countries",
    "16 pays africains": "COUNT:16 pays africains",
    "plus de 16 pays": "COUNT:plus de 16 pays",
    "más de 20 países": "COUNT:más de 20 países",
    "более 80 стран": "COUNT:более 80 стран",
    "80多个国家": "COUNT:80多个国家",
    "16个非洲国家": "COUNT:16个非洲国家",
    "80多个国家和地区": "COUNT:80多个国家和地区",
    "أكثر من 80 بلدا": "COUNT:أكثر من 80 بلدا",
    "Multiple": "COUNT:Multiple",
    "several countries": "COUNT:several countries",
    "16 countries including Kenya and Ghana": "KEN GHA COUNT:16 countries",
    "16 countries (Kenya, Ghana)": "KEN GHA COUNT:16 countries",
    "Africa": "REGION:Africa",
    "Afrique": "REGION:Africa",
    "非洲": "REGION:Africa",
    "The Americas": "REGION:The Americas",
    "las Américas": "REGION:The Americas",
    "Asia & Pacific": "REGION:Asia and the Pacific",
    "Asia-Pacific": "REGION:Asia and the Pacific",
    "亚太地区": "REGION:Asia and the Pacific",
    "آسيا والمحيط الهادئ": "REGION:Asia and the Pacific",
    "Arab States": "REGION:Arab States",
    "الدول العربية": "REGION:Arab States",
    "CIS": "REGION:Commonwealth of Independent States",
    "страны СНГ": "REGION:Commonwealth of Independent States",
    "Europe countries": "REGION:Europe",
    "Sub-Saharan Africa": "REGION:Sub-Saharan Africa",
    "Afrique subsaharienne": "REGION:Sub-Saharan Africa",
    "Африка к югу от Сахары": "REGION:Sub-Saharan Africa",
    "撒哈拉以南非洲": "REGION:Sub-Saharan Africa",
    "Eastern Africa": "REGION:Eastern Africa",
    "East Africa": "REGION:East Africa",
    "Latin America and the Caribbean": "REGION:Latin America and the Caribbean",
    "América Latina y el Caribe": "REGION:Latin America and the Caribbean",
    "拉丁美洲和加勒比": "REGION:Latin America and the Caribbean",
    "Latin America": "REGION:Latin America",
    "North Africa": "REGION:North Africa",
    "North Africa to the Indian Ocean": "REGION:North Africa to Indian Ocean",
    "Middle East and North Africa": "REGION:MENA",
    "MENA": "REGION:MENA",
    "الشرق الأوسط وشمال أفريقيا": "REGION:MENA",
    "European Union": "REGION:European Union",
    "Southern Africa": "REGION:Southern Africa",
    "South Africa": "ZAF",
    "Kenya, LDCs, Europe, worldwide, 5 countries": (
        "KEN GLOBAL LIST:LDC REGION:Europe COUNT:5 countries"
    ),
}


def _joined(items: tuple[str, ...]) -> str:
    return " ".join(items)


@pytest.mark.parametrize(("text", "items"), [(t, i) for t, i in ITEMS.items() if i])
def test_a_list_is_read_as(text: str, items: str) -> None:
    read = READER.read_places(text)
    assert (_joined(to_items(read)), read.unresolved) == (items, ())


UNRESOLVED = {
    "Congo": ("ambiguous", "COD COG"),
    "Korea": ("ambiguous", "KOR PRK"),
    "Corée": ("ambiguous", "KOR PRK"),
    "刚果": ("ambiguous", "COD COG"),
    "Saint Martin": ("ambiguous", "MAF SXM"),
    "Virgin Islands": ("ambiguous", "VGB VIR"),
    "Южная Африка": ("ambiguous", "ZAF REGION:Southern Africa"),
    "NA": ("ambiguous", "NAM"),
    "NO": ("ambiguous", "NOR"),
    "USSR": (
        "historic_state",
        "RUS UKR BLR UZB KAZ GEO AZE LTU MDA LVA KGZ TJK ARM TKM EST",
    ),
    "Yugoslavia": ("historic_state", "BIH HRV MKD MNE SRB SVN XKX"),
    "Чехословакия": ("historic_state", "CZE SVK"),
    "Serbia and Montenegro": ("historic_state", "SRB MNE"),
    "Netherlands Antilles": ("historic_state", "BES CUW SXM"),
    "Scotland": ("part_of_a_country", "GBR"),
    "n/a": ("not_stated", ""),
    "sans objet": ("not_stated", ""),
    "-": ("not_stated", ""),
    "Кenya": ("mixed_script", "KEN"),
    "Kеnya": ("mixed_script", "KEN"),
    "Сhinа": ("mixed_script", "CHN"),
    "Кeния": ("mixed_script", "KEN"),
    "Ken\u200bya": ("control_character", "KEN"),
    "\u202eKenya": ("control_character", "KEN"),
    "Kenya\u200f": ("control_character", "KEN"),
    "Kenya\x00": ("control_character", "KEN"),
    "Kenyya": ("unknown", "KEN"),
    "Mozambiqe": ("unknown", "MOZ ZMB"),
    "ken": ("unknown", "KEN"),
    "us": ("unknown", "USA"),
    "Wakanda": ("unknown", None),
    "refugee-hosting areas": ("unknown", None),
    "3 projects in the United States": ("unknown", None),
    "20 villages in Kenya": ("unknown", None),
    "瓦坎达和纳尼亚": ("unknown", None),
    "Republic of": ("unknown", None),
    "Republic of Wakanda": ("unknown", None),
    "Kenya 60": ("unknown", "KEN"),
}


@pytest.mark.parametrize(("text", "reason", "suggested"), [(t, *u) for t, u in UNRESOLVED.items()])
def test_nothing_is_guessed_from(text: str, reason: str, suggested: str | None) -> None:
    read = READER.read_places(text)
    assert to_items(read) == ()
    assert [(u.text, u.reason) for u in read.unresolved] == [(text, reason)]
    if suggested is not None:
        assert _joined(read.unresolved[0].suggestions) == suggested


def test_what_is_known_is_kept_beside_what_is_not() -> None:
    read = READER.read_places("Kenya, Wakanda and Uganda")
    assert read.countries == ("KEN", "UGA")
    assert [(u.text, u.reason) for u in read.unresolved] == [("Wakanda", "unknown")]


def test_a_country_in_brackets_behind_another_may_be_its_sovereign_and_stays_open() -> None:
    read = READER.read_places("Anguilla (United Kingdom)")
    assert read.countries == ("AIA",)
    assert _open(read) == [("United Kingdom", "ambiguous", ("GBR",))]


def test_a_comma_never_joins_two_names_into_a_third() -> None:
    read = READER.read_places("Guinea, Bissau")
    assert read.countries == ("GIN",)
    assert [u.text for u in read.unresolved] == ["Bissau"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Kenya 50 %, Uganda 40 %", "shares_not_100"),
        ("Kenya 33.3 %, Uganda 33.3 %, Rwanda 33.3 %", "shares_not_100"),
        ("Kenya 100 %, Uganda 0 %", "shares_not_100"),
        ("Kenya 50 %, Uganda", "shares_incomplete"),
        ("Kenya 60 %, Wakanda 40 %", "shares_incomplete"),
        ("Kenya 100 %, Africa", "shares_incomplete"),
        ("Kenya 50 %, Kenya 50 %", "share_repeated"),
    ],
)
def test_shares_that_do_not_add_up_are_dropped_with_the_reason(text: str, reason: str) -> None:
    read = READER.read_places(text)
    assert read.shares == {}
    assert "KEN" in read.countries
    assert (read.unresolved[-1].text, read.unresolved[-1].reason) == (text, reason)


def test_a_share_of_a_group_is_not_a_share_of_a_country() -> None:
    read = READER.read_places("LDCs 100 %")
    assert _open(read) == [("LDCs 100 %", "share_not_of_a_country", ("LIST:LDC",))]


def test_shares_keep_their_decimals() -> None:
    read = READER.read_places("Kenya 33.34 %, Uganda 33.33 %, Rwanda 33.33 %")
    assert read.shares["KEN"] == Decimal("33.34")


def test_a_name_that_languages_disagree_on_follows_the_language_of_the_submission() -> None:
    assert READER.read_places("América").countries == ()
    assert READER.read_places("América", language="es").regions[0].name == "The Americas"
    assert READER.read_places("Америка").regions[0].group_code == "AMERICAS"


def test_codes_can_be_closed_out() -> None:
    assert READER.read_places("KEN, NA", codes=False).countries == ()
    assert READER.read_places("Namibia", codes=False).countries == ("NAM",)


def test_a_region_says_on_which_lists_it_is() -> None:
    def only(text: str) -> Region:
        return READER.read_places(text).regions[0]

    assert only("Africa") == Region("itu", "Africa", "AFRICA", "002")
    assert only("Arab region") == Region("itu", "Arab States", "ARAB_STATES", None)
    assert only("Eastern Africa") == Region("m49", "Eastern Africa", None, "014")
    assert only("MENA") == Region("free", "MENA", None, None)


def test_a_text_over_the_limit_is_kept_whole_and_unread() -> None:
    text = "Kenya, " * MAX_CHARACTERS
    assert _open(READER.read_places(text)) == [(text, "too_long", ())]


def test_an_empty_text_says_nothing() -> None:
    assert READER.read_places("") == READER.read_places(" \n;, ") == PlacesRead()


@pytest.mark.parametrize(
    "name",
    [
        PlaceName("Elsewhere", "", "name", ("XXX",)),
        PlaceName("Elsewhere", "", "name", ("LIST:NOBODY",)),
        PlaceName("Elsewhere", "", "name", ("KEN", "UGA")),
        PlaceName("Elsewhere", "", "guess", ("KEN",)),  # type: ignore[arg-type]
    ],
)
def test_a_reviewed_name_that_means_nothing_on_the_lists_is_refused(name: PlaceName) -> None:
    with pytest.raises(P2CError, match="Elsewhere"):
        PlaceReader(ECONOMIES, [name], GROUPS)


def test_a_reviewed_name_takes_effect_without_a_change_of_code() -> None:
    reader = PlaceReader(ECONOMIES, [PlaceName("Wakanda", "", "name", ("KEN",))], GROUPS)
    assert reader.read_places("Wakanda and Uganda").countries == ("KEN", "UGA")


@pytest.mark.parametrize(
    "unit", [",", "a,", " و", "和", "(", "Kenya 5% ", "%", "1", " ", "a ", "kenyaa,", " and", "\t-"]
)
def test_the_longest_text_of_one_repeated_sign_is_read_at_once(unit: str) -> None:
    started = time.perf_counter()
    READER.read_places((unit * MAX_CHARACTERS)[:MAX_CHARACTERS])
    assert time.perf_counter() - started < 5


PIECES = [*COUNTRIES, *ITEMS, *UNRESOLVED, ",", " and ", "، ", "和", " و", ";", "(", ")", "%", "40"]
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
    st.lists(st.one_of(st.text(max_size=5), st.sampled_from(PIECES)), max_size=8).map(" ".join),
)


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.sampled_from([None, *LANGUAGES, "xx"]))
def test_no_text_raises_and_all_that_stays_open_is_kept_verbatim(
    text: str, language: str | None
) -> None:
    read = READER.read_places(text, language=language)
    for left in read.unresolved:
        assert left.text
        assert left.text in text
        assert left.reason in REASONS
    for count in read.counts:
        assert count in text
    assert not read.shares or sum(read.shares.values()) == 100
    assert not read.shares or set(read.shares) == set(read.countries)
    assert all("|" not in item and "\n" not in item for item in to_items(read))


@settings(max_examples=200, deadline=None)
@given(st.characters(exclude_categories=[]), st.sampled_from(["Kenya", "{}Kenya", "Ken{}ya"]))
def test_no_single_character_raises(character: str, template: str) -> None:
    read = READER.read_places(template.replace("{}", character) + character)
    assert isinstance(read, PlacesRead)


KNOWN = [(iso3, name) for iso3, _, name in _cldr_names() if name not in SPLIT_STATE_OR_SHARED]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(KNOWN), min_size=1, max_size=10),
    st.sampled_from(["; ", " | ", "\n", ", ", "، ", "、", "，", " and ", " et ", " y ", " и "]),
    st.randoms(use_true_random=False),
)
def test_a_joined_list_holds_the_same_countries_in_any_order(
    places: list[tuple[str, str]], divider: str, random: object
) -> None:
    codes = {iso3 for iso3, _ in places}
    # "Serbia and Montenegro" side by side is also the name of a State that split.
    assume(not {"SRB", "MNE"} <= codes)
    # "Hong Kong, China" side by side is one name of one economy.
    assume("CHN" not in codes or not codes & {"HKG", "MAC", "TWN"})
    shuffled = list(places)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    read = READER.read_places(divider.join(name for _, name in places))
    again = READER.read_places(divider.join(name for _, name in shuffled))
    assert read.unresolved == again.unresolved == ()
    assert set(read.countries) == set(again.countries) == codes
    assert read.countries == tuple(dict.fromkeys(iso3 for iso3, _ in places))


def test_the_kinds_of_reviewed_names_are_the_known_ones() -> None:
    assert {name.kind for name in NAMES} == set(NAME_KINDS)
