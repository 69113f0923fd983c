"""The words that say what an amount is: per year, additional, in kind; for how long; and joints.

Magnitudes, bounds and people are in `words`, currencies in `currency_words`.
"""

from __future__ import annotations

BASES: dict[str, dict[str, str]] = {
    "per_year": {
        "en": "per year; a year; annually; yearly; per annum; pa; each year; every year; year on "
        "year; / year; / yr; per yr",
        "fr": "par an; par année; annuellement; chaque année; / an; l an; tous les ans",
        "es": "al año; por año; anualmente; cada año; / año; todos los años",
        "ar": "سنويا; في السنة; في العام; كل عام; كل سنة; لكل سنة; / سنة",
        "zh": "每年; 年均; / 年",
        "ru": "в год; ежегодно; каждый год; / год; за год",
    },
    "annual": {
        "en": "annual; yearly",
        "fr": "annuel; annuelle; annuels; annuelles",
        "es": "anual; anuales",
        "ar": "سنوي; سنوية; السنوي; السنوية",
        "zh": "年度",
        "ru": "ежегодный; ежегодная; ежегодное; ежегодные; ежегодных; годовых; годовой",
    },
    "per_month": {
        "en": "per month; a month; monthly; each month; every month; / month",
        "fr": "par mois; mensuel; mensuels; mensuelle; mensuellement; / mois",
        "es": "al mes; por mes; mensual; mensuales; mensualmente; cada mes; / mes",
        "ar": "شهريا; في الشهر; كل شهر",
        "zh": "每月; 每个月; / 月",
        "ru": "в месяц; ежемесячно; каждый месяц",
    },
    "total": {
        "en": "total; in total; a total of; total of; totalling; totaling; overall; altogether",
        "fr": "total; au total; totale; un total de; totalisant; globalement",
        "es": "total; en total; un total de; totales",
        "ar": "إجمالي; إجمالا; مجموع; في المجموع; بإجمالي; الإجمالي; المجموع",
        "zh": "总计; 总额; 合计; 共计; 总共; 一共; 总投资; 总金额",
        "ru": "всего; итого; в общей сложности; общая сумма; в сумме; общей суммой; на общую сумму",
    },
    "cumulative": {
        "en": "cumulative; cumulatively; to date",
        "fr": "cumulé; cumulés; cumulée; cumulées; cumulatif; en cumulé",
        "es": "acumulado; acumulados; acumulada; acumuladas; acumulativo",
        "ar": "تراكمي; تراكمية; تراكميا",
        "zh": "累计; 累积",
        "ru": "нарастающим итогом; совокупно; накопленный; накопленным итогом; суммарно",
    },
    "additional": {
        "en": "additional; an additional; additionally; extra; an extra; further; a further",
        "fr": "supplémentaire; supplémentaires; additionnel; additionnels; additionnelle; "
        "additionnelles; en plus",
        "es": "adicional; adicionales; adicionalmente; suplementario; suplementarios",
        "ar": "إضافي; إضافية; إضافيا; الإضافي; الإضافية",
        "zh": "额外; 追加; 新增; 另外; 增加投资",
        "ru": "дополнительно; дополнительный; дополнительные; дополнительных; дополнительная; "
        "дополнительную; дополнительной",
    },
    "in_kind": {
        "en": "in kind; airtime; donated equipment; pro bono",
        "fr": "en nature; temps d antenne; temps de communication",
        "es": "en especie; tiempo de aire; tiempo de emisión",
        "ar": "عيني; عينية; عينا; العينية",
        "zh": "实物; 以实物; 实物捐助",
        "ru": "в натуральной форме; натуральной форме; в неденежной форме; натурой",
    },
    "sought": {
        "en": "sought; requested; requesting; funding gap; to be raised; needed; required",
        "fr": "recherché; recherchés; sollicité; sollicités; à mobiliser; requis",
        "es": "se buscan; solicitado; solicitados; por movilizar; requerido; requeridos",
        "ar": "مطلوب; المطلوب; مطلوبة",
        "zh": "所需; 需求",
        "ru": "требуется; требуются; запрашивается; запрошено",
    },
    "seek": {
        "en": "seek; seeks; seeking; to raise; raise; raising; looking for; needs; need",
        "fr": "cherche; recherche; recherche de; solliciter; sollicite",
        "es": "busca; buscamos; solicita; buscan; necesita",
        "ar": "تسعى; يسعى; تحتاج",
        "zh": "寻求; 筹集; 需要; 需",
        "ru": "привлечь; привлечение; нужно; запрашивает",
    },
}
"""Words of a basis. `annual` and `seek` say something about an amount only when beside it."""

