"""例会的屏幕: one item of a meeting as one picture, 1760×930, to be read from six metres at 1920×1080. No Streamlit here.

From six metres on a 65-inch screen a letter needs about 35 px: what is talked about is 32 px or more, labels of axes 28.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from scorecard import path_svg, svg
from scorecard.agenda import Part
from scorecard.assessment import Assessment, Shape, Status
from scorecard.changes import Since
from scorecard.forecast import Forecast
from scorecard.gauges import chip, chip_width, deadline_words, gauge, patterns, scale_of, shape_mark
from scorecard.i18n import day, name_of, tables_text, text
from scorecard.meetings import Decision, DecisionState, Note
from scorecard.model import Plan
from scorecard.palette import Palette, paint
from scorecard.sentences import label, logged_text, sentence, since_sentences, target_text, value_text

WIDE, HIGH = 1760, 930
BOX, BOX_HIGH = 612, 178
MOST_ROWS, MOST_REST, ROW = 4, 30, 114
WORSE, SAME, BETTER = -1, 0, 1


@dataclass(frozen=True)
class Frame:
    """What stands on every screen: which item of how many, how long on it and in the meeting (seconds; None: no clock), in which colours and language."""

    part: Part
    number: int
    of: int
    on_item: int | None
    in_all: int | None
    sample: bool
    palette: Palette
    lang: str


@dataclass(frozen=True)
class Said:
    """What was decided or noted of an item: before this meeting, and in it."""

    before: tuple[Decision | Note, ...] = ()
    now: tuple[Decision | Note, ...] = ()


def of_indicator(f: Frame, a: Assessment, forms: Sequence[str], plan: Plan | None, ahead: Forecast | None, parts: Sequence[Assessment], said: Said) -> str:
    """One indicator: gauge, path, its sentence large, parts and forecast below it, what was said."""
    p, lang, name = f.palette, f.lang, name_of(a.indicator, f.lang)
    tables = tables_text(list(forms), lang)
    beside = text("meeting.owner", lang, tables=tables, owner=a.indicator.owner) if a.indicator.owner else tables
    room = WIDE - chip_width(a.status, lang, 38) - svg.room_for(beside, 30) - 110
    shown, size = svg.fit(name, 62, 38, room, 700)
    body = svg.text(0, 114, shown, size, p.ink, 700) + chip(svg.room_for(shown, size, 700) + 30, 62, a.status, p, lang, 38)
    body += svg.text(WIDE, 108, beside, 30, p.ink2, anchor="end")
    raised = 50 if a.shape is Shape.QUALITATIVE else 30 if scale_of(a).zoomed else 0  # what stands below the arc: evidence, ends of the scale
    body += gauge(a, p, lang, (300, 500 - raised), 290, 62)
    under = text("meeting.target", lang, target=target_text(a, lang), logged=logged_text(a, lang))
    body += svg.fitted(300, 580 if raised else 558, under, 34, 24, 600, p.ink2, 500, "middle")
    drawn = path_svg.path(a, plan, ahead, p, lang, 1100, 430, 28)
    body += svg.element("g", drawn, transform="translate(660 150)") if drawn else svg.element("g", _words(a, p, lang), transform="translate(760 230)")
    more = text("sentence.join", lang).join(text("meeting.part", lang, table=tables_text([part.indicator.form], lang), value=value_text(part, lang),
                                                 status=text(f"status.{part.status}", lang)) for part in parts)
    return _screen(f, body + _box(a, text("meeting.parts", lang, parts=more) if parts else "", p, lang) + _spoken(said, p, lang), name)


def _words(a: Assessment, p: Palette, lang: str) -> str:
    """Where there is no path: the printed target in large letters."""
    lines = svg.wrap(a.indicator.target_text, 44, 960, 3)
    body = svg.text(0, 0, text("meeting.printed", lang), 32, p.ink2)
    return body + "".join(svg.text(0, 70 + 62 * n, line, 44, p.ink, 600) for n, line in enumerate(lines))


def _box(a: Assessment, more: str, p: Palette, lang: str) -> str:
    """The sentence, as large as it fits, over what explains it."""
    body = svg.rect(0, BOX, WIDE, BOX_HIGH, p.side, 12) + svg.rect(0, BOX, 10, BOX_HIGH, paint(p, a.status))
    said, room = sentence(a, lang), WIDE - 80
    size = next((size for size in (50, 46, 42) if len(svg.wrap(said, size * svg.BOLD, room, 9)) == 1), 0)
    if size:
        return body + svg.text(40, BOX + (72 if more else 105), said, size, p.ink, 700) + (svg.fitted(40, BOX + 142, more, 36, 26, room, p.ink) if more else "")
    lines = svg.wrap(said, 44 * svg.BOLD, room, 2)
    return body + "".join(svg.text(40, BOX + 62 + 54 * n, line, 44, p.ink, 700) for n, line in enumerate(lines)) + (
        svg.fitted(40, BOX + 163, more, 32, 26, room, p.ink) if more else "")


def _spoken(said: Said, p: Palette, lang: str) -> str:
    """上次 and 本次: the last word of each, and how many more there are."""
    body = ""
    for y, key, kept in ((850, "before", said.before), (902, "now", said.now)):
        if not kept:
            continue
        now = key == "now"
        colour = p.text(Status.DONE) if now else p.ink2
        body += svg.text(40, y, text(f"meeting.{key}", lang), 32, colour, 700 if now else 600)
        left = 60 + svg.room_for(text(f"meeting.{key}", lang), 32, 700)
        last = kept[-1]
        words = _decision_words(last, lang) if isinstance(last, Decision) else last.wording
        after = text("meeting.recorded", lang, many=len(kept)) if now else _standing(last, lang)
        tail = svg.room_for(after, 32, 600) + 60 if after else 0
        shown, size = svg.fit(words, 34, 28, WIDE - left - tail - 20, 700 if now else 400)
        body += svg.text(left, y, shown, size, p.ink, 700 if now else 400)
        if after:
            x = left + svg.room_for(shown, size, 700 if now else 400) + 36
            body += shape_mark(Status.DONE if now else _sign(last), (x, y - 11), 14, p) + svg.text(x + 26, y, after, 32, colour, 600)
    return body


def _decision_words(d: Decision, lang: str) -> str:
    return text("meeting.promise", lang, owner=d.now.owner, day=day(d.now.due_on, lang), wording=d.now.wording)


def _standing(kept: Decision | Note, lang: str) -> str:
    """Where something decided earlier stands; nothing for a note."""
    return text(f"decision.state_{kept.now.state}", lang) if isinstance(kept, Decision) else ""


def _sign(kept: Decision | Note) -> Status:
    done = isinstance(kept, Decision) and kept.now.state is DecisionState.DONE
    return Status.DONE if done else Status.NO_ENTRY


def of_promise(f: Frame, d: Decision, overdue: int, left: int, a: Assessment | None, said: Said) -> str:
    """One promise: its words large, whose it is, how late, its way so far; with its indicator's gauge and sentence where it has one."""
    p, lang, now = f.palette, f.lang, d.now
    lines = svg.wrap(now.wording, 56 * svg.BOLD, WIDE, 2)
    body = "".join(svg.text(0, 114 + 70 * n, line, 56, p.ink, 700) for n, line in enumerate(lines))
    y = 114 + 70 * (len(lines) - 1) + 84
    status = Status.DONE if now.state is DecisionState.DONE else Status.MISSED if overdue else Status.NO_ENTRY
    words = text(f"decision.state_{now.state}", lang) if not d.open else text("decision.overdue", lang, days=overdue) if overdue else text("meeting.left", lang,
                                                                                                                                           days=left)
    body += shape_mark(status, (22, y - 17), 21, p) + svg.text(58, y, words, 48, p.text(status), 700)
    x = 58 + svg.room_for(words, 48, 700) + 44
    body += svg.fitted(x, y, text("meeting.whose", lang, owner=now.owner, day=day(now.due_on, lang)), 44, 30, WIDE - x, p.ink, 600)
    history = [text("meeting.made", lang, day=day(d.steps[0].held_on, lang))]
    history += [text("meeting.step", lang, state=text(f"decision.state_{s.state}", lang), day=day(s.due_on, lang), reason=s.reason) for s in d.steps[1:]]
    left_edge = 660 if a else 0
    for n, line in enumerate(history[-5:]):
        body += svg.fitted(left_edge, 340 + 56 * n, line, 36, 28, WIDE - left_edge, p.ink2 if n < len(history[-5:]) - 1 else p.ink)
    if a:
        body += gauge(a, p, lang, (300, 500), 230, 50) + svg.fitted(300, 592, label(a, lang), 32, 24, 600, p.ink2, 500, "middle")
        body += _box(a, "", p, lang)
    return _screen(f, body + _spoken(Said((), said.now), p, lang), now.wording)


