"""Pictures of the pages: cards, strips, alerts, headlines, the preview of an entry. Each is one SVG, 300 px wide unless said otherwise."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from scorecard import i18n, svg
from scorecard.assessment import ACT, CALM, MEND, Assessment, Shape, Status
from scorecard.gauges import ONE, ZERO, bar, chip, chip_width, gauge, has_value, patterns, scale_of, shape_mark, value_text, year_share
from scorecard.palette import Palette, frame, side_bar, signs
from scorecard.sentences import expected_text, label, logged_text, target_text

WIDE, HIGH, EXTENDED, STRIP, ALERT, HEADLINE = 300, 158, 194, 36, 80, 150
EFFECT_WIDE, EFFECT_ROW, BIG_WIDE, BIG_HIGH = 320, 92, 390, 296
Part = tuple[Assessment, str]  # with its sentence
WORDED = (Shape.DEADLINE, Shape.QUALITATIVE)  # their value is a word
SENTENCE_SIZES = (12.5, 12.0, 11.5)  # tried in this order before a clause is dropped


def alt_text(assessment: Assessment, sentence: str, lang: str) -> str:
    """What is read out instead of the picture: name, status, sentence."""
    status = i18n.text(f"status.{assessment.status}", lang)
    return i18n.text("card.alt", lang, name=i18n.name_of(assessment.indicator, lang), status=status, sentence=sentence)


def _sentence(y: float, sentence: str, palette: Palette) -> str:
    """The sentence in at most two lines, the smaller sizes tried before a clause is dropped."""
    size = next((size for size in SENTENCE_SIZES if len(svg.wrap(sentence, size, WIDE - 32, 99)) <= 2), SENTENCE_SIZES[0])
    lines = svg.wrap(sentence, size, WIDE - 32, 2)
    return "".join(svg.text(16, y + 16.5 * place, line, size, palette.ink) for place, line in enumerate(lines))


def card(assessment: Assessment, sentence: str, palette: Palette, lang: str, extended: bool = False, has_parts: bool = False) -> str:
    """The card of an indicator, 300×158, or 300×194 where its neighbours have a strip and it has none (extended)."""
    high, name = (EXTENDED if extended else HIGH), i18n.name_of(assessment.indicator, lang)
    body = patterns(palette) + frame(WIDE, high, palette.card, palette.line, square_foot=has_parts)
    body += side_bar(assessment.status, palette, high, square_foot=has_parts)
    body += svg.fitted(16, 26, name, 15, 12.4, WIDE - 32, palette.ink, 600)
    body += gauge(assessment, palette, lang, (84, 104), 60, 13) + chip(166, 37, assessment.status, palette, lang)
    body += _beside(assessment, palette, lang) + _sentence(139 if extended else 135, sentence, palette)
    if extended:
        foot = " · ".join((table_text(assessment, lang), i18n.category(assessment.indicator.category, lang)))
        body += svg.fitted(16, high - 13, foot, 11.5, 9, WIDE - 32, palette.ink2)
    return svg.picture(WIDE, high, body, alt_text(assessment, sentence, lang))


def table_text(assessment: Assessment, lang: str) -> str:
    """The printed table it stands in: 22表 / Table 22."""
    return i18n.text("card.table", lang, form=assessment.indicator.form)


def _beside(assessment: Assessment, palette: Palette, lang: str) -> str:
    """Right of the gauge: the target, where we should be today, the last entry."""
    label, goal, right = i18n.text("card.target", lang), target_text(assessment, lang), WIDE - 12
    indent = svg.width(label, 11.5) + 5
    if svg.room_for(goal, 11.5, 600) > right - 168 - indent:  # the target is more than its label
        label, indent = "", 0
    if svg.room_for(goal, 10, 600) > right - 168:
        goal = target_text(assessment, lang, word=False)
    body = svg.text(168, 80, label, 11.5, palette.ink2)
    body += svg.fitted(168 + indent, 80, goal, 14, 10, right - 168 - indent, palette.ink, 600)
    due, y = expected_text(assessment, lang), 97
    if due:
        body += svg.polygon([(168, 89.5), (176, 89.5), (172, 96)], palette.ink) + svg.fitted(181, y, due, 12, 8, right - 181, palette.ink2)
        y = 114
    colour, weight = (palette.text(Status.STALE), 700) if assessment.status is Status.STALE else (palette.ink2, 400)
    return body + svg.fitted(168, y, logged_text(assessment, lang), 12, 9, right - 168, colour, weight)


def part_strip(parts: Sequence[Part], parent_status: Status, palette: Palette, lang: str, alone: bool = False) -> list[str]:
    """The strip below a card (or alone), 300×36, as one picture per part (assessment, sentence), each to be its own link."""
    own = palette.name if palette.is_print else f"{palette.name}-side"  # hatches of another ground need names of their own on one page
    ground, count = replace(palette, name=own, card=palette.side), len(parts)
    under = patterns(ground) + frame(WIDE, STRIP, palette.side, palette.line, square_top=not alone)
    under += "" if alone else side_bar(parent_status, palette, STRIP, square_top=True)
    edges = [round(WIDE * place / count) for place in range(count + 1)] if count else []
    strips = []
    for place, (assessment, sentence) in enumerate(parts):
        left = edges[place] + (6 if place else 12 if count > 1 else 16)
        right = edges[place + 1] - (6 if place < count - 1 else 12 if count > 1 else 16)
        body = under + _part(assessment, ground, lang, left, right - left, count == 1)
        strips.append(svg.picture(edges[place + 1] - edges[place], STRIP, body, alt_text(assessment, sentence, lang), edges[place]))
    return strips


def _part(assessment: Assessment, palette: Palette, lang: str, x: float, room: float, roomy: bool) -> str:
    """One part: table, value / target, sign and word over a thin bar. Where it is narrow, the target goes first, then the word."""
    small, large = (12.0, 13.0) if roomy else (11.0, 12.5)
    table, value, gap = table_text(assessment, lang), value_text(assessment, lang), 5.0 if roomy else 3.0
    short, word = i18n.text("card.table_short", lang, form=assessment.indicator.form), i18n.text(f"status.{assessment.status}", lang)
    goals = [f"/ {target_text(assessment, lang, word=whole)}" for whole in (True, False) if assessment.shape not in WORDED]
    choices = [(table, goal, word) for goal in (*goals, "")] + [(short, "", word), (table, "", ""), (short, "", ""), ("", "", "")]
    free = room - svg.room_for(value, large, 700) - 4 * gap - 14
    table, goal, word = next((shown for shown in choices if svg.room_for("".join(shown), small, 600) <= free), choices[-1])
    body = svg.text(x, 16, table, small, palette.ink2) if table else ""
    value_x = x + (svg.width(table, small) + gap if table else 0)
    left_over = x + room - value_x - 16 - (svg.room_for(word, small, 600) + gap if word else 0)
    shown, size = svg.fit(value, large, 7, left_over, 700)
    body += svg.text(value_x, 16, shown, size, palette.ink, 700)
    if goal:
        body += svg.text(value_x + svg.width(shown, size, 700) + gap, 16, goal, small - 0.5, palette.ink2)
    if word:
        body += svg.text(x + room, 16, word, small, palette.text(assessment.status), 600, "end")
    sign_x = x + room - (svg.room_for(word, small, 600) + 10.5 if word else 6)
    return body + shape_mark(assessment.status, (sign_x, 11.8), 5.6 if roomy else 5, palette) + bar(assessment, palette, x, 26, room, 5)


def alert(assessment: Assessment, sentence: str, tables: str, palette: Palette, lang: str) -> str:
    """One line of "see this first", 300×80: what, how far, one sentence. tables: the tables it stands in, as shown (22、23表)."""
    status, tinted = assessment.status, assessment.status in ACT and not palette.is_print
    ground = palette.tint(status) if tinted else palette.card
    body = frame(WIDE, ALERT, ground, palette.tint(status) if tinted else palette.line)
    body += ("" if tinted else side_bar(status, palette, ALERT)) + patterns(palette) + shape_mark(status, (21, 21), 8.2, palette, ground)
    head = i18n.text("card.alert_head", lang, status=i18n.text(f"status.{status}", lang), tables=tables)
    indent = svg.room_for(head, 12, 700) + 12
    lines = svg.wrap(sentence, 12, WIDE - 52, 2, indent) if indent < 200 else ["", *svg.wrap(sentence, 12, WIDE - 52, 1)]
    body += _alert_title(assessment, palette, lang)
    body += svg.fitted(36, 46, head, 12, 9, WIDE - 52, palette.text(status), 700) + svg.text(36 + indent, 46, lines[0], 12, palette.ink)
    body += "".join(svg.text(36, 63, line, 12, palette.ink) for line in lines[1:2])
    return svg.picture(WIDE, ALERT, body, alt_text(assessment, sentence, lang))


def _alert_title(assessment: Assessment, palette: Palette, lang: str) -> str:
    """Name on the left, value / target on the right; the name shrinks first, then the target loses its measure word."""
    name = i18n.name_of(assessment.indicator, lang)
    if assessment.shape in WORDED or not has_value(assessment):
        return svg.fitted(36, 26, name, 14.5, 12.4, WIDE - 50, palette.ink, 700)
    sign = assessment.indicator.target.measure_word
    value = value_text(assessment, lang) + (sign if sign in ("%", "‰") else "")
    goal, room = f"/ {target_text(assessment, lang)}", WIDE - 56 - svg.width(value, 17, 700)
    if svg.room_for(name, 12.8, 700) + svg.room_for(goal, 11.5) > room:
        goal = f"/ {target_text(assessment, lang, word=False)}"
    value, size = svg.fit(value, 17, 8, WIDE / 2, 700)
    goal, goal_size = svg.fit(goal, 11.5, 8, 80)
    left = WIDE - 18 - svg.width(goal, goal_size)
    body = svg.text(WIDE - 14, 26, goal, goal_size, palette.ink2, anchor="end")
    body += svg.text(left, 26, value, size, palette.text(assessment.status), 700, "end")
    return body + svg.fitted(36, 26, name, 14.5, 11.5, left - svg.width(value, size, 700) - 44, palette.ink, 700)


def filter_chip(option: Status | str, number: int, on: bool, palette: Palette, lang: str) -> tuple[str, str]:
    """One filter of the wall, a status or a table, 32 px high, and what is read out for it; filled where it is on."""
    word = i18n.text(f"status.{option}", lang) if isinstance(option, Status) else i18n.text("header.tables", lang, forms=option)
    ground, colour = (palette.accent, palette.card) if on else (palette.card, palette.ink)
    sign, count = 18.0 if isinstance(option, Status) else 0.0, str(number)
    wide = 28 + sign + svg.room_for(word, 14, 500) + svg.room_for(count, 14, 700)
    body = svg.rect(0.5, 0.5, wide - 1, 31, ground, 15.5, palette.accent if on else palette.line)
    body += shape_mark(option, (19, 16), 6, palette, ground, colour if on else None) if isinstance(option, Status) else ""
    body += svg.text(12 + sign, 21, word, 14, colour, 500) + svg.text(wide - 12, 21, count, 14, colour, 700, "end")
    alt = i18n.text("card.filter_on" if on else "card.filter_off", lang, word=word, number=number)
    return svg.picture(wide, 32, body, alt), alt


def headline_status(assessments: Sequence[Assessment], palette: Palette, lang: str, foot: str = "") -> str:
    """How many need a person (要抓), data (要补), nothing (平稳), and every sign in order of severity, over a line of words; 300×150."""
    groups = [("act", ACT, Status.AT_RISK), ("mend", MEND, Status.STALE), ("calm", CALM, Status.ON_TRACK)]
    counts = [(str(sum(a.status in of for a in assessments)), i18n.text(f"headline.{key}", lang), tone) for key, of, tone in groups]
    title = i18n.text("headline.indicators", lang, count=len(assessments))
    body, x = frame(WIDE, HEADLINE, palette.card, palette.line) + svg.text(16, 27, title, 13, palette.ink2, 500), 16.0
    needed = sum(svg.width(count, 38, 700) + 5 + svg.width(word, 15, 600) for count, word, _ in counts)
    k = min(1.0, (WIDE - 32 - 24) / (needed * 1.03))
    gap = min(22.0, (WIDE - 32 - needed * k) / 2)
    for count, word, tone in counts:
        colour, beside = palette.ink2 if count == "0" else palette.text(tone), x + (svg.width(count, 38, 700) + 5) * k
        body += svg.text(x, 68, count, 38 * k, colour, 700) + svg.text(beside, 68, word, 15 * k, colour, 600)
        x = beside + svg.width(word, 15, 600) * k + gap
    alt = title + i18n.text("headline.colon", lang) + i18n.text("headline.comma", lang).join(f"{word} {count}" for count, word, _ in counts)
    body += svg.fitted(16, 139, foot, 12, 9, WIDE - 32, palette.ink2) if foot else ""
    return svg.picture(WIDE, HEADLINE, body + signs([a.status for a in assessments], palette, 24, 91 if foot else 95, WIDE - 46), alt)


def headline_money(spent_yuan: Decimal | None, final_yuan: Decimal, target_rate: Decimal | None, elapsed: Decimal, palette: Palette,
                   lang: str) -> str:
    """Money against time, 300×150. target_rate and elapsed are fractions of one; no budget, or no payment yet (spent_yuan None),
    shows a dash."""
    rate = spent_yuan / final_yuan if spent_yuan is not None and final_yuan > 0 else None
    shown, title = i18n.NOTHING if rate is None else i18n.number(rate * 100, 1), i18n.text("headline.money", lang)
    body = frame(WIDE, HEADLINE, palette.card, palette.line) + svg.text(16, 27, title, 13, palette.ink2, 500)
    body, x = body + svg.text(16, 66, shown, 34, palette.ink, 700), 20 + svg.width(shown, 34, 700)
    spent, points = i18n.text("headline.spent", lang), i18n.round_half_up(((rate or ZERO) - elapsed) * 100, 1)
    kind = "level" if points == 0 else "ahead" if points > 0 else "slower"
    pace = "" if rate is None else i18n.text(f"headline.{kind}", lang, points=i18n.number(abs(points), 1))
    body += svg.text(x, 66, spent, 14, palette.ink2, 500)
    body += svg.fitted(WIDE - 16, 66, pace, 13, 8.5, WIDE - 24 - x - svg.width(spent, 14), palette.ink, 600, "end")
    labels = i18n.text("headline.money_bar", lang), i18n.text("headline.time_bar", lang)
    left = 24 + max(svg.width(words, 12) for words in labels)
    for y, words, share, colour in ((81, labels[0], rate, palette.accent), (102, labels[1], elapsed, palette.elapsed)):
        filled = float(min(max(share or ZERO, ZERO), ONE)) * (WIDE - 16 - left)
        body += svg.text(16, y + 11, words, 12, palette.ink2) + svg.rect(left, y, WIDE - 16 - left, 14, palette.track)
        body += svg.rect(left, y, filled, 14, colour)
    foot = i18n.text("headline.sums", lang, spent=i18n.wan(spent_yuan), final=i18n.wan(final_yuan))
    if target_rate is not None:
        mark = left + float(min(max(target_rate, ZERO), ONE)) * (WIDE - 16 - left)
        body += svg.line((mark, 77), (mark, 99), palette.card, 5) + svg.line((mark, 77), (mark, 99), palette.ink, 2.5, "target")
        foot += i18n.text("headline.target", lang, rate=i18n.plain(i18n.round_half_up(target_rate * 100, 1)))
    body += svg.fitted(16, 139, foot, 12, 9, WIDE - 32, palette.ink2)
    return svg.picture(WIDE, HEADLINE, body, title + i18n.text("headline.colon", lang) + shown + spent)


def headline_time(as_of: date, fiscal_year: int, palette: Palette, lang: str) -> str:
    """Days left in the fiscal year and its twelve months, 300×150."""
    share, title = year_share(as_of, fiscal_year), i18n.text("headline.time", lang)
    total = (date(fiscal_year, 12, 31) - date(fiscal_year, 1, 1)).days + 1
    gone = round(share * total)
    shown, today = str(total - gone), i18n.text("headline.as_of", lang, day=i18n.day(as_of, lang))
    body = frame(WIDE, HEADLINE, palette.card, palette.line) + svg.text(16, 27, title, 13, palette.ink2, 500)
    body += svg.text(16, 66, shown, 34, palette.ink, 700) + svg.text(WIDE - 16, 66, today, 13, palette.ink, 600, "end")
    body += svg.text(20 + svg.width(shown, 34, 700), 66, i18n.text("headline.days", lang), 14, palette.ink2, 500)
    rail = svg.Rail(16, 88, WIDE - 32, 14)
    body += rail.segment(0, 1, palette.track) + rail.segment(0, share, palette.elapsed, "fill")
    starts = [(date(fiscal_year, month, 1) - date(fiscal_year, 1, 1)).days / total for month in range(1, 13)]
    for month, (begin, end) in enumerate(zip(starts, [*starts[1:], 1.0], strict=True), 1):
        x, _ = rail.edge((begin + end) / 2, 0)
        body += svg.text(x, 117, str(month), 10.5, palette.ink2, anchor="middle")
        body += rail.across(begin, 0, 0, palette.card, 1.5) if month > 1 else ""
    past = i18n.text("headline.gone", lang, days=gone, rate=i18n.number(Decimal(gone) * 100 / total, 1))
    body += rail.pointer(share, 6, palette.ink, palette.card) + svg.fitted(16, 139, past, 12, 9, WIDE - 32, palette.ink2)
    return svg.picture(WIDE, HEADLINE, body, title + i18n.text("headline.colon", lang) + shown + i18n.text("headline.days", lang))


def effect(changes: Sequence[tuple[Assessment, Assessment]], palette: Palette, lang: str) -> str:
    """What saving an entry will change, 320×92 px per indicator (before, after): values, statuses, and a bar."""
    body = patterns(palette)
    for place, (before, after) in enumerate(changes):
        body += svg.element("g", _effect_row(before, after, palette, lang), transform=f"translate(0 {place * EFFECT_ROW})")
    return svg.picture(EFFECT_WIDE, max(len(changes) * EFFECT_ROW, 1), body, i18n.text("headline.effect", lang))


def _effect_row(before: Assessment, after: Assessment, palette: Palette, lang: str) -> str:
    """One indicator: 10 → 11 次, chip → chip, grey what was, in the status colour what is added."""
    old, new = value_text(before, lang), value_text(after, lang)
    unit = i18n.measure_word(after.indicator.target.measure_word, lang) if has_value(after) and after.shape not in WORDED else ""
    tail = i18n.text("card.unchanged", lang, unit=unit).strip() if old == new else unit
    needed = svg.room_for(old, 22, 600) + (0 if old == new else 34 + svg.room_for(new, 26, 700)) + svg.room_for(tail, 13) + 12
    taken = chip_width(after.status, lang, 11.5)
    taken += 0 if before.status is after.status else 22 + chip_width(before.status, lang, 11.5)
    above = needed > (EFFECT_WIDE - taken) * 1.15  # then the chips stand beside the label and the values have the line
    k = min(1.0, (EFFECT_WIDE - (0 if above else taken)) / needed)
    body = svg.fitted(0, 24, label(after, lang), 14, 9, EFFECT_WIDE - (taken + 8 if above else 0), palette.ink, 600)
    body += svg.text(0, 54, old, 22 * k, palette.ink2, 600)
    x = (svg.width(old, 22, 600) + 8) * k
    if old != new:
        body += svg.text(x, 53, "→", 18 * k, palette.ink2) + svg.text(x + 26 * k, 54, new, 26 * k, palette.ink, 700)
        x += (26 + svg.width(new, 26, 700) + 4) * k
    body += svg.text(x, 54, tail, 13 * k, palette.ink2) + _effect_chips(before.status, after.status, 9 if above else 32, palette, lang)
    return body + bar(after, palette, 0, 68, EFFECT_WIDE, 9) + _before_bar(before, after, palette)


def _effect_chips(before: Status, after: Status, y: float, palette: Palette, lang: str) -> str:
    """The status before and after, or once where it stays, at the right edge."""
    right, chips = EFFECT_WIDE - chip_width(after, lang, 11.5), chip(EFFECT_WIDE, y, after, palette, lang, 11.5, "end")
    if before is not after:
        chips += svg.text(right - 11, y + 14, "→", 13, palette.ink2, anchor="middle")
        chips += chip(right - 22, y, before, palette, lang, 11.5, "end")
    return chips


def _before_bar(before: Assessment, after: Assessment, palette: Palette) -> str:
    """Grey up to what was there before; where a correction takes something back, an outline of what goes."""
    rail, scale = svg.Rail(0, 68, EFFECT_WIDE, 9), scale_of(after)
    if after.shape in WORDED or scale.zoomed or before.value is None or after.value is None or before.value == after.value:
        return ""
    was, now = scale.at(before.value), scale.at(after.value)
    return rail.segment(0, min(was, now), palette.elapsed, "before") + (rail.outline(now, was, palette.ink2) if was > now else "")


def big_gauge(assessment: Assessment, palette: Palette, lang: str) -> str:
    """The gauge of one indicator's own page, 390×296: chip, last entry and rhythm, the gauge, its marks in words."""
    entry = " · ".join((logged_text(assessment, lang), i18n.text(f"card.{assessment.indicator.rhythm}", lang)))
    left = chip_width(assessment.status, lang, 20) + 16
    body = patterns(palette, 2) + chip(0, 2, assessment.status, palette, lang, 20)
    body += svg.fitted(BIG_WIDE - 4, 27, entry, 14, 11, BIG_WIDE - 4 - left, palette.ink2, anchor="end")
    body += gauge(assessment, palette, lang, (190, 232), 158, 34)
    due = expected_text(assessment, lang)
    marks = (f"▼ {due}\u2003" if due else "") + "┃ " + i18n.text("card.target", lang) + " " + target_text(assessment, lang)
    body += svg.fitted(190, 288, marks, 14, 10, BIG_WIDE - 20, palette.ink2, anchor="middle")
    return svg.picture(BIG_WIDE, BIG_HIGH, body, " ".join((i18n.name_of(assessment.indicator, lang), value_text(assessment, lang))))