WORDS: dict[str, dict[str, dict[str, str]]] = {
    "years": {
        "years": {
            "en": "years; year; yr; yrs",
            "fr": "ans; an; années; année",
            "es": "años; año",
            "ar": "سنوات; سنة; أعوام; عاما; عام",
            "zh": "年; 年内; 年间; 年期; 个年度",
            "ru": "лет; года; год; году; годы; гг; г",
        }
    },
    "duration": {
        "days": {
            "en": "months; month; days; weeks; hours",
            "fr": "mois; jours; semaines; heures",
            "es": "meses; mes; días; semanas; horas",
            "ar": "أشهر; شهرا; شهر; أيام; يوما",
            "zh": "个月; 月; 天; 日; 小时",
            "ru": "месяцев; месяца; дней; недель; часов",
        }
    },
    "over": {
        "total": {
            "en": "over; across; over the next; over the coming; over a period of; over the "
            "course of; over the following",
            "fr": "sur; sur les; sur une période de; sur une durée de; au cours des; "
            "au cours des prochaines; sur les prochaines",
            "es": "a lo largo de; durante los próximos; en el transcurso de",
            "ar": "على مدى; على مدار; خلال",
            "zh": "未来; 今后; 在未来; 接下来",
            "ru": "в течение; на протяжении; в течение следующих; в течение ближайших",
        },
    },
    "of": {
        "of": {
            "en": "of; the; in; worth; worth of; or",
            "fr": "de; d; des; du; en; le; la; les",
            "es": "de; del; en; los; las; el; la",
            "ar": "من; بقيمة; بمبلغ; قدره; بحوالي; ما",
            "zh": "的; 名; 个; 价值",
            "ru": "в; на; сумму",
        }
    },
    "joint": {
        "joint": {
            "en": "for; during; within; next; coming; following; to; by; until; till; since; "
            "from; with; at; and; is; on; as; will; be; through",
            "fr": "pendant; durant; prochaines; à; au; aux; depuis; avec; par; pour; et; un; "
            "une; ici; est",
            "es": "durante; próximos; por; a; al; para; con; y; un; una; desde; es; antes",
            "ar": "لمدة; إلى; و; مع; منذ; بحلول; عام",
            "zh": "为期; 到; 至; 在; 和; 投资; 投入; 将; "
            "为; 出资; 截至; 提供; 承诺; 捐款; 资金; 达",
            "ru": "ближайшие; на; за; к; с; от; и; до; по; для",
        }
    },
    "between": {
        "between": {
            "en": "between; from; range of; ranging from",
            "fr": "entre; de",
            "es": "entre; de",
            "ar": "بين; ما بين; من",
            "zh": "在; 介于",
            "ru": "от; между",
        }
    },
    "upper": {
        "to": {"en": "to", "fr": "à", "es": "a", "ar": "إلى", "zh": "至; 到", "ru": "до"},
        "and": {"en": "and", "fr": "et", "es": "y", "ar": "و", "zh": "和; 与", "ru": "и"},
    },
    "or": {"or": {"en": "or", "fr": "ou", "es": "o", "ar": "أو", "zh": "或; 或者", "ru": "или"}},
    "equivalent": {
        "equivalent": {
            "en": "equivalent to; equivalent of; equal to; or about; equivalent; approximately "
            "equivalent to",
            "fr": "soit; équivalant à; équivalent de; équivalent à; soit environ",
            "es": "equivalente a; equivalentes a; es decir; equivalente de",
            "ar": "ما يعادل; أي ما يعادل; أي; يعادل",
            "zh": "约合; 合; 折合; 相当于; 等值",
            "ru": "эквивалент; что эквивалентно; эквивалентно; то есть",
        }
    },
    "each": {
        "each": {
            "en": "each; every; apiece; per capita; per person; per day; per week; per quarter; "
            "quarterly; weekly; daily; per country; per school; per site; per household; "
            "per user; "
            "per",
            "fr": "chacun; chacune; chaque; par personne; par habitant; par pays; par jour; "
            "par trimestre; trimestriel; par école; par foyer; par ménage; par site",
            "es": "cada uno; cada una; por persona; por país; por habitante; por día; cada; "
            "trimestral; por trimestre; por escuela; por hogar",
            "ar": "لكل; للفرد; لكل بلد; لكل شخص; يوميا; أسبوعيا",
            "zh": "每; 每人; 每个; 每户; 每国; 人均; 每日; 每天; 每季度; 每校; 每所",
            "ru": "каждый; каждая; каждому; на человека; на душу населения; в день; в квартал; "
            "ежеквартально; в неделю; каждой; каждого; за каждый",
        }
    },
    "fraction": {
        "half": {
            "en": "half; quarter of; third of; thirds; quarters; a third; one third; percent; "
            "per cent; share of; basis points; fraction of; portion of; part of",
            "fr": "moitié; tiers; demi; demie; un quart; pour cent; quart de; une partie de",
            "es": "mitad; medio; media; tercio; por ciento; un cuarto; parte de",
            "ar": "نصف; ثلث; ربع; بالمائة; في المائة; ثلثي; جزء من",
            "zh": "一半; 半; 分之; 百分之; 部分",
            "ru": "половина; половину; полтора; полутора; треть; четверть; процентов; процента; "
            "полмиллиона; полмиллиарда; часть",
        }
    },
    "negative": {
        "minus": {"en": "minus; negative; deficit", "fr": "moins", "es": "menos", "zh": "负"}
        | {"ru": "минус", "ar": "ناقص; سالب"}
    },
    "times": {
        "times": {"en": "x; times", "fr": "x; fois", "es": "x; veces", "ru": "раз", "zh": "倍"}
    },
    "describing": {
        "describing": {
            "en": "new; more; rural; young; underserved; unconnected; unserved; vulnerable; "
            "poor; "
            "offline; marginalized; marginalised; remote; additional; school; local; african; "
            "displaced; low income; other; adult; female; direct; indigenous",
            "fr": "jeunes; nouvelles; nouveaux; rurales; autres; nouveaux",
            "es": "nuevas; nuevos; otras",
            "ru": "молодых; сельских; новых",
            "zh": "农村; 新; 贫困; 青年; 余; 偏远地区; 未联网; 城乡; 青少年",
            "ar": "أكثر من",
        }
    },
    "label": {
        "label": {
            "en": "phase; sdg; sdgs; goal; pillar; target; stage; tier; lot; version; article; "
            "option; action line; top; no; number; round; wave; chapter; q; class; category",
            "fr": "odd; objectif; étape; pilier; lot; tranche; numéro; cible",
            "es": "fase; ods; objetivo; meta; etapa; pilar; lote; número",
            "ru": "этап; цель; фаза; цур; номер; этапа; фазы",
            "zh": "第; 目标; 阶段; 支柱",
            "ar": "المرحلة; الهدف; هدف; رقم",
        }
    },
    "number": {
        str(number): {"en": en, "fr": fr, "es": es, "ar": ar, "ru": ru}
        for number, (en, fr, es, ar, ru) in enumerate(
            (
                ("one", "un; une", "uno; un; una", "واحد", "один; одного; одна; одну"),
                ("two", "deux", "dos", "اثنان; اثنين; عامين; سنتين", "два; двух; две"),
                ("three", "trois", "tres", "ثلاث; ثلاثة", "три; трех; трёх"),
                ("four", "quatre", "cuatro", "أربع; أربعة", "четыре; четырех"),
                ("five", "cinq", "cinco", "خمس; خمسة", "пять; пяти"),
                ("six", "six", "seis", "ست; ستة", "шесть; шести"),
                ("seven", "sept", "siete", "سبع; سبعة", "семь; семи"),
                ("eight", "huit", "ocho", "ثماني; ثمانية", "восемь; восьми"),
                ("nine", "neuf", "nueve", "تسع; تسعة", "девять; девяти"),
                ("ten", "dix", "diez", "عشر; عشرة", "десять; десяти"),
            ),
            start=1,
        )
    },
}
"""Words with a part in the sentence around an amount, by that part."""
