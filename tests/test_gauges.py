"""Gauges of every shape and status: well-formed, in their place, honest about doubtful data; texts that fit and stay whole."""

import math
import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecard import svg
from scorecard.assessment import Assessment, Shape, Status
from scorecard.facts import Band
from scorecard.gauges import bar, chip, deadline_words, gauge, patterns, scale_of, shape_mark
from scorecard.i18n import LANGUAGES
from scorecard.model import Dimension, Indicator, Rhythm
from scorecard.palette import DARK, LIGHT, PALETTES, PRINT, Palette
from scorecard.targets import Comparison, Target

AS_OF, YEAR_END = date(2025, 7, 25), date(2025, 12, 31)
CENTRE, RADIUS, RING = (84.0, 104.0), 60.0, 13.0
SVG = "{http://www.w3.org/2000/svg}"
TARGETS = {
    Shape.COUNT: Target(Comparison.AT_LEAST, Decimal(20), measure_word="次"),
    Shape.CAP: Target(Comparison.AT_MOST, Decimal(20), measure_word="万元"),
    Shape.RATIO: Target(Comparison.AT_LEAST, Decimal(95), measure_word="%"),
    Shape.EQUAL: Target(Comparison.EQUAL, Decimal(100), measure_word="%"),
    Shape.EXECUTION: Target(Comparison.AT_LEAST, Decimal(90), measure_word="%"),
    Shape.DEADLINE: Target(Comparison.BEFORE, deadline=YEAR_END),
    Shape.QUALITATIVE: Target(Comparison.QUALITATIVE, wording="逐步提升"),
}
VALUES = {Shape.COUNT: 10, Shape.CAP: 12, Shape.RATIO: 96, Shape.EQUAL: 96, Shape.EXECUTION: 54}


def assessment(shape: Shape, status: Status, target: Target | None = None, **known: Any) -> Assessment:
    """An assessment of this shape: half way where nothing else is said."""
    own = target or TARGETS[shape]
    indicator = Indicator("x", "p", "23", Dimension.OUTPUT, "数量指标", "召回", "", "", own, "m", None, None, Rhythm.WEEKLY)
    deadline = known.pop("deadline", YEAR_END)
    value = Decimal(VALUES[shape]) if shape in VALUES and status is not Status.NO_ENTRY else None
    band = Band.ACHIEVED if shape is Shape.QUALITATIVE and status is not Status.NO_ENTRY else None
    paced = shape in (Shape.COUNT, Shape.CAP, Shape.EXECUTION)
    given_by_default = {"value": value, "band": band, "expected": Decimal("11.29") if paced else None}
    return Assessment(indicator, shape, status, AS_OF, deadline, (deadline - AS_OF).days, False, **(given_by_default | known))


def drawn(a: Assessment, palette: Palette = LIGHT, lang: str = "zh") -> str:
    """The gauge in a picture of its own, checked to be sound."""
    shown = svg.picture(168, 158, patterns(palette) + gauge(a, palette, lang, CENTRE, RADIUS, RING), "t")
    return sound(shown)


def sound(shown: str) -> str:
    """The picture, once it is known to be XML with finite numbers and no pattern missing."""
    ET.fromstring(shown)
    assert not re.search(r"\b(nan|inf)\b", shown)
    assert set(re.findall(r"url\(#([\w-]+)\)", shown)) <= set(re.findall(r'id="([\w-]+)"', shown))
    return shown


def parts(shown: str, class_: str) -> list[ET.Element]:
    return [element for element in ET.fromstring(shown).iter() if element.get("class") == class_]


def share(x: float, y: float) -> float:
    """Where a point stands on the half circle, 0..1 from left to right."""
    return 1 - math.atan2(CENTRE[1] - y, x - CENTRE[0]) / math.pi


def ends(segment: ET.Element) -> tuple[float, float]:
    """Begin and end of a ring segment, as shares."""
    numbers = [float(n) for n in re.findall(r"-?[\d.]+", segment.attrib["d"])]
    return share(*numbers[:2]), share(*numbers[-2:])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)
