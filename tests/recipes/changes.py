"""What is written to follow each recipe: one small, invented change of each kind.

Where it is written, and in which order, is said in CONTRIBUTING.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from tests.recipes.checkout import Checkout

FIELD = "programme_url"
RAW_TABLE = "regional_offices"
MART = "pledges_by_language"
GATE = "core"
COMMAND = "languages"


def add_field(copy: Checkout) -> None:
    labels = {
        "en": "Programme page",
        "fr": "Page du programme",
        "es": "Página del programa",
        "ar": "صفحة البرنامج",
        "zh": "项目页面",
        "ru": "Страница программы",
    }
    copy.insert(
        "pipelines/submissions/fields.yml",
        "  - name: source_url",
        f"""\
  - name: {FIELD}
    group: record
    kind: url
    description: Address of the page of the programme that the pledge is part of.
    example: https://example.org/programmes/7
    labels:
"""
        + "".join(f"      {language}: [{label}]\n" for language, label in labels.items())
        + "\n",
    )
    copy.insert(
        "dbt_project/models/columns.md",
        "{% docs col_source_url %}",
        _definition(FIELD, "Address of the page of the programme that the pledge is part of."),
    )
    core = "dbt_project/models/core/fct_pledge_versions"
    copy.insert(f"{core}.sql", "        pledges.source_url,", f"        pledges.{FIELD},\n")
    copy.insert(f"{core}.yml", "      - {name: source_url,", _column(FIELD, "varchar"))


def add_raw_table(copy: Checkout) -> None:
    offices = """\
office,country_iso3,opened_on,source_url
Example Office for Africa,KEN,2001-02-03,https://example.org/offices/africa
Example Office for the Arab States,EGY,2002-03-04,https://example.org/offices/arab-states
"""
    copy.create(f"data/reference/{RAW_TABLE}.csv", offices)
    content = offices.encode()
    copy.insert(
        "pipelines/sources/sources.yml",
        "  - id: reviews",
        f"""\
  - id: {RAW_TABLE}
    title: "Regional offices"
    publisher: "Example Publisher"
    landing_page: "https://example.org/offices"
    licence: {{name: "CC BY 4.0", url: "https://creativecommons.org/licenses/by/4.0/"}}
    citation: "Example Publisher, regional offices"
    table: {RAW_TABLE}
    editions:
      - edition: "2026-11-24"
        accessed_on: "2026-11-24"
        path: reference/{RAW_TABLE}.csv
        sha256: {hashlib.sha256(content).hexdigest()}
        bytes: {len(content)}

""",
    )
    contracts = "pipelines/readers/snapshot/reference.py"
    copy.insert(
        contracts,
        "COUNTRY_GROUPS = Contract(",
        f"""\
{RAW_TABLE.upper()} = Contract(
    table="{RAW_TABLE}",
    columns=(
        Column("office", fields.text, pa.string(), required=True),
        Column("country_iso3", fields.iso3, pa.string(), required=True),
        Column("opened_on", fields.iso_date, pa.date32()),
        Column("source_url", fields.url, pa.string(), required=True),
    ),
    key=("office",),
)

""",
    )
    copy.insert(contracts, "    COUNTRY_GROUPS,", f"    {RAW_TABLE.upper()},\n")
    copy.create(
        f"expectations/raw/{RAW_TABLE}.yml",
        f"""\
table: raw.{RAW_TABLE}
grain: [office]
expectations:
  - expect: expect_column_values_to_be_unique
    column: office
    level: critical
    why: An office that is there twice would count twice.
""",
    )
    copy.insert(
        "dbt_project/models/sources.yml",
        "      - {name: country_groups,",
        f"      - {{name: {RAW_TABLE}, description: Regional offices. Grain is office.}}\n",
    )


def add_mart(copy: Checkout) -> None:
    model = f"dbt_project/models/marts/{MART}"
    copy.create(
        f"{model}.sql",
        """\
with

versions as (
    select * from {{ ref('fct_pledge_versions') }}
),

group_by_language as (
    select
        coalesce(language, 'not stated') as pledge_language,
        count(*) as pledges,
        cast(sum(value_usd) as decimal(38, 2)) as value_usd
    from versions
    where is_current and counts_in_totals
    group by coalesce(language, 'not stated')
)

select * from group_by_language
""",
    )
    copy.create(
        f"{model}.yml",
        f"""\
