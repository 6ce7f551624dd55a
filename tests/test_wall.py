"""The wall's order and filters, and that its HTML, which stands in the page as it is, holds nothing but pictures and links of ours."""

import re
from collections import defaultdict
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as fast
from hypothesis import strategies as st

from scorecard import settings, svg, wall
from scorecard.assessment import ACT, MEND, Assessment, Shape, Situation, Status, assess
from scorecard.facts import Band
from scorecard.i18n import LANGUAGES
from scorecard.opening import open_sample
from scorecard.palette import PALETTES
from scorecard.sentences import sentence

KEY, DAY = ("047022", 2025), date(2025, 7, 25)
PAGE = {"table", "tr", "td", "a", "h2", "font", "br", "p", "tbody"}
PICTURE = {"svg", "text", "line", "path", "rect", "circle", "polygon", "defs", "pattern", "g"}
ATTRIBUTES = re.compile("[a-zA-Z-]+[12]?")
HOSTILE = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", "</svg><script>", "&lt;b&gt;", "]]>", "<title>",
                     "</title><script>alert(1)</script>", "\x00\ud800", "javascript:alert(1)", "<foreignObject>", "一" * 200]))


@pytest.fixture(scope="module")
def sample() -> list[Assessment]:
    """The sample year on 25 July."""
    store = open_sample()
    return assess(Situation(store.budgets()[KEY], store.evidence(*KEY, DAY, None), DAY, None, settings.timezone()))


def href(a: Assessment) -> str:
    return f"indicator?id={a.indicator.indicator_id}&x=1"


class Reader(HTMLParser):
    """Every tag with its attributes, as a browser reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def whole(assessments: list[Assessment], lang: str) -> str:
    """All that the wall puts on the page."""
    palette = PALETTES[0]
    filters = "".join(wall.filter_html(option, 3, on, "?show=at_risk&a=1", palette, lang) for option in (*Status, "21") for on in (True, False))
    return (wall.heading("a", "b", palette) + wall.alerts_html(wall.first_to_see(assessments), palette, lang, href) + filters
            + wall.group_html(wall.families(assessments), palette, lang, href))


def harmless(html: str) -> None:
    """Only the tags and attributes that the wall draws with, and every link one that href gave."""
    for tag, attributes in Reader(html).tags:
        assert tag in PAGE | PICTURE, tag
        for name, value in attributes.items():
            assert ATTRIBUTES.fullmatch(name), name
            assert not name.startswith("on") and name not in ("style", "src", "xlink:href"), name
            if name == "href":
                assert re.fullmatch(r"indicator\?id=2\d-\d\d&x=1|\?show=at_risk&a=1", value or ""), value


@pytest.mark.parametrize("lang", LANGUAGES)
@given(name=HOSTILE, told=HOSTILE, word=HOSTILE)
@fast(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_becomes_markup(sample: list[Assessment], lang: str, name: str, told: str, word: str) -> None:
    hostile = []
    for a in sample:
        target = replace(a.indicator.target, measure_word=word or None, wording=told or None)
        indicator = replace(a.indicator, name=name, name_en=name, category=told, target=target)
        hostile.append(replace(a, indicator=indicator, evidence_text=told if a.shape is Shape.QUALITATIVE else a.evidence_text))
    harmless(whole(hostile, lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_picture_is_named_and_every_indicator_linked(sample: list[Assessment], lang: str) -> None:
    html = whole(sample, lang)
    harmless(html)
    assert all(attributes.get("aria-label") and attributes["role"] == "img" for tag, attributes in Reader(html).tags if tag == "svg")
    linked = re.findall(r"id=(2\d-\d\d)", wall.group_html(wall.families(sample), PALETTES[0], lang, href))
    assert sorted(linked) == sorted(a.indicator.indicator_id for a in sample)


def test_one_name_means_one_hatch_on_a_page(sample: list[Assessment]) -> None:
    for palette in PALETTES:
        drawn = defaultdict(set)
        html = wall.group_html(wall.families(sample), palette, "zh", href) + wall.alerts_html(wall.first_to_see(sample), palette, "zh", href)
        for name, hatch in re.findall(r'<pattern id="([^"]+)"(.*?)</pattern>', html):
            drawn[name].add(hatch)
        assert all(len(hatches) == 1 for hatches in drawn.values())
        assert set(re.findall(r"url\(#([\w-]+)\)", html)) <= set(drawn)


def test_an_alternative_text_cannot_break_out() -> None:
    shown = svg.image(svg.picture(10, 10, "", "<b>"), '"><script>alert(1)</script>')
    assert [tag for tag, _ in Reader(shown).tags] == ["svg"]


def test_every_indicator_stands_once_as_head_or_part(sample: list[Assessment]) -> None:
    shown = [a.indicator.indicator_id for family in wall.families(sample) for a in (family.head, *family.parts)]
    assert sorted(shown) == sorted(a.indicator.indicator_id for a in sample)
    assert all(part.indicator.part_of == family.head.indicator.indicator_id for family in wall.families(sample) for part in family.parts)


def test_the_worst_family_comes_first(sample: list[Assessment]) -> None:
    severities = [family.severity for family in wall.families(sample)]
    assert severities == sorted(severities)


@pytest.mark.parametrize(("statuses", "forms"), [
    ((Status.AT_RISK,), ()), ((), ("22",)), ((Status.AT_RISK, Status.BEHIND), ("23",)),
    ((Status.MISSED,), ("21",))])
def test_a_filter_keeps_what_it_says_each_as_a_card_of_its_own(sample: list[Assessment], statuses: tuple[Status, ...], forms: tuple[str, ...]) -> None:
    kept = wall.filtered(sample, statuses, forms)
    wanted = {a.indicator.indicator_id for a in sample if (not statuses or a.status in statuses) and (not forms or a.indicator.form in forms)}
    assert {family.head.indicator.indicator_id for family in kept} == wanted
    assert all(not family.parts for family in kept)


def test_without_a_filter_all_is_there(sample: list[Assessment]) -> None:
    assert wall.filtered(sample, (), ()) == wall.families(sample)


def test_what_to_see_first_needs_a_person_and_says_each_fact_once(sample: list[Assessment]) -> None:
    items = wall.first_to_see(sample)
    assert all(a.status in ACT + MEND for a, _ in items)
    severities = [a.status.severity for a, _ in items]
    assert severities == sorted(severities)
    assert sum(len(forms) for _, forms in items) == sum(a.status in ACT + MEND for a in sample)
    assert len({(sentence(a, "zh"), a.indicator.name, tuple(forms)) for a, forms in items}) == len(items)


def test_a_part_that_differs_from_its_whole_is_an_item_of_its_own(sample: list[Assessment]) -> None:
    other = [replace(a, status=Status.AT_RISK, band=Band.NOT_ACHIEVED) if a.indicator.indicator_id == "22-08" else a for a in sample]
    assert any(a.indicator.indicator_id == "22-08" and forms == ["22"] for a, forms in wall.first_to_see(other))
