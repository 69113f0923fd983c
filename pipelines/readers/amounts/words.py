"""The words around an amount, in the six languages of the United Nations.

Currency names belong to `currency_words`; what a sequence of words means belongs to `reading`.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.readers.amounts.folding import fold

LANGUAGES = ("en", "fr", "es", "ar", "zh", "ru")

MAGNITUDES: dict[str, dict[str, str]] = {
    "100": {"en": "hundred; hundreds"},
    "1000": {
        "en": "thousand; thousands",
        "fr": "mille; milliers",
        "es": "miles",
        "ar": "ألف; ألفا; آلاف; الاف",
        "ru": "тыс; тысяча; тысячи; тысяч",
    },
    "mil": {"": "mil"},
    "100000": {"en": "lakh; lakhs; lac; lacs"},
    "1000000": {
        "en": "million; millions; mln; mn",
        "fr": "million; millions; mln",
        "es": "millón; millones; mln",
        "ar": "مليون; مليونا; ملايين",
        "ru": "млн; миллион; миллиона; миллионов; миллионы",
        "": "mio",
    },
    "10000000": {"en": "crore; crores; cr"},
    "1000000000": {
        "en": "bn; bln; milliard; milliards",
        "fr": "milliard; milliards; md; mds; mrd; mrds",
        "es": "millardo; millardos",
        "ar": "مليار; مليارا; مليارات; بليون; بلايين; بليونا",
        "ru": "млрд; миллиард; миллиарда; миллиардов; миллиарды",
    },
    "billion": {"en": "billion; billions", "fr": "billion; billions"},
    "1000000000000": {
        "en": "tn; trn",
        "es": "billón; billones",
        "ar": "تريليون; تريليونا; تريليونات",
        "ru": "трлн; триллион; триллиона; триллионов; триллионы",
    },
    "trillion": {"en": "trillion; trillions", "fr": "trillion; trillions"},
    "mm": {"": "mm"},
    "?": {
        "": "billiard; billiards; bilhao; bilhoes; milhao; milhoes; milione; milioni; "
        "miliardo; miliardi; milliarde; milliarden; millionen; bilion; biliun; juta; jt; miliar; "
        "triliun; quadrillion; zillion; gazillion; quintillion; trillon; trillones; cent; cents; "
        "cientos; centaines; hundred-odd; dozen; dozens; arab; kharab; myriad; биллион; "
        "биллиона; биллионов; сотен; сотни; копеек; centimes; centavos; centimos"
    },
}
"""Words that scale a number: its factor; `mil`, `billion` and `trillion` differ by language."""

ATTACHED_MAGNITUDES = {"k": "1000", "m": "1000000", "b": "B", "t": "?"}
"""Letters that scale only the number right before them."""

NOUNS: dict[str, dict[str, str]] = {
    "people": {
        "en": "people; persons; person; individuals; residents; citizens; women; girls; men; "
        "boys; children; learners; students; youth; users; beneficiaries; inhabitants; refugees; "
        "farmers; teachers; workers; trainees; adults",
        "fr": "personnes; habitants; citoyens; femmes; filles; enfants; bénéficiaires; étudiants; "
        "élèves; jeunes; réfugiés; utilisateurs; agriculteurs; enseignants",
        "es": "personas; habitantes; ciudadanos; mujeres; niñas; niños; beneficiarios; jóvenes; "
        "estudiantes; refugiados; usuarios; agricultores",
        "ar": "شخص; شخصا; أشخاص; نسمة; مواطن; مواطنا; مواطنين; مستفيد; مستفيدا; مستفيدين; امرأة; "
        "طفل; طفلا; طالب; طالبا; لاجئ; لاجئا; الأشخاص; فرد; فردا",
        "zh": "人; 人口; 居民; 民众; 妇女; 儿童; 学生; 名学生; 名妇女; 用户; 公民; 名儿童",
        "ru": "человек; человека; чел; людей; жителей; граждан; женщин; девушек; детей; "
        "пользователей; беженцев; студентов; учащихся; лиц",
    },
    "households": {
        "en": "households; household; homes; families",
        "fr": "ménages; foyers; familles",
        "es": "hogares; familias",
        "ar": "أسرة; أسر; منزل; منزلا",
        "zh": "户; 家庭; 户家庭; 农户; 个家庭",
        "ru": "домохозяйств; домохозяйства; семей",
    },
}

BOUNDS: dict[str, dict[str, str]] = {
    "at_least": {
        "en": "at least; no less than; not less than; minimum; minimum of; a minimum of; upwards "
        "of; no fewer than; min",
        "fr": "au moins; au minimum; minimum; pas moins de; un minimum de",
        "es": "al menos; por lo menos; como mínimo; no menos de; mínimo; un mínimo de",
        "ar": "على الأقل; ما لا يقل عن; لا يقل عن; لا تقل عن",
        "zh": "至少; 不少于; 不低于; 最少",
        "ru": "не менее; по меньшей мере; как минимум; минимум; не меньше",
    },
    "more_than": {
        "en": "over; more than; above; exceeding; in excess of; greater than; well over; just over",
        "fr": "plus de; plus d; supérieur à; dépassant; au delà de",
        "es": "más de; superior a; por encima de; superando",
        "ar": "أكثر من; ما يزيد على; ما يزيد عن; يزيد عن; تزيد عن; تزيد على; يتجاوز; تتجاوز; "
        "يفوق; تفوق; فوق",
        "zh": "超过; 超; 逾; 多于; 高于; 突破",
        "ru": "более; больше; свыше; более чем; больше чем; превышает; превышающую",
    },
    "about": {
        "en": "about; approximately; around; roughly; some; circa; ca; approx; c; estimated; an "
        "estimated; in the region of; in the order of; estimated at",
        "fr": "environ; approximativement; à peu près; autour de; quelque; quelques; env; "
        "estimé à; de l ordre de; estimés à",
        "es": "aproximadamente; alrededor de; cerca de; unos; unas; en torno a; aprox; estimado en",
        "ar": "حوالي; نحو; تقريبا; ما يقارب; قرابة; بحدود; زهاء; في حدود",
        "zh": "约; 大约; 约为; 大概; 左右; 上下; 约合计; 估计",
        "ru": "около; примерно; приблизительно; порядка; ориентировочно; ок",
    },
    "nearly": {
        "en": "nearly; almost; close to; just under; approaching; nearing; just below",
        "fr": "près de; presque; quasi; quasiment; pas loin de",
        "es": "casi; cerca de los",
        "ar": "ما يقرب من; يقرب من; يقارب; تقارب",
        "zh": "近; 将近; 接近; 几近",
        "ru": "почти; без малого; чуть менее",
    },
    "up_to": {
        "en": "up to; as much as; no more than; not more than; maximum; a maximum of; maximum of; "
        "at most; less than; under; below; fewer than; not exceeding; max; as many as",
        "fr": "jusqu à; au plus; au maximum; maximum; pas plus de; moins de; à concurrence de; "
        "un maximum de; ne dépassant pas; ne dépasse pas; à hauteur de",
        "es": "hasta; como máximo; máximo; no más de; menos de; un máximo de; a lo sumo; "
        "inferior a",
        "ar": "حتى; تصل إلى; يصل إلى; لا يتجاوز; لا تتجاوز; أقل من; بحد أقصى; لا يزيد عن; "
        "لا تزيد عن; ما يصل إلى; لا يزيد على; على الأكثر; كحد أقصى",
        "zh": "最多; 不超过; 至多; 高达; 不到; 少于; 低于; 多达; 最高",
        "ru": "до; не более; не больше; максимум; менее; меньше; не превышает; не более чем; "
        "не превышающую; не свыше",
    },
}

BOUNDS_AFTER: dict[str, dict[str, str]] = {
    "at_least": {
        "en": "or more; and more; at least; minimum; and above; or above",
        "fr": "ou plus; et plus; au moins; au minimum; minimum",
        "es": "o más; y más; al menos; como mínimo; mínimo",
        "ar": "أو أكثر; فأكثر; على الأقل; كحد أدنى; أو يزيد",
        "zh": "以上; 或以上; 或更多; 及以上; 起",
        "ru": "и более; или более; как минимум; минимум; и выше",
    },
    "more_than": {"en": "plus"},
    "about": {
        "en": "or so; approximately; approx; roughly",
        "fr": "environ",
        "es": "aproximadamente",
        "ar": "تقريبا",
        "zh": "左右; 上下",
        "ru": "примерно; приблизительно",
    },
    "up_to": {
        "en": "maximum; at most; max; or less",
        "fr": "maximum; au maximum; au plus; ou moins",
        "es": "máximo; como máximo; o menos",
        "ar": "كحد أقصى; على الأكثر; بحد أقصى; أو أقل",
        "zh": "以下; 以内; 之内",
        "ru": "максимум; и менее; или менее",
    },
}

_BOUND_SIGNS = {">": "more_than", "≥": "at_least", "<": "up_to", "≤": "up_to", "~": "about"}
BOUND_SIGNS = {**_BOUND_SIGNS, "≈": "about", "≃": "about", "≅": "about", "⩾": "at_least"}


@dataclass(frozen=True)
class Meaning:
    """What a word or phrase may be, and the languages that say so (empty: says nothing)."""

    kind: str
    value: str
    languages: frozenset[str]


def phrases(kind: str, table: dict[str, dict[str, str]]) -> list[tuple[tuple[str, ...], Meaning]]:
    """Folded phrases of a table; one that several languages share carries all of them."""
    found: dict[tuple[tuple[str, ...], str], set[str]] = {}
    for value, by_language in table.items():
        for language, words in by_language.items():
            for phrase in words.split(";"):
                folded = fold(phrase).casefold().replace("-", " ").replace("'", " ")
                key = (tuple(folded.split()), value)
                found.setdefault(key, set()).update({language} - {""})
    return [
        (words, Meaning(kind, value, frozenset(languages)))
        for (words, value), languages in found.items()
    ]
