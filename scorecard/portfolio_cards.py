"""Pictures of many units: how many need a person, a row for each, headings of folders, the measures of all. Lengths are px.

A row is one link of pictures that float, each saying what it is: on a wide page they stand in columns, on a phone they wrap.
"""

from collections.abc import Callable, Mapping, Sequence
from html import escape

from scorecard import i18n, svg
from scorecard.assessment import ACT, MEND, Status
from scorecard.gauges import shape_mark
from scorecard.measures import MEASURES
from scorecard.model import Dimension
from scorecard.palette import Palette, frame, side_bar
from scorecard.portfolio import Counts, Figure, FigureKey, Need, Total, UnitSummary, number_of, worst
from scorecard.targets import Comparison
from scorecard.unit_tree import Path, path_text

NAME_WIDE, CELL_WIDE, HIGH, HEADLINE_WIDE, HEADLINE_HIGH, FIGURE_WIDE, FOLDER_WIDE = 300, 108, 56, 300, 150, 300, 300
TONES = {Need.ACT: Status.AT_RISK, Need.MEND: Status.STALE, Need.CALM: Status.ON_TRACK}
SIGNS = {Comparison.AT_LEAST: "≥", Comparison.AT_MOST: "≤", Comparison.EQUAL: "="}
Href = Callable[[UnitSummary], str]
Cell = tuple[str, Status | None, str]  # label, status, words


def needs_text(needs: Mapping[Need, int], lang: str) -> str:
    """要抓 3，要补 1，平稳 8."""
    return i18n.text("headline.comma", lang).join(f"{i18n.text(f'headline.{need}', lang)} {needs.get(need, 0)}" for need in Need)


def headline(total: Total, palette: Palette, lang: str) -> tuple[str, str]:
    """How many units need a person (要抓), data (要补), nothing (平稳), over a bar of the three; 300×150; and what is read out."""
    title = i18n.text("portfolio.units", lang, many=total.units)
    body, x = frame(HEADLINE_WIDE, HEADLINE_HIGH, palette.card, palette.line) + svg.text(16, 27, title, 13, palette.ink2, 500), 16.0
    counts = [(i18n.number(total.needs.get(need, 0)), i18n.text(f"headline.{need}", lang), TONES[need]) for need in Need]
    needed = sum(svg.width(count, 38, 700) + 5 + svg.width(word, 15, 600) for count, word, _ in counts)
    k = min(1.0, (HEADLINE_WIDE - 32 - 24) / (needed * 1.03))
    gap = min(22.0, (HEADLINE_WIDE - 32 - needed * k) / 2)
    for count, word, tone in counts:
        colour, beside = palette.ink2 if count == "0" else palette.text(tone), x + (svg.width(count, 38, 700) + 5) * k
        body += svg.text(x, 72, count, 38 * k, colour, 700) + svg.text(beside, 72, word, 15 * k, colour, 600)
        x = beside + svg.width(word, 15, 600) * k + gap
    body += _bar(total, palette)
    of = i18n.text("portfolio.indicators", lang, many=i18n.number(sum(total.counts.values())), words=_indicators_text(total.counts, lang))
    body += svg.fitted(16, 139, of, 12, 9, HEADLINE_WIDE - 32, palette.ink2)
    return svg.picture(HEADLINE_WIDE, HEADLINE_HIGH, body, title), f"{title}{i18n.text('headline.colon', lang)}{needs_text(total.needs, lang)}"


def _bar(total: Total, palette: Palette) -> str:
    """The three as one bar, what needs a person first."""
    body, x, room = "", 16.0, HEADLINE_WIDE - 32
    for need in Need:
        wide = room * total.needs.get(need, 0) / max(total.units, 1)
        body += svg.rect(x, 94, max(wide - 2, 0), 14, palette.fill(TONES[need]), 2) if wide else ""
        x += wide
    return body


def _indicators_text(counts: Counts, lang: str) -> str:
    return needs_text({need: number_of(counts, need) for need in Need}, lang)


def row(summary: UnitSummary, href: Href, palette: Palette, lang: str) -> str:
    """A unit: name, what it needs, a cell for its money and each dimension, when it was last logged. A link where its wall can be shown."""
    cells = [_money(summary, lang), *_dimensions(summary.total, lang), _logged(summary, lang)]
    pictures = svg.image(*_name(summary, palette, lang)) + _strips(cells, palette)
    if summary.origin:
        return f"<div>{pictures}</div>"
    return f'<div><a id="unit-{escape(summary.unit.unit_code)}" href="{escape(href(summary))}" target="_self">{pictures}</a></div>'