@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("shape", Shape)
def test_every_shape_in_every_status(shape: Shape, status: Status, palette: Palette, lang: str) -> None:
    shown = drawn(assessment(shape, status), palette, lang)
    small = bar(assessment(shape, status), palette, 0, 9, 300, 5) + chip(0, 0, status, palette, lang)
    sound(svg.picture(300, 36, patterns(palette) + small, "b"))
    if status in (Status.STALE, Status.UNSUPPORTED, Status.NO_ENTRY):
        fills = {part.get("stroke") for part in parts(shown, "fill")}
        assert not fills & {palette.fill(Status.ON_TRACK), palette.fill(Status.DONE)}
    if palette is PRINT:
        assert all(red == green == blue for red, green, blue in re.findall(r"#([0-9A-F]{2})([0-9A-F]{2})([0-9A-F]{2})\b", shown))


@pytest.mark.parametrize("shape", [Shape.COUNT, Shape.CAP, Shape.RATIO])
def test_target_stands_at_half_past_one(shape: Shape) -> None:
    mark = parts(drawn(assessment(shape, Status.BEHIND)), "target")[0].attrib
    assert share(float(mark["x2"]), float(mark["y2"])) == pytest.approx(0.75, abs=0.002)


def test_natural_ends_keep_their_target() -> None:
    mark = parts(drawn(assessment(Shape.EXECUTION, Status.ON_TRACK)), "target")[0].attrib
    assert share(float(mark["x2"]), float(mark["y2"])) == pytest.approx(0.9, abs=0.002)
    mark = parts(drawn(assessment(Shape.EQUAL, Status.AT_RISK)), "target")[0].attrib
    assert share(float(mark["x2"]), float(mark["y2"])) == pytest.approx(1, abs=0.01)


def test_fill_runs_from_zero_to_the_value() -> None:
    assert ends(parts(drawn(assessment(Shape.COUNT, Status.BEHIND)), "fill")[0]) == pytest.approx((0, 10 / 20 * 0.75), abs=0.002)


def test_behind_shows_the_gap_to_where_we_should_be() -> None:
    assert ends(parts(drawn(assessment(Shape.COUNT, Status.BEHIND)), "gap")[0]) == pytest.approx((0.375, 11.29 / 20 * 0.75), abs=0.002)


@pytest.mark.parametrize(("value", "begin", "end"), [(96, 0.75, 0.8), (93, 0.65, 0.75), (41, 0.0, 0.75)])
def test_zoomed_scale_fills_only_between_target_and_value(value: int, begin: float, end: float) -> None:
    shown = drawn(assessment(Shape.RATIO, Status.ON_TRACK, value=Decimal(value)))
    assert ends(parts(shown, "fill")[0]) == pytest.approx((begin, end), abs=0.003)
    assert len(parts(shown, "cut")) == 2
    assert ">80%<" in shown
    assert ">100%<" in shown


def test_low_rates_begin_at_zero() -> None:
    shown = drawn(assessment(Shape.RATIO, Status.ON_TRACK, Target(Comparison.AT_LEAST, Decimal(60), measure_word="%"), value=Decimal(66)))
    assert not parts(shown, "cut")
    assert ">0%<" in shown
    assert ">80%<" in shown
    assert ends(parts(shown, "fill")[0])[0] == pytest.approx(0, abs=0.002)


def test_past_the_target_is_teal_and_past_the_scale_an_arrow() -> None:
    over = drawn(assessment(Shape.COUNT, Status.DONE, value=Decimal(25)))
    assert [part.get("stroke") for part in parts(over, "fill")] == [LIGHT.fill(Status.DONE), LIGHT.fill(Status.ON_TRACK)]
    assert not parts(over, "arrow")
    assert parts(drawn(assessment(Shape.COUNT, Status.DONE, value=Decimal(2000))), "arrow")


def test_zone_past_a_cap_is_red_only_once_entered() -> None:
    assert "light-over)" not in drawn(assessment(Shape.CAP, Status.BEHIND))
    entered = drawn(assessment(Shape.CAP, Status.AT_RISK, value=Decimal(22)))
    assert "light-over)" in entered
    assert parts(entered, "cap")
    assert parts(entered, "ahead")


