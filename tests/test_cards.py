"""Cards, strips, alerts and headlines: sound pictures of the right size whatever the texts, with everything said in the alt text."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecard import cards, sentences, svg
from scorecard.assessment import Assessment, Shape, Status
from scorecard.facts import Band
from scorecard.i18n import LANGUAGES
from scorecard.model import Dimension, Indicator, Rhythm
from scorecard.palette import LIGHT, PALETTES, PRINT, Palette
from scorecard.targets import Comparison, Target

AS_OF, YEAR_END = date(2025, 7, 25), date(2025, 12, 31)
SENTENCE = "应完成 11.3 次，实际 10 次，差 1.3 次；要达标，今后每月须 1.9 次"
RECALLS = Target(Comparison.AT_LEAST, Decimal(20), measure_word="次")
SVG = "{http://www.w3.org/2000/svg}"


def assessment(target: Target = RECALLS, shape: Shape = Shape.COUNT, status: Status = Status.BEHIND, name: str = "缺陷产品召回次数",
               **known: Any) -> Assessment:
    """Ten recalls of twenty, where nothing else is said."""
    indicator = Indicator("x", "p", "23", Dimension.OUTPUT, "数量指标", name, "", "", target, "m", None, None, Rhythm.WEEKLY, "Recalls")
    usual: dict[str, Any] = {"value": Decimal(10), "expected": Decimal("11.29"), "days_since": 3}
    deadline = target.deadline or YEAR_END
    return Assessment(indicator, shape, status, AS_OF, deadline, (deadline - AS_OF).days, False, **(usual | known))


def root(shown: str) -> ET.Element:
    """The picture, parsed; no number in it may be infinite, no pattern missing."""
    assert not re.search(r"\b(nan|inf)\b", shown.split("<title>")[0])
    assert set(re.findall(r'"url\(#([\w-]+)\)"', shown)) <= set(re.findall(r'id="([\w-]+)"', shown))
    return ET.fromstring(shown)


def texts(shown: str) -> list[str]:
    return [element.text or "" for element in root(shown).iter(f"{SVG}text")]


def size(shown: str) -> tuple[str | None, str | None]:
    return root(shown).get("width"), root(shown).get("height")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)
@pytest.mark.parametrize("status", Status)
def test_pictures_have_their_size(status: Status, palette: Palette, lang: str) -> None:
    a = assessment(status=status)
    strip = cards.part_strip([(a, SENTENCE)] * 2, status, palette, lang)
    pictures = {
        cards.card(a, SENTENCE, palette, lang): ("300", "158"),
        cards.card(a, SENTENCE, palette, lang, extended=True): ("300", "194"),
        cards.card(a, SENTENCE, palette, lang, has_parts=True): ("300", "158"),
        cards.alert(a, SENTENCE, "22、23表", palette, lang): ("300", "80"),
        cards.headline_status([a] * 24, palette, lang): ("300", "150"),
        cards.effect([(a, replace(a, value=Decimal(11)))], palette, lang): ("320", "92"),
        cards.big_gauge(a, palette, lang): ("390", "296"),
        strip[0]: ("150", "36"), strip[1]: ("150", "36"),
    }
    for shown, expected in pictures.items():
        assert size(shown) == expected
        if palette is PRINT:
            assert all(red == green == blue for red, green, blue in re.findall(r'"#(..)(..)(..)"', shown))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7])
def test_strip_is_one_drawing_cropped_per_part(count: int) -> None:
    strip = [root(shown) for shown in cards.part_strip([(assessment(), SENTENCE)] * count, Status.BEHIND, LIGHT, "zh")]
    boxes = [[float(n) for n in part.attrib["viewBox"].split()] for part in strip]
    assert [box[0] for box in boxes] == [sum(box[2] for box in boxes[:place]) for place in range(count)]
    assert sum(box[2] for box in boxes) == 300
    assert cards.part_strip([], Status.BEHIND, LIGHT, "zh") == []


def test_strip_says_table_value_target_and_status() -> None:
    assert texts(cards.part_strip([(assessment(), SENTENCE)], Status.BEHIND, LIGHT, "zh")[0]) == ["23表", "10", "/ ≥20 次", "关注"]


@pytest.mark.parametrize(("target", "shape", "zh", "en"), [
    (Target(Comparison.AT_MOST, Decimal("20.29"), measure_word="%"), Shape.CAP, "≤20.29%", "≤20.29%"),
    (RECALLS, Shape.COUNT, "≥20 次", "≥20 times"),
    (Target(Comparison.AT_LEAST, Decimal(100), measure_word="%"), Shape.EQUAL, "=100%", "=100%"),
    (Target(Comparison.BEFORE, deadline=YEAR_END), Shape.DEADLINE, "12月31日前", "before 31 Dec"),
    (Target(Comparison.RANGE, low=Decimal(90), high=Decimal(95), measure_word="%"), Shape.RATIO, "90–95%", "90–95%"),
    (Target(Comparison.QUALITATIVE, wording="逐步提升"), Shape.QUALITATIVE, "逐步提升", "逐步提升"),
    (Target(Comparison.AT_LEAST), Shape.COUNT, "—", "—"),
])
def test_target_text(target: Target, shape: Shape, zh: str, en: str) -> None:
    a = assessment(target, shape)
    assert (sentences.target_text(a, "zh"), sentences.target_text(a, "en")) == (zh, en)


def test_card_says_where_we_should_be_and_when_it_was_recorded() -> None:
    shown = texts(cards.card(assessment(), SENTENCE, LIGHT, "zh"))
    assert {"今日应达 11.3", "3 天前登记", "≥20 次", "关注"} <= set(shown)
    cap = assessment(Target(Comparison.AT_MOST, Decimal(20), measure_word="万元"), Shape.CAP)
    assert "今日应在 11.29 内" in texts(cards.card(cap, SENTENCE, LIGHT, "zh"))
    assert not [line for line in texts(cards.card(assessment(status=Status.DONE), "", LIGHT, "zh")) if "11.3" in line]


def test_hindsight_counts_from_the_day_it_happened() -> None:
    assert sentences.logged_text(assessment(hindsight=True), "zh") != sentences.logged_text(assessment(), "zh")
    assert sentences.logged_text(assessment(days_since=None), "zh") == "未登记"


def test_bar_is_solid_dotted_or_missing() -> None:
    def bars(status: Status) -> list[str]:
        return [e.tag for e in root(cards.card(assessment(status=status), SENTENCE, LIGHT, "zh")).iter() if e.get("class") == "bar"]

    assert bars(Status.MISSED) == [f"{SVG}path"]
    assert bars(Status.STALE) == [f"{SVG}line"]
    assert bars(Status.ON_TRACK) == []


def test_alt_text() -> None:
    assert cards.alt_text(assessment(), "差 1.3 次", "zh") == "缺陷产品召回次数：关注。差 1.3 次"
    assert cards.alt_text(assessment(), "short by 1.3", "en") == "Recalls: behind. short by 1.3"


def test_headline_status_counts_groups() -> None:
    statuses = [Status.MISSED, Status.AT_RISK, Status.STALE, Status.ON_TRACK, Status.DONE, Status.DONE]
    shown = cards.headline_status([assessment(status=status) for status in statuses], LIGHT, "zh")
    assert texts(shown) == ["6 项指标", "2", "要抓", "1", "要补", "3", "平稳"]
    for count in (0, 25, 60, 500):
        root(cards.headline_status([assessment()] * count, LIGHT, "en"))


@pytest.mark.parametrize(("spent", "final", "elapsed", "rate", "pace"), [
    ("1817800", "3360000", "0.564", "54.1", "比时间慢 2.3 个百分点"),
    ("3360000", "3360000", "0.5", "100.0", "比时间快 50.0 个百分点"),
    ("50", "100", "0.5", "50.0", "与时间同步"),
    ("-5", "100", "0", "-5.0", "比时间慢 5.0 个百分点"),
    ("0", "0", "0.5", "—", ""),
])
def test_headline_money(spent: str, final: str, elapsed: str, rate: str, pace: str) -> None:
    shown = cards.headline_money(Decimal(spent), Decimal(final), Decimal("0.9"), Decimal(elapsed), LIGHT, "zh")
    assert rate in texts(shown)
    assert pace in texts(shown)


@pytest.mark.parametrize(("as_of", "left", "gone"), [
    (AS_OF, "159", "206"), (date(2026, 3, 1), "0", "365"), (date(2024, 12, 1), "365", "0"),
])
def test_headline_time(as_of: date, left: str, gone: str) -> None:
    shown = texts(cards.headline_time(as_of, 2025, LIGHT, "zh"))
    assert left in shown
    assert any(gone in line for line in shown)


def test_effect_says_unchanged() -> None:
    a = assessment()
    more, less = replace(a, value=Decimal(11), status=Status.ON_TRACK), replace(a, value=Decimal(9))
    assert "→" in texts(cards.effect([(a, more)], LIGHT, "zh"))
    assert "→" not in texts(cards.effect([(a, a)], LIGHT, "zh"))
    assert [e for e in root(cards.effect([(a, less)], LIGHT, "zh")).iter() if e.get("class") == "outline"]


ANY_TEXT = st.text(max_size=120) | st.just('</text><script>alert("1")</script>&\x00\x1b😀')


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, st.sampled_from(Status), st.sampled_from(Shape), st.none() | st.decimals(-(10**6), 10**12, places=2),
       st.sampled_from(LANGUAGES))
@settings(max_examples=60, deadline=None)
def test_any_text_stays_text(name: str, sentence: str, word: str, status: Status, shape: Shape, value: Decimal | None, lang: str) -> None:
    target = Target(Comparison.AT_LEAST, Decimal(20), measure_word=word, wording=sentence)
    a = assessment(target, shape, status, name, value=value, band=Band.PARTLY)
    shown = [cards.card(a, sentence, LIGHT, lang, extended=True), cards.alert(a, sentence, name[:10], LIGHT, lang),
             cards.big_gauge(a, LIGHT, lang),
             cards.effect([(a, a)], LIGHT, lang), *cards.part_strip([(a, sentence)] * 2, status, LIGHT, lang)]
    for picture in shown:
        assert not [element for element in root(picture).iter() if "script" in element.tag]


@pytest.mark.parametrize("name", ["持续提高我省消费品相关行业整体质量水平" * 2, "An extremely long indicator name " * 4, "W" * 90])
def test_long_names_are_cut_to_their_room(name: str) -> None:
    shown = next(e for e in root(cards.card(assessment(name=name), SENTENCE, LIGHT, "zh")).iter(f"{SVG}text"))
    assert (shown.text or "").endswith("…")
    assert svg.width(shown.text or "", float(shown.attrib["font-size"]), 600) <= 268