def total_row(total: Total, palette: Palette, lang: str) -> str:
    """All units as one row: their money in sums, the worst status of each dimension and how many indicators are in it."""
    title, rate = i18n.text("portfolio.totals", lang), i18n.text("portfolio.money", lang, rate=i18n.percent(total.rate, 999))
    of = i18n.text("portfolio.units", lang, many=total.units)
    body = svg.line((0, 0.5), (NAME_WIDE, 0.5), palette.line) + svg.text(14, 21, title, 15, palette.ink, 600)
    body += svg.fitted(14, 43, f"{of} · {needs_text(total.needs, lang)}", 12.5, 10, NAME_WIDE - 24, palette.ink2)
    sums = i18n.text("portfolio.sums", lang, spent=i18n.wan(total.spent_yuan, 0), final=i18n.wan(total.budget_yuan, 0))
    cells = [(rate, None, sums), *_dimensions(total, lang), (i18n.text("portfolio.steady", lang), None, i18n.percent(total.calm_share))]
    alt = f"{title}{i18n.text('headline.colon', lang)}{of}, {needs_text(total.needs, lang)}"
    return f"<div>{svg.image(svg.picture(NAME_WIDE, HIGH, body, title), alt)}{_strips(cells, palette, palette.line)}</div>"


def _dimensions(total: Total, lang: str) -> list[Cell]:
    return [_cell(i18n.text(f"dimension.{d}", lang), total.groups.get(d, {}), lang) for d in Dimension]


def _strips(cells: Sequence[Cell], palette: Palette, edge: str = "") -> str:
    """Six cells as two pictures, so that each fits a phone."""
    return "".join(svg.image(*_strip(three, palette, edge)) for three in (cells[:3], cells[3:]))


def _name(summary: UnitSummary, palette: Palette, lang: str) -> tuple[str, str]:
    """Name, code and how many indicators need what, 300×56; and what is read out."""
    name, code, x = i18n.name_of(summary.unit, lang), summary.unit.unit_code, 14.0
    found = worst(summary.counts)
    body = side_bar(found, palette, HIGH - 8, square_foot=True, square_top=True) if found else ""
    if svg.room_for(name, 12.4, 600) <= NAME_WIDE - 24:
        body += svg.fitted(x, 21, name, 15, 12.4, NAME_WIDE - 24, palette.ink, 600)
    else:
        body += "".join(svg.text(x, 12.5 + 15 * n, line, 12.4, palette.ink, 600) for n, line in enumerate(svg.wrap(name, 12.4, NAME_WIDE - 36, 2)))
    body += svg.fitted(x, 43, code, 12, 9, 70, palette.ink2)
    x += min(svg.width(code, 12), 70) + 12
    for need in Need:
        many = number_of(summary.counts, need)
        words, quiet = f"{i18n.text(f'headline.{need}', lang)} {many}", need is Need.CALM or not many
        body += svg.text(x, 43, words, 12.5, palette.ink2 if quiet else palette.text(TONES[need]), 400 if quiet else 700)
        x += svg.room_for(words, 12.5, 700) + 10
    return svg.picture(NAME_WIDE, HIGH, body, name), f"{name} {code}{i18n.text('headline.colon', lang)}{_indicators_text(summary.counts, lang)}"


def _cell(label: str, counts: Counts, lang: str) -> Cell:
    """A dimension: its worst status and how many indicators are in it, of how many."""
    found = worst(counts)
    if found is None:
        return label, None, i18n.NOTHING
    return label, found, i18n.text("portfolio.of", lang, word=i18n.text(f"status.{found}", lang), many=counts[found], all=sum(counts.values()))


def _money(summary: UnitSummary, lang: str) -> Cell:
    label, status = i18n.text("portfolio.money", lang, rate=i18n.percent(summary.total.rate, 999)), summary.money_status
    return label, status, i18n.text(f"status.{status}", lang) if status else i18n.text("budget.no_payment", lang)


def _logged(summary: UnitSummary, lang: str) -> Cell:
    """When it was last logged and how many indicators are out of date; of which day a file is."""
    day = summary.last_recorded_on
    label = i18n.text("portfolio.logged", lang, day=i18n.day(day, lang)) if day else i18n.text("status.no_entry", lang)
    if summary.origin:
        return i18n.text("portfolio.from_file", lang, day=summary.origin.on.isoformat()), None, summary.origin.file
    return label, Status.STALE if summary.stale else None, f"{i18n.text('status.stale', lang)} {summary.stale}" if summary.stale else ""


