"""The signs, codes and names of currencies in six languages, and which codes each may mean.

Names come from CLDR through Babel; signs and everyday names that several currencies share are
listed here. Whether a code was in use on a day belongs to `pipelines.readers.currencies`.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from functools import cache

from babel.numbers import get_currency_name

from pipelines.readers.amounts.folding import fold
from pipelines.readers.amounts.words import LANGUAGES
from pipelines.readers.currencies import currency_eras

Codes = frozenset[str]


def _codes(text: str) -> Codes:
    return frozenset(text.split())


DOLLARS = _codes(
    "USD CAD AUD NZD SGD HKD TWD NAD JMD BSD BBD BZD BMD FJD GYD LRD TTD SRD BND SBD XCD KYD ZWL "
    "ZWD"
)
PESOS = _codes("MXN ARS CLP COP CUP DOP UYU PHP")
POUNDS = _codes("GBP EGP LBP SYP SDG SSP FKP GIP SHP")
_RUPEES = _codes("INR PKR LKR NPR MUR SCR")
_DINARS = _codes("DZD BHD IQD JOD KWD LYD MKD RSD TND")
_RIYALS = _codes("SAR QAR OMR YER IRR")
_FRANCS = _codes("XOF XAF CHF CDF RWF BIF GNF DJF KMF XPF FRF BEF")
_SHILLINGS = _codes("KES TZS UGX SOS")
_CROWNS = _codes("SEK NOK DKK ISK CZK")
_YEN = _codes("JPY CNY")
_CFA = _codes("XOF XAF")
_RUBLES = _codes("RUB BYN BYR")

SIGNS: dict[str, Codes] = {
    "$": DOLLARS | PESOS,
    "€": _codes("EUR"),
    "£": POUNDS,
    "¥": _YEN,
    "₹": _codes("INR"),
    "₦": _codes("NGN"),
    "₵": _codes("GHS"),
    "₽": _codes("RUB"),
    "₩": _codes("KRW KPW"),
    "₫": _codes("VND"),
    "₱": _codes("PHP"),
    "₺": _codes("TRY"),
    "₪": _codes("ILS"),
    "₴": _codes("UAH"),
    "₸": _codes("KZT"),
    "₾": _codes("GEL"),
    "₮": _codes("MNT"),
    "₲": _codes("PYG"),
    "₡": _codes("CRC"),
    "₭": _codes("LAK"),
    "៛": _codes("KHR"),
    "৳": _codes("BDT"),
}

DOLLAR_PREFIXES = {
    "": "$",
    "us": "USD",
    "usd": "USD",
    "u": "USD",
    "c": "CAD",
    "ca": "CAD",
    "can": "CAD",
    "cad": "CAD",
    "a": "AUD",
    "au": "AUD",
    "aud": "AUD",
    "nz": "NZD",
    "nzd": "NZD",
    "s": "SGD",
    "sg": "SGD",
    "sgd": "SGD",
    "hk": "HKD",
    "hkd": "HKD",
    "nt": "TWD",
    "r": "BRL",
    "n": "NAD",
    "j": "JMD",
    "fj": "FJD",
    "tt": "TTD",
    "ec": "XCD",
    "bz": "BZD",
    "mx": "MXN",
    "mex": "MXN",
    "col": "COP",
    "ar": "ARS",
    "cl": "CLP",
    "rd": "DOP",
}
"""Letters before (or, in French, after) the dollar sign, and the code they make of it."""

_SHARED: tuple[tuple[str, str, AbstractSet[str]], ...] = (
    ("en", "dollar; dollars", DOLLARS),
    ("fr", "dollar; dollars", DOLLARS),
    ("es", "dólar; dólares", DOLLARS),
    ("ru", "доллар; доллара; доллары; долларов; долл; долларах", DOLLARS),
    ("ar", "دولار; دولارا; دولارات", DOLLARS),
    ("en", "us dollar; us dollars; american dollars; dollars us; united states dollars", {"USD"}),
    ("fr", "dollars us; dollars américains; dollar américain; dollars des états unis", {"USD"}),
    ("es", "dólares estadounidenses; dólares de los estados unidos; dólares de ee uu", {"USD"}),
    ("es", "dólares americanos; dólares eeuu; dólares ee.uu.", {"USD"}),
    ("ru", "долл сша; американских долларов; доллары сша; долларах сша", {"USD"}),
    ("ar", "دولار أمريكي; دولارا أمريكيا; دولار أميركي; دولار امريكي; دولارات أمريكية", {"USD"}),
    ("zh", "美元; 美金", {"USD"}),
    ("ru", "канадских долларов", {"CAD"}),
    ("zh", "加元; 加币", {"CAD"}),
    ("zh", "澳元", {"AUD"}),
    ("zh", "港元; 港币", {"HKD"}),
    ("zh", "新元; 新币", {"SGD"}),
    ("en", "euro; euros", {"EUR"}),
    ("fr", "euro; euros", {"EUR"}),
    ("es", "euro; euros", {"EUR"}),
    ("ru", "евро", {"EUR"}),
    ("zh", "欧元", {"EUR"}),
    ("ar", "يورو; أورو", {"EUR"}),
    ("en", "pound; pounds", POUNDS),
    ("en", "sterling; pounds sterling; pound sterling; gbp sterling", {"GBP"}),
    ("fr", "livre; livres", POUNDS),
    ("fr", "livres sterling; livre sterling", {"GBP"}),
    ("es", "libra; libras", POUNDS),
    ("es", "libras esterlinas", {"GBP"}),
    ("ru", "фунт; фунта; фунтов", POUNDS),
    ("ru", "фунтов стерлингов; фунта стерлингов", {"GBP"}),
    ("ar", "جنيه; جنيها; ليرة", POUNDS),
    ("ar", "جنيه إسترليني; جنيه استرليني", {"GBP"}),
    ("en", "yen", {"JPY"}),
    ("fr", "yen; yens", {"JPY"}),
    ("es", "yen; yenes", {"JPY"}),
    ("ru", "иен; иена; йен", {"JPY"}),
    ("zh", "日元; 日圆", {"JPY"}),
    ("ar", "ين ياباني", {"JPY"}),
    ("en", "yuan; rmb; renminbi", {"CNY"}),
    ("fr", "yuan; yuans; rmb; renminbi", {"CNY"}),
    ("es", "yuan; yuanes; rmb; renminbi", {"CNY"}),
    ("ru", "юаней; юань; юаня", {"CNY"}),
    ("zh", "人民币; 人民币元; 元人民币; 元; 圆", {"CNY"}),
    ("ar", "يوان; يوان صيني", {"CNY"}),
    ("en", "rupee; rupees; rs", _RUPEES),
    ("fr", "roupie; roupies", _RUPEES),
    ("es", "rupia; rupias", _RUPEES | {"IDR"}),
    ("ru", "рупий; рупия; рупии", _RUPEES | {"IDR"}),
    ("zh", "卢比", _RUPEES | {"IDR"}),
    ("ar", "روبية", _RUPEES | {"IDR"}),
    ("en", "inr rupees; indian rupees", {"INR"}),
    ("en", "dinar; dinars", _DINARS),
    ("fr", "dinar; dinars", _DINARS),
    ("es", "dinar; dinares", _DINARS),
    ("ru", "динар; динара; динаров", _DINARS),
    ("ar", "دينار; دينارا", _DINARS),
    ("zh", "第纳尔", _DINARS),
    ("en", "dirham; dirhams", {"AED", "MAD"}),
    ("fr", "dirham; dirhams", {"AED", "MAD"}),
    ("es", "dírham; dírhams", {"AED", "MAD"}),
    ("ru", "дирхам; дирхама; дирхамов", {"AED", "MAD"}),
    ("ar", "درهم; درهما", {"AED", "MAD"}),
    ("zh", "迪拉姆", {"AED", "MAD"}),
    ("en", "riyal; riyals; rial; rials", _RIYALS),
    ("fr", "riyal; riyals; rial; rials", _RIYALS),
    ("ru", "риал; риала; риалов", _RIYALS),
    ("ar", "ريال; ريالا", _RIYALS),
    ("zh", "里亚尔", _RIYALS),
    ("en", "franc; francs", _FRANCS),
    ("fr", "franc; francs", _FRANCS),
    ("es", "franco; francos", _FRANCS),
    ("ru", "франк; франка; франков", _FRANCS),
    ("ar", "فرنك; فرنكا", _FRANCS),
    ("zh", "法郎", _FRANCS),
    ("", "cfa; fcfa; f cfa; cfa franc; cfa francs; франков кфа", _CFA),
    ("fr", "franc cfa; francs cfa", _CFA),
    ("es", "francos cfa; franco cfa", _CFA),
    ("zh", "非洲法郎; 非郎; 西非法郎; 中非法郎", _CFA),
    ("en", "swiss francs", {"CHF"}),
    ("zh", "瑞郎", {"CHF"}),
    ("en", "peso; pesos", PESOS),
    ("fr", "peso; pesos", PESOS),
    ("es", "peso; pesos", PESOS),
    ("ru", "песо", PESOS),
    ("zh", "比索", PESOS),
    ("en", "shilling; shillings; sh", _SHILLINGS),
    ("", "ksh; kshs", {"KES"}),
    ("", "tsh; tshs", {"TZS"}),
    ("", "ush; ugsh", {"UGX"}),
    ("zh", "先令", _SHILLINGS),
    ("en", "krona; kronor; krone; kroner; crowns", _CROWNS),
    ("ru", "рубль; рубля; рублей; руб", _RUBLES),
    ("en", "rouble; roubles; ruble; rubles", _RUBLES),
    ("fr", "rouble; roubles", _RUBLES),
    ("es", "rublo; rublos", _RUBLES),
    ("zh", "卢布", _RUBLES),
    ("", "dhs; dh; dhm", {"AED", "MAD"}),
    ("", "naira; nairas", {"NGN"}),
    ("", "cedi; cedis", {"GHS"}),
    ("", "rand; rands", {"ZAR"}),
    ("", "birr", {"ETB"}),
    ("", "kwacha", {"MWK", "ZMW"}),
    ("", "leone; leones", {"SLE", "SLL"}),
    ("", "taka", {"BDT"}),
    ("", "baht", {"THB"}),
    ("", "won", {"KRW"}),
    ("", "ringgit", {"MYR"}),
    ("", "rupiah", {"IDR"}),
    ("", "reais", {"BRL"}),
    ("", "tenge; тенге", {"KZT"}),
    ("", "hryvnia; hryvnias; гривен; гривна", {"UAH"}),
    ("", "zloty; zlotys", {"PLN"}),
    ("", "sdr; sdrs", {"XDR"}),
    ("zh", "韩元", {"KRW"}),
    ("zh", "兰特", {"ZAR"}),
    ("zh", "奈拉", {"NGN"}),
    ("zh", "雷亚尔", {"BRL"}),
)

WORDLIKE_CODES = _codes(
    "ALL TRY TOP CUP MAD GEL PEN BAM COP LAK RON SOS MOP BOB ANG AMD MUR SIT LEK RUR CAN BIF SAR"
)
"""Codes that are words or names when a text is all capitals."""

_DOLLAR_PLACES = """
canada canadian canadien canadienne canadiens canadiense canadienses канада канаде канадский
australia australian australie australien australiano австралия австралии
zealand singapore singapour singapur singaporean hong taiwan taiwanese namibia namibian namibie
jamaica jamaican jamaique bahamas barbados belize bermuda fiji fijian fidji guyana liberia liberian
trinidad suriname brunei solomon zimbabwe zimbabwean caribbean kong
加拿大 澳大利亚 新西兰 新加坡 香港 台湾 纳米比亚 牙买加 斐济 利比里亚 كندا كندي أستراليا سنغافورة
ناميبيا ليبيريا جامايكا
"""
_PESO_PLACES = """
mexico mexican mexique mexicano mexicanos argentina argentine argentino chile chilean chili chileno
colombia colombian colombie colombiano cuba cuban uruguay uruguayan dominican philippine philippines
мексика чили аргентина колумбия 墨西哥 智利 阿根廷 哥伦比亚 المكسيك
"""
_POUND_PLACES = """
egypt egyptian egypte egipto lebanon lebanese liban libano syria syrian syrie siria sudan sudanese
soudan falkland gibraltar египет ливан сирия судан 埃及 黎巴嫩 叙利亚 苏丹 مصر مصري لبنان لبناني
سوريا سوري السودان سوداني
"""


def _places(text: str) -> frozenset[str]:
    return frozenset(fold(text).casefold().split())


OTHER_PLACES = {
    "dollar": _places(_DOLLAR_PLACES),
    "peso": _places(_PESO_PLACES),
    "pound": _places(_POUND_PLACES),
}
"""Words naming a place with its own dollar, peso or pound: then a bare sign is not USD or GBP."""


@cache
def currency_names() -> dict[tuple[str, ...], tuple[Codes, frozenset[str]]]:
    """Folded names in words, with the codes each may mean and the languages it belongs to."""
    codes: dict[tuple[str, ...], set[str]] = {}
    languages: dict[tuple[str, ...], set[str]] = {}
    for language, name, code in _cldr_names():
        codes.setdefault(_words(name), set()).add(code)
        languages.setdefault(_words(name), set()).add(language)
    listed: set[tuple[str, ...]] = set()
    for language, names, meant in _SHARED:
        for words in map(_words, names.split(";")):
            codes[words] = codes[words] | meant if words in listed else set(meant)
            languages[words] = languages.get(words, set()) | ({language} - {""})
            listed.add(words)
    return {name: (frozenset(codes[name]), frozenset(languages[name])) for name in codes if name}


def _cldr_names() -> list[tuple[str, str, str]]:
    """Names of two words or more, or in Chinese; years in brackets mark retired namesakes."""
    found = []
    for code in currency_eras():
        for language in LANGUAGES:
            names = {get_currency_name(code, count, language) for count in (None, 1, 2, 5, 100)}
            found += [
                (language, name, code)
                for name in names
                if name != code
                and "(" not in name
                and "（" not in name
                and (" " in name or (language == "zh" and len(name) > 1))
            ]
    return found


def _words(name: str) -> tuple[str, ...]:
    plain = "".join(char if char.isalpha() else " " for char in fold(name).casefold())
    return tuple(plain.split())