models:
  - name: {MART}
    description: Counted pledges by the language they are written in. One row per language.
    config: {{meta: {{usage_warnings: [partial_coverage]}}}}
    constraints:
      - {{type: primary_key, columns: [pledge_language]}}
      - {{type: check, expression: "pledges > 0"}}
    columns:
{_column("pledge_language", "varchar", never_null=True)}\
{_column("pledges", "bigint", never_null=True)}\
{_column("value_usd", "decimal(38, 2)")}
unit_tests:
  - name: pledges_are_counted_by_language_and_those_without_one_are_not_lost
    model: {MART}
    given:
      - input: ref('fct_pledge_versions')
        rows:
          - {{pledge_id: a, language: fr, is_current: true, counts_in_totals: true, value_usd: 5}}
          - {{pledge_id: b, language: fr, is_current: true, counts_in_totals: true}}
          - {{pledge_id: c, is_current: true, counts_in_totals: true, value_usd: 7}}
          - {{pledge_id: d, language: fr, is_current: true, counts_in_totals: false}}
          - {{pledge_id: e, language: fr, is_current: false, counts_in_totals: true}}
    expect:
      rows:
        - {{pledge_language: fr, pledges: 2, value_usd: 5.00}}
        - {{pledge_language: not stated, pledges: 1, value_usd: 7}}
""",
    )
    copy.insert(
        "dbt_project/models/columns.md",
        "{% docs col_language %}",
        _definition("pledge_language", "ISO 639-1 code of the language, or `not stated`."),
    )
    copy.create(
        f"expectations/marts/{MART}.yml",
        f"""\
table: marts.{MART}
grain: [pledge_language]
expectations:
  - expect: expect_column_values_to_be_unique
    column: pledge_language
    level: critical
    why: A language that is there twice would count twice.
  - expect: unexpected_rows
    name: every_counted_pledge_has_a_language_or_none_stated
    sql: >-
      select pledges from marts.pledge_totals
      where is_latest and pledges <> (select sum(pledges) from {{batch}})
    show: [pledges]
    level: critical
    why: The languages are a breakdown of the total.
""",
    )
    copy.create(
        f"dbt_project/example_queries/{MART}.yml",
        "\n".join(
            f"- title: {title}\n  sql: |\n    select\n        pledge_language,\n        {column}\n"
            f"    from marts.{MART}\n    order by {column} desc\n"
            for title, column in (
                ("How many pledges are written in each language", "pledges"),
                ("What the pledges in each language are worth", "value_usd"),
            )
        )
        + f"""
- title: Which pledges state no language
  sql: |
    select
        pledges,
        value_usd
    from marts.{MART}
    where pledge_language = 'not stated'
""",
    )


def add_gate(copy: Checkout) -> None:
    copy.insert(
        "pipelines/checks.py",
        "GATES = (",
        f'CORE = Gate("{GATE}", "Are the facts sound?", schema="{GATE}", whole_schema=False)\n',
    )
    path = copy.directory / "pipelines/checks.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("(RAW, DBT, MARTS)", "(RAW, DBT, CORE, MARTS)"), encoding="utf-8")
    copy.create(
        f"expectations/{GATE}/fct_pledges.yml",
        f"""\
table: {GATE}.fct_pledges
grain: [pledge_id]
expectations:
  - expect: expect_column_values_to_be_unique
    column: pledge_id
    level: critical
    why: A pledge that is there twice would count twice.
""",
    )


def add_command(copy: Checkout) -> None:
    copy.create(
        f"pipelines/cli/{COMMAND}.py",
        f'''\
"""The command `p2c {COMMAND}`: in which languages pledges may be written.

Labels in these languages are in `pipelines.submissions`.
"""

from __future__ import annotations

import typer

from pipelines.cli.app import Panel, app


@app.command(rich_help_panel=Panel.hand_in)
def {COMMAND}() -> None:
    """Lists the languages in which headers and terms of a submission are understood.

    ```
    p2c {COMMAND}
    ```
    """
    from pipelines.submissions.labels import LANGUAGES

    typer.echo(" ".join(LANGUAGES))
''',
    )
    copy.insert(
        "docs/operations.md",
        "## Held for review",
        f"`p2c {COMMAND}` lists the languages in which a file may be written.\n\n",
    )


def _definition(column: str, meaning: str) -> str:
    return f"{{% docs col_{column} %}}\n{meaning}\n{{% enddocs %}}\n\n"


def _column(name: str, data_type: str, *, never_null: bool = False) -> str:
    quoted = f'"{data_type}"' if "," in data_type else data_type
    constraints = ", constraints: [{type: not_null}]" if never_null else ""
    return (
        f"      - {{name: {name}, description: \"{{{{ doc('col_{name}') }}}}\","
        f" data_type: {quoted}{constraints}}}\n"
    )


CHANGES: Mapping[str, Callable[[Checkout], None]] = {
    "A field of the form": add_field,
    "A mart": add_mart,
    "A gate": add_gate,
    "A command": add_command,
    "A raw table": add_raw_table,
}
"""The change that follows each recipe; the raw table comes last, since no model reads it yet."""