def _strip(cells: Sequence[Cell], palette: Palette, edge: str) -> tuple[str, str]:
    """Cells side by side, 108×56 each: a label over a sign and words, on a ground of its own only where there is something to act on.
    edge: the colour of a line over them, "" for none."""
    body = svg.line((0, 0.5), (CELL_WIDE * len(cells), 0.5), edge) if edge else ""
    for x, (label, status, words) in zip(range(0, CELL_WIDE * len(cells), CELL_WIDE), cells, strict=True):
        ground = palette.tint(status) if status and status in ACT else None
        body += svg.rect(x + 1, 2, CELL_WIDE - 6, HIGH - 10, ground, 6) if ground else ""
        body += svg.fitted(x + 9, 18, label, 12, 9.5, CELL_WIDE - 20, palette.ink2)
        if status:
            colour, weight = (palette.text(status), 600) if status in ACT + MEND else (palette.ink2, 400)
            body += shape_mark(status, (x + 15, 35), 5.6, palette, ground) + svg.fitted(x + 25, 39.5, words, 12.5, 9.5, CELL_WIDE - 34, colour, weight)
        elif words:
            body += svg.fitted(x + 9, 39.5, words, 12, 9, CELL_WIDE - 18, palette.ink2)
    said = "; ".join(f"{label} {words}" for label, _, words in cells)
    return svg.picture(CELL_WIDE * len(cells), HIGH, body, said), said


def folder_heading(path: Path, total: Total, href: str, palette: Palette, lang: str) -> str:
    """A folder over its rows, with what its units need; its name leads into it."""
    name = path_text(path) or i18n.text("portfolio.no_folder", lang)
    beside = f"{i18n.text('portfolio.units', lang, many=total.units)} · {needs_text(total.needs, lang)}"
    shown, size = svg.fit(name, 16, 12, FOLDER_WIDE, 600)
    drawn = svg.image(svg.picture(svg.room_for(shown, size, 600) + 12, 40, svg.text(0, 28, shown, size, palette.ink, 600), name), name)
    counts = svg.image(svg.picture(svg.room_for(beside, 13), 40, svg.text(0, 28, beside, 13, palette.ink2), beside), beside)
    linked = f'<a href="{escape(href)}" target="_self">{drawn}</a>' if path else drawn
    return f'<div role="heading" aria-level="2">{linked}{counts}</div>'


def figures(found: Mapping[FigureKey, Figure], palette: Palette, lang: str) -> list[tuple[str, str]]:
    """The measures of all units as pictures, 300×80, each with what is read out."""
    return [_figure(key, figure, palette, lang) for key, figure in sorted(found.items(), key=lambda item: (-item[1].units, item[1].name))]


def _figure(key: FigureKey, figure: Figure, palette: Palette, lang: str) -> tuple[str, str]:
    measure, word, comparison = key
    name, sign = i18n.name_of(figure, lang), SIGNS.get(comparison, "")
    if figure.low is not None and figure.high is not None:
        shown = i18n.percent(figure.rate)
        ends = i18n.plain(figure.low) if figure.low == figure.high else f"{i18n.plain(figure.low)}–{i18n.plain(figure.high)}"
        goal = f"{sign}{ends}{word}"
        of = [i18n.wan(n, 0) if MEASURES[measure].money else i18n.number(n) for n in (figure.numerator, figure.denominator)]
        parts = i18n.text("portfolio.pooled", lang, numerator=of[0], denominator=of[1])
        parts += f" {i18n.text('budget.wan', lang)}" if MEASURES[measure].money else ""
    else:
        shown, goal = i18n.figure(figure.value if figure.logged else None, word), f"{sign}{i18n.amount(figure.target, word, lang)}"
        parts = i18n.text("portfolio.added", lang)
    foot = f"{parts} · {i18n.text('portfolio.logged_units', lang, logged=figure.logged, units=figure.units)}"
    body = frame(FIGURE_WIDE, 84, palette.card, palette.line) + svg.fitted(14, 22, name, 13, 11, FIGURE_WIDE - 28, palette.ink2, 500)
    body += svg.text(14, 52, shown, 24, palette.ink, 700) + svg.text(22 + svg.width(shown, 24, 700), 52, f"/ {goal}", 13, palette.ink2)
    body += svg.fitted(14, 73, foot, 12, 9.5, FIGURE_WIDE - 28, palette.ink2)
    return svg.picture(FIGURE_WIDE, 84, body, name), f"{name} {shown} / {goal}; {foot}"


def rows_html(rows: Sequence[UnitSummary], folders: Mapping[Path, Total], total: Total, href: Href, folder_href: Callable[[Path], str],
              palette: Palette, lang: str) -> str:
    """Rows under the headings of their folders (without headings where no unit stands in one), and the total of all."""
    html, last = "", None
    for summary in rows:
        if summary.path != last and any(folders):
            html += folder_heading(summary.path, folders[summary.path], folder_href(summary.path), palette, lang)
        last = summary.path
        html += row(summary, href, palette, lang)
    return html + total_row(total, palette, lang)