def test_no_entry_is_an_outline_with_its_marks() -> None:
    shown = drawn(assessment(Shape.COUNT, Status.NO_ENTRY))
    assert parts(shown, "outline")
    assert parts(shown, "target")
    assert parts(shown, "expected")
    assert not parts(shown, "fill")
    assert ">—<" in shown


def test_deadline_words_and_late_arc() -> None:
    june = date(2025, 6, 15)
    assert deadline_words(assessment(Shape.DEADLINE, Status.ON_TRACK), "zh") == ("159", "天后到期")
    assert deadline_words(assessment(Shape.DEADLINE, Status.DONE, completed_on=date(2025, 12, 8)), "zh") == ("早 23", "天完成")
    over = assessment(Shape.DEADLINE, Status.MISSED, deadline=june)
    assert deadline_words(over, "zh") == ("超 40", "天")
    assert parts(drawn(over), "late")
    assert not parts(drawn(assessment(Shape.DEADLINE, Status.ON_TRACK)), "late")


def test_stale_hatch_is_closed_by_a_line() -> None:
    shown = drawn(assessment(Shape.COUNT, Status.STALE))
    assert parts(shown, "fill")[0].get("stroke") == "url(#light-stale)"
    assert parts(shown, "value")


def test_marks_differ_without_colour() -> None:
    marks = {re.sub("#......", "", shape_mark(status, (0, 0), 6, PRINT)) for status in Status}
    assert len(marks) == len(Status)


def test_status_colours_are_distinct_in_light_and_dark() -> None:
    for palette in (LIGHT, DARK):
        assert len({palette.fill(status) for status in Status}) == len(Status)


def test_text_is_escaped() -> None:
    shown = svg.picture(10, 10, svg.text(0, 0, '<script>&"\x00\x0b\ud800😀', 12, "#000000"), "<b>")
    assert ET.fromstring(shown).findtext(f"{SVG}text") == '<script>&"😀'
    assert "<script" not in svg.image(shown, '"><script>')


def test_wrap_drops_the_last_clause() -> None:
    assert svg.wrap("应完成 11.3 次，实际 10 次；要达标，今后每月须 1.9 次", 12.5, 160, 1) == ["应完成 11.3 次，实际 10 次"]
    assert svg.wrap("One clause; two clauses", 12, 80, 1) == ["One clause"]


NUMBERS = re.compile(r"\d[\d.,]*")


WORDS = st.text("应完成次，；;天 ab“”", max_size=9)


@given(st.lists(st.tuples(WORDS, st.decimals(0, 10**9, places=2)), max_size=8), st.integers(20, 300), st.integers(1, 3))
@settings(max_examples=150, deadline=None)
def test_wrap_never_cuts_a_number(words: list[tuple[str, Decimal]], room: int, lines: int) -> None:
    sentence = " ".join(f"{word} {number} " for word, number in words)
    shown = svg.wrap(sentence, 12.5, room, lines)
    assert len(shown) <= lines
    whole = set(NUMBERS.findall(sentence))
    assert all(number in whole for line in shown for number in NUMBERS.findall(line))


AMOUNTS = st.decimals(-(10**9), 10**12, places=2)


@given(st.sampled_from(Shape), st.sampled_from(Status), st.none() | AMOUNTS, st.none() | AMOUNTS, st.none() | AMOUNTS, st.none() | AMOUNTS,
       st.sampled_from(Comparison), st.none() | st.sampled_from(["%", "‰", "万元", "次"]) | st.text(max_size=20), st.integers(-800, 800))
@settings(max_examples=250, deadline=None)
def test_never_raises(shape: Shape, status: Status, value: Decimal | None, low: Decimal | None, high: Decimal | None,
                      expected: Decimal | None, comparison: Comparison, word: str | None, days: int) -> None:
    target = Target(comparison, high, low, high, word)
    deadline = AS_OF + timedelta(days)
    done = AS_OF if days % 3 == 0 else None
    band = None if days % 2 else Band.PARTLY
    a = assessment(shape, status, target, value=value, expected=expected, deadline=deadline, completed_on=done, band=band)
    for palette in (LIGHT, PRINT):
        drawn(a, palette, "en")
    scale = scale_of(a)
    assert scale.low < scale.high
    assert all(0 <= scale.at(goal) <= 1 for goal in scale.goals)
