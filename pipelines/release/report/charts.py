"""The charts of the report, as SVG text that needs no script and no outside file.

Figures arrive here ready; nothing is computed but positions. Every chart comes in a wide and
a narrow drawing, because text scaled down to a phone cannot be read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

FONT = "Liberation Sans"
FONT_FAMILY = "Arial, 'Liberation Sans', Helvetica, sans-serif"
"""Arial has the widths of Liberation Sans, in which the text is measured: nothing is clipped."""

INK, MUTED, GRID = "#1b2330", "#465063", "#e3e7ed"
PUBLISHED_COLOUR, COMPUTED_COLOUR = "#14508c", "#b4541a"
RULES = (("Any member", "#14508c"), ("Equal split", "#2e8b7d"), ("Need weighted", "#c27a1a"))
WIDE, NARROW = 800, 340
LABEL_WIDTH = 260
"""Pixels beside the bars, enough for the longest name of a group in one line."""

SMALLEST_SHOWN = 0.005


@dataclass(frozen=True)
class ProgressPoint:
    """Totals known at a date, in US$ billion; None where there is none."""

    as_of: date
    published: float | None
    computed: float | None


@dataclass(frozen=True)
class GroupBars:
    """A country group and its value under the three rules, in US$ billion."""

    panel: str
    group: str
    values: tuple[float | None, float | None, float | None]


@dataclass(frozen=True)
class Drawing:
    """One chart, drawn for a screen and for a phone."""

    wide: str
    narrow: str


def draw_progress(
    points: Sequence[ProgressPoint], target: float, target_year: int, title: str, description: str
) -> Drawing:
    """Draws published and computed totals over time under the target line."""
    return _draw(
        "progress", title, description, lambda width: _progress(points, target, target_year, width)
    )


def draw_groups(bars: Sequence[GroupBars], title: str, description: str) -> Drawing:
    """Draws the value of country groups as three bars each, one panel per list of groups."""
    return _draw("groups", title, description, lambda width: _groups(bars, width))


def _progress(points: Sequence[ProgressPoint], target: float, target_year: int, width: int) -> Any:
    import altair as alt  # over a second: only who draws a chart waits for it

    names = ("Published by ITU", "Computed from the pledges held")
    values = [
        {"date": point.as_of.isoformat(), "series": name, "value": value}
        for point in points
        for name, value in zip(names, (point.published, point.computed), strict=True)
        if value is not None
    ]
    newest = list({value["series"]: value for value in values}.values())
    narrow = width < WIDE
    first = min(point.as_of for point in points).replace(day=1)
    last = max([*(point.as_of for point in points), date(target_year, 12, 31)])
    x = (
        alt.X("date:T")
        .title(None)
        .axis(format="%Y", tickCount="year", grid=False)
        .scale(domain=[first.isoformat(), last.isoformat()], nice=False)
    )
    y = alt.Y("value:Q").title(None).scale(domain=[0, target * 1.12], nice=False)
    y = y.axis(values=[target * step / 5 for step in range(6)], format=",.0f", domain=False)
    legend = alt.Legend(title=None, orient="top", direction="vertical" if narrow else "horizontal")
    colour = alt.Color("series:N").legend(legend)
    colour = colour.scale(domain=list(names), range=[PUBLISHED_COLOUR, COMPUTED_COLOUR])
    shape = alt.Shape("series:N").legend(legend)
    shape = shape.scale(domain=list(names), range=["circle", "square"])
    lines = alt.Chart(alt.InlineData(values=values)).encode(x=x, y=y, color=colour)
    ends = alt.Chart(alt.InlineData(values=newest)).encode(x=x, y=y)
    reference = alt.Chart(alt.InlineData(values=[{"value": target}])).encode(y=y)
    return alt.layer(
        reference.mark_rule(color=MUTED, strokeDash=[2, 3], strokeWidth=1.5),
        reference.mark_text(align="left", dx=2, dy=-9, fontSize=13, color=INK).encode(
            x=alt.value(0), text=alt.value(f"US$ {target:,.0f} bn called for by {target_year}")
        ),
        lines.mark_line(strokeWidth=2),
        lines.mark_point(filled=True, size=44, opacity=1).encode(shape=shape),
        ends.mark_text(align="left", dx=7, fontSize=13, fontWeight="bold", color=INK).encode(
            text=alt.Text("value:Q", format=",.1f")
        ),
    ).properties(width=width - 46, height=220 if narrow else 300)


def _groups(bars: Sequence[GroupBars], width: int) -> Any:
    import altair as alt  # over a second: only who draws a chart waits for it

    narrow = width < WIDE
    names = [name for name, _ in RULES]
    top = max((value for bar in bars for value in bar.values if value is not None), default=0.0)
    step = 66 if narrow else 50
    labels = (  # on a phone the name of a group is above its bars, not beside them
        {"labelBaseline": "bottom", "labelOffset": -21, "labelPadding": 0}
        if narrow
        else dict.fromkeys(("labelPadding", "minExtent", "maxExtent"), LABEL_WIDTH)
    )
    x = alt.X("value:Q").axis(None).scale(domain=[0, top * 1.16 or 1], nice=False)
    offset = alt.YOffset("rule:N").scale(domain=names)
    colour = alt.Color("rule:N").scale(domain=names, range=[colour for _, colour in RULES])
    charts: list[Any] = []
    for panel in dict.fromkeys(bar.panel for bar in bars):
        members = [bar for bar in bars if bar.panel == panel]
        groups = [bar.group for bar in members]
        values = [
            {"group": bar.group, "rule": name, "value": value or 0.0, "text": _word_billions(value)}
            for bar in members
            for name, value in zip(names, bar.values, strict=True)
        ]
        legend = None if charts else alt.Legend(title=None, orient="top", columns=3)
        y = (
            alt.Y("group:N")
            .sort(groups)
            .title(None)
            .axis(ticks=False, domain=False, labelAlign="left", **labels)
        )
        y = y.scale(domain=groups, paddingInner=0.45 if narrow else 0.24, paddingOuter=0.3)
        base = alt.Chart(alt.InlineData(values=values)).encode(x=x, y=y, yOffset=offset)
        title = alt.TitleParams(panel, anchor="start", frame="bounds")
        charts.append(
            alt.layer(
                base.mark_bar().encode(color=colour.legend(legend)),
                base.mark_text(align="left", dx=4, fontSize=11, color=INK).encode(text="text:N"),
            ).properties(
                width=width - (8 if narrow else LABEL_WIDTH + 16),
                height=len(members) * step,
                title=title,
            )
        )
    return alt.vconcat(*charts, spacing=14)


def _word_billions(value: float | None) -> str:
    if value is None:
        return "not computable"
    if value == 0:
        return "0"
    return f"{value:.2f}" if value >= SMALLEST_SHOWN else "under 0.01"


def _draw(identifier: str, title: str, description: str, chart: Any) -> Drawing:
    return Drawing(
        wide=_to_svg(chart(WIDE), f"{identifier}-wide", title, description),
        narrow=_to_svg(chart(NARROW), f"{identifier}-narrow", title, description),
    )


def _to_svg(chart: Any, identifier: str, title: str, description: str) -> str:
    """Turns a chart into SVG with a title and a description of its own and ids that are unique."""
    import vl_convert

    text = {"labelFont": FONT, "titleFont": FONT, "labelFontSize": 13, "labelColor": INK}
    specification = (
        chart.configure(font=FONT, aria=False, background="transparent", padding=2)
        .configure_view(stroke=None)
        .configure_axis(**text, labelLimit=0, gridColor=GRID, domainColor=MUTED, tickColor=MUTED)
        .configure_legend(**text, labelLimit=0, symbolStrokeWidth=2)
        .configure_title(font=FONT, fontSize=13, color=MUTED, fontWeight="bold", offset=8)
        .to_dict()
    )
    svg = vl_convert.vegalite_to_svg(specification, allowed_base_urls=[])
    svg = svg.replace(f'font-family="{FONT}"', f'font-family="{FONT_FAMILY}"')
    svg = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", svg)  # the whole chart is one image
    svg = re.sub(r'\bid="', f'id="{identifier}-', svg)
    svg = svg.replace("url(#", f"url(#{identifier}-")
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert size is not None
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="{size.group(0)[9:-1]}"'
        f' aria-labelledby="{identifier}-title {identifier}-description"'
        f' style="max-width:{size.group(1)}px">'
        f'<title id="{identifier}-title">{escape(title)}</title>'
        f'<desc id="{identifier}-description">{escape(description)}</desc>'
    )
    return opening + svg[svg.index(">") + 1 :]