def of_changes(f: Frame, since: Since, then: str, decided: tuple[int, int]) -> str:
    """What changed since the last meeting: one sentence, the indicators that moved, entries, and the rest as signs. decided: done, overdue."""
    p, lang = f.palette, f.lang
    said = since_sentences(since, lang)
    body = svg.fitted(0, 116, text("sentence.join", lang).join(said[:2]), 56, 34, WIDE, p.ink, 700) + svg.line((0, 150), (WIDE, 150), p.line, 2)
    seen = [c for c in since.moved if c.turn or value_text(c.before, lang) != value_text(c.after, lang)]
    for n, change in enumerate(seen[:MOST_ROWS]):
        body += svg.element("g", _changed(change.before, change.after, change.turn, p, lang), transform=f"translate(0 {222 + ROW * n})")
    y = 676
    if len(seen) > MOST_ROWS:
        body += svg.text(150, y - 12, text("meeting.more_changed", lang, many=len(seen) - MOST_ROWS), 30, p.ink2)
    body += svg.line((0, y), (WIDE, y), p.line, 2)
    body += svg.text(0, y + 50, text("meeting.promises_since", lang, day=then), 30, p.ink2, 500)
    done, overdue = decided
    body += _counted(0, y + 106, [(text("meeting.done", lang, many=done), Status.DONE), (text("meeting.overdue", lang, many=overdue), Status.MISSED)], p)
    body += svg.text(660, y + 50, text("meeting.entries", lang), 30, p.ink2, 500)
    counts = text("meeting.entry_counts", lang, new=len(since.new), corrected=len(since.corrected), withdrawn=len(since.withdrawn))
    body += svg.fitted(660, y + 106, counts, 42, 28, 540, p.ink, 700)
    body += svg.fitted(0, y + 158, text("sentence.join", lang).join(said[2:]), 30, 24, 1180, p.ink2)
    body += svg.text(1240, y + 50, text("since.unchanged", lang, many=len(since.same)), 30, p.ink2, 500)
    same = sorted((c.after.status for c in since.same), key=lambda status: status.severity)
    for n, status in enumerate(same[:30]):
        body += shape_mark(status, (1254 + n % 10 * 48, y + 92 + n // 10 * 46), 15, p)
    return _screen(f, body, said[0])


def _changed(before: Assessment, after: Assessment, turn: int, p: Palette, lang: str) -> str:
    """One indicator that moved: which way, from what to what."""
    sign, key, colour = {WORSE: ("▼", "worse", p.text(Status.AT_RISK)), BETTER: ("▲", "better", p.text(Status.ON_TRACK)),
                         SAME: ("=", "same_status", p.ink2)}[turn]
    then, now = chip_width(before.status, lang, 30), chip_width(after.status, lang, 30)
    left = WIDE - now - then - 90
    old, new = value_text(before, lang), value_text(after, lang)
    body = svg.fitted(0, 0, f"{sign} {text(f'since.{key}', lang)}", 34, 26, 140, colour, 700)
    body += svg.fitted(150, 0, label(after, lang), 38, 26, 540, p.ink, 700)
    body += svg.fitted(890, 0, old, 38, 24, 190, p.ink2, 500, "end") if old != new else ""
    body += (svg.text(896, 0, "→", 34, p.ink2) if old != new else "") + svg.fitted(944, 0, new, 42, 26, left - 964, p.ink, 700)
    body += chip(left, -40, before.status, p, lang, 30) + svg.text(left + then + 28, -2, "→", 32, p.ink2) + chip(WIDE - now, -40, after.status, p, lang, 30)
    return body + svg.fitted(150, 48, sentence(after, lang), 30, 26, WIDE - 150, p.ink2)


def _counted(x: float, y: float, counts: Sequence[tuple[str, Status]], p: Palette) -> str:
    body = ""
    for words, status in counts:
        body += shape_mark(status, (x + 16, y - 15), 16, p) + svg.text(x + 42, y, words, 42, p.text(status), 700)
        x += 42 + svg.room_for(words, 42, 700) + 36
    return body


def of_rest(f: Frame, rest: Sequence[Assessment]) -> str:
    """All that needs no word of its own, on one screen."""
    p, lang, shown = f.palette, f.lang, rest[:MOST_REST]
    columns = 2 if len(shown) <= 16 else 3
    rows = -(-len(shown) // columns)
    wide, high = (WIDE - 40 * (columns - 1)) / columns, min(96, 730 / max(rows, 1))
    body = svg.fitted(0, 114, text("meeting.rest", lang, many=len(rest)), 56, 36, WIDE, p.ink, 700)
    for n, a in enumerate(shown):
        x, y = n // rows * (wide + 40), 190 + n % rows * high
        value = " ".join(deadline_words(a, lang)) if a.shape is Shape.DEADLINE else value_text(a, lang)
        room = min(svg.room_for(value, 38, 700), wide * 0.4)
        body += shape_mark(a.status, (x + 18, y - 12), 17, p) + svg.fitted(x + 52, y, label(a, lang), 34, 24, wide - 70 - room, p.ink, 500)
        body += svg.fitted(x + wide, y, value, 38, 26, room, p.text(a.status), 700, "end") + svg.line((x, y + high * 0.36), (x + wide, y + high * 0.36), p.line)
    if len(rest) > MOST_REST:
        body += svg.text(0, HIGH - 12, text("meeting.more_rest", lang, many=len(rest) - MOST_REST), 30, p.ink2)
    return _screen(f, body, text("meeting.rest", lang, many=len(rest)))


def of_close(f: Frame, made: Sequence[Decision], steps: Sequence[Decision], notes: Sequence[tuple[str, Note]]) -> str:
    """What this meeting decided, moved on and noted (indicator's name, note)."""
    p, lang = f.palette, f.lang
    title = text("meeting.close", lang, made=len(made), moved=len(steps), noted=len(notes))
    body, y = svg.fitted(0, 114, title, 56, 36, WIDE, p.ink, 700), 200
    rows = [(Status.DONE, _decision_words(d, lang)) for d in made]
    rows += [(_sign(d), text("meeting.went_on", lang, state=text(f"decision.state_{d.now.state}", lang), wording=d.now.wording, day=day(d.now.due_on, lang)))
             for d in steps]
    rows += [(Status.ON_TRACK, text("meeting.noted", lang, name=name, wording=n.wording)) for name, n in notes]
    for status, words in rows[:12]:
        body += shape_mark(status, (18, y - 12), 15, p) + svg.fitted(50, y, words, 38, 28, WIDE - 50, p.ink, 500)
        y += 60
    if len(rows) > 12:
        body += svg.text(50, y, text("meeting.more_rest", lang, many=len(rows) - 12), 30, p.ink2)
    if not rows:
        body += svg.text(0, y, text("meeting.nothing_decided", lang), 38, p.ink2)
    return _screen(f, body, title)


def _screen(f: Frame, body: str, title: str) -> str:
    """The whole picture, as wide as the page lets it be."""
    drawn = svg.picture(WIDE, HIGH, patterns(f.palette, 3) + _head(f) + body, title)
    shown = svg.image(drawn, title).replace(f'width="{WIDE}" height="{HIGH}"', 'width="100%" data-screen="1"', 1)
    return f'<div role="region" tabindex="0" aria-label="{escape(svg.clean(title))}"><div role="heading" aria-level="1">{shown}</div></div>'


def _head(f: Frame) -> str:
    """Part, progress, clock."""
    p, part = f.palette, text(f"meeting.part_{f.part}", f.lang)
    body, x = svg.text(0, 34, part, 30, p.ink2, 500), svg.room_for(part, 30, 500) + 40
    gap = min(28.0, 480 / f.of)
    for n in range(1, f.of + 1):
        here = n == f.number
        body += svg.circle((x + (n - 1) * gap, 24), gap * (0.38 if here else 0.25), p.accent if n <= f.number else p.track)
    body += svg.text(x + f.of * gap + 12, 34, f"{f.number} / {f.of}", 30, p.ink, 700)
    right = float(WIDE)
    if f.sample:
        words = text("header.sample", f.lang)
        body, right = body + svg.text(right, 34, words, 28, p.ink2, anchor="end"), right - svg.room_for(words, 28) - 30
    for key, seconds in (("in_all", f.in_all), ("on_item", f.on_item)):
        if seconds is not None:
            body += svg.text(right, 34, _clock(seconds), 28, p.ink2, anchor="end").replace("<text ", f'<text data-seconds="{seconds}" ', 1)
            right -= 110
            words = text(f"meeting.{key}", f.lang)
            body, right = body + svg.text(right, 34, words, 28, p.ink2, anchor="end"), right - svg.room_for(words, 28) - 30
    return body


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"
