"""The screens of a meeting: every item of every month in both languages is one sound picture; nothing a person wrote becomes markup."""

import xml.etree.ElementTree as ET
from datetime import date, timedelta

import pytest

from scorecard import meeting_screens as screens
from scorecard.agenda import Part
from scorecard.assessment import Assessment, Situation, assess
from scorecard.changes import compare
from scorecard.evaluation import evaluate_all
from scorecard.forecast import Forecast
from scorecard.i18n import LANGUAGES
from scorecard.meetings import Decision, DecisionState, Note, Step
from scorecard.opening import open_sample
from scorecard.outlook import outlook
from scorecard.palette import PALETTES, Palette
from scorecard.settings import end_of_day, timezone
from scorecard.store import Store

BOTH_STORES = True
KEY, DAY = ("047022", 2025), date(2025, 7, 28)
HOSTILE = "=约谈 <script>alert(1)</script>&\x07\u202e" + "很长" * 120
LOOKS = pytest.mark.parametrize(("lang", "palette"), [(lang, palette) for lang in LANGUAGES for palette in PALETTES], ids=lambda v: getattr(v, "name", v))


@pytest.fixture(scope="module")
def sample() -> Store:
    return open_sample()


def situation(store: Store, day: date) -> Situation:
    moment = end_of_day(day)
    return Situation(store.budgets(moment, day)[KEY], store.evidence(*KEY, day, moment), day, moment, timezone())


def frame(part: Part, palette: Palette, lang: str, clock: int | None = 130) -> screens.Frame:
    return screens.Frame(part, 3, 40, clock, clock, True, palette, lang)


def sound(picture: str) -> str:
    """All of its words, where it is well-formed and no text of it is too small to read from the back, or a tag of somebody else's."""
    root = ET.fromstring(picture)
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"div", "svg", "title", "defs", "pattern", "rect", "circle", "path", "line", "polygon", "text", "g"}
    sizes = [float(element.get("font-size", 99)) for element in root.iter() if element.tag.endswith("text")]
    assert min(sizes) >= 18, sorted(sizes)[:3]
    return "".join(root.itertext())


@LOOKS
@pytest.mark.parametrize("month", [1, 4, 7, 10, 12])
def test_every_indicator_on_its_screen(sample: Store, month: int, lang: str, palette: Palette) -> None:
    there = situation(sample, date(2025, month, 28))
    for a in assess(there):
        ahead = outlook(a, there)
        said = sound(screens.of_indicator(frame(Part.TROUBLED, palette, lang), a, [a.indicator.form], there.budget.plan(a.indicator.indicator_id),
                                          ahead if isinstance(ahead, Forecast) else None, [], screens.Said()))
        assert "3 / 40" in said and "2:10" in said


@LOOKS
def test_what_people_wrote_stays_text(sample: Store, lang: str, palette: Palette) -> None:
    a = assess(situation(sample, DAY))[3]
    step = Step("d", "d", DAY - timedelta(days=7), HOSTILE, a.indicator.indicator_id, HOSTILE[:60], DAY + timedelta(days=3))
    moved = Step("d", "e", step.held_on, HOSTILE, step.indicator_id, step.owner, DAY + timedelta(days=9), DecisionState.MOVED, HOSTILE)
    promise, kept = Decision((step, moved)), screens.Said((Decision((step,)),), (Note("n", DAY, step.indicator_id, HOSTILE),))
    for about in (a, None):
        assert "<script>" in sound(screens.of_promise(frame(Part.PROMISES, palette, lang, None), promise, 0, 9, about, kept))
    assert "<script>" in sound(screens.of_indicator(frame(Part.TROUBLED, palette, lang), a, ["22", "23"], None, None, [a], kept))
    assert "<script>" in sound(screens.of_close(frame(Part.CLOSE, palette, lang), [promise] * 20, [promise], [("x", Note("n", DAY, "22-03", HOSTILE))]))


@LOOKS
@pytest.mark.parametrize("month", [2, 7, 12])
def test_what_changed_and_the_rest(sample: Store, month: int, lang: str, palette: Palette) -> None:
    days = date(2025, month, 1), date(2025, month, 28)
    both = [situation(sample, day) for day in days]
    judged: list[list[Assessment]] = [assess(s) for s in both]
    sheets = [evaluate_all(a, s) for a, s in zip(judged, both, strict=True)]
    since = compare(judged[0], judged[1], (sheets[0], sheets[1]), sample.entries(*KEY, end_of_day(days[1])), end_of_day(days[0]))
    assert sound(screens.of_changes(frame(Part.CHANGED, palette, lang), since, "x", (2, 1)))
    for rest in (judged[1], [], judged[1] * 4):
        assert sound(screens.of_rest(frame(Part.REST, palette, lang), rest))
    assert sound(screens.of_close(frame(Part.CLOSE, palette, lang), [], [], []))
