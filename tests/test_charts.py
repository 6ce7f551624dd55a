"""Charts: every shape and status becomes a figure that says the same as its Assessment."""

import json
import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import plotly.graph_objects as go
import pytest

from scorecard import charts, i18n, path_chart
from scorecard.assessment import Assessment, Shape, Situation, Status, assess
from scorecard.facts import Band
from scorecard.model import Budget, Plan
from scorecard.opening import open_sample
from scorecard.palette import DARK, LIGHT, Palette
from scorecard.targets import Comparison

JULY = date(2025, 7, 25)
CJK = re.compile("[\u3400-\u9fff]")
PERCENT_SHAPES = (Shape.RATIO, Shape.EQUAL, Shape.EXECUTION)


@pytest.fixture(scope="module")
def years() -> dict[date, dict[str, Assessment]]:
    """The sample year as of three days: indicator id -> assessment."""
    store, zone = open_sample(), ZoneInfo("Asia/Shanghai")
    budget: Budget = store.budgets()[("047022", 2025)]
    found = {}
    for day, known in ((JULY, datetime(2025, 7, 25, 15, 59, 59)), (date(2025, 1, 6), None), (date(2025, 12, 31), None)):
        situation = Situation(budget, store.evidence("047022", 2025, day, known), day, known, zone)
        found[day] = {a.indicator.indicator_id: a for a in assess(situation)}
    return found


@pytest.fixture(scope="module")
def july(years: dict[date, dict[str, Assessment]]) -> dict[str, Assessment]:
    return years[JULY]


def gauge_of(a: Assessment, palette: Palette = LIGHT, lang: str = "zh") -> go.Indicator:
    return sound(charts.gauge_figure(a, palette, lang)).data[0]


def sound(figure: go.Figure) -> go.Figure:
    """The figure, once it is known to travel as JSON with a named font and nothing that is no number."""
    written = figure.to_json()
    assert not re.search(r"\b(NaN|Infinity)\b", written)
    assert "Noto Sans SC" in figure.layout.font.family
    assert figure.layout.paper_bgcolor == charts.CLEAR
    return figure


def words_of(figure: go.Figure) -> str:
    """All the figure's JSON without its font, characters as they are."""
    return json.dumps(json.loads(figure.to_json()), ensure_ascii=False)


def with_target(a: Assessment, **changes: object) -> Assessment:
    """The assessment with another target."""
    return replace(a, indicator=replace(a.indicator, target=replace(a.indicator.target, **changes)))  # type: ignore[arg-type]


# --- gauges --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda p: p.name)
@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_every_indicator_on_every_day(years: dict[date, dict[str, Assessment]], palette: Palette, lang: str) -> None:
    for assessments in years.values():
        for a in assessments.values():
            figures = [charts.gauge_figure(a, palette, lang), path_chart.path_figure(a, None, palette, lang)]
            for figure in filter(None, figures):
                sound(figure)
                assert lang == "zh" or not CJK.search(words_of(figure))


@pytest.mark.parametrize("status", list(Status))
def test_every_shape_in_every_status(july: dict[str, Assessment], status: Status) -> None:
    of_shape = {a.shape: a for a in july.values()}
    assert set(of_shape) == set(Shape)
    for a in of_shape.values():
        gauge_of(replace(a, status=status))
        path_chart.path_figure(replace(a, status=status), None, DARK, "en")


@pytest.mark.parametrize("indicator_id", ["21-01", "22-01", "22-03", "23-05", "23-07"])
def test_target_of_counts_and_caps_stands_at_three_quarters(july: dict[str, Assessment], indicator_id: str) -> None:
    a = july[indicator_id]
    gauge = gauge_of(a).gauge
    target = a.indicator.target.value
    assert target is not None
    assert gauge.threshold.value == pytest.approx(float(target))
    assert gauge.axis.range[0] == 0
    assert float(target) / gauge.axis.range[1] == pytest.approx(0.75)


@pytest.mark.parametrize(("indicator_id", "ends"), [("22-05", (80, 100)), ("22-06", (80, 100)), ("23-01", (0, 100))])
def test_scales_of_rates(july: dict[str, Assessment], indicator_id: str, ends: tuple[float, float]) -> None:
    assert gauge_of(july[indicator_id]).gauge.axis.range == pytest.approx(ends)


@pytest.mark.parametrize("aim", ["10", "50", "75", "76", "90", "99.5", "100"])
def test_no_percentage_scale_goes_past_the_whole(july: dict[str, Assessment], aim: str) -> None:
    for a in july.values():
        if a.indicator.target.measure_word == "%":
            for shape in (*PERCENT_SHAPES, Shape.CAP):
                gauge = gauge_of(replace(with_target(a, value=Decimal(aim)), shape=shape)).gauge
                assert gauge.axis.range[0] < gauge.axis.range[1] <= 100
                assert gauge.threshold.value <= 100


def test_value_pace_and_status(july: dict[str, Assessment]) -> None:
    indicator = gauge_of(july["23-05"])
    assert (indicator.value, indicator.number.valueformat) == (10, ",.0f")
    assert i18n.measure_word("次", "zh") in indicator.number.suffix
    assert indicator.gauge.bar.color == LIGHT.fill(Status.BEHIND)
    pace = next(step for step in indicator.gauge.steps if step.color == LIGHT.ink)
    assert sum(pace.range) / 2 == pytest.approx(float(july["23-05"].expected or 0), abs=0.01)


def test_a_zoomed_scale_fills_only_the_distance_to_the_target(july: dict[str, Assessment]) -> None:
    gauge = gauge_of(july["22-06"]).gauge
    assert gauge.bar.color == charts.CLEAR
    filled = next(step for step in gauge.steps if step.color == LIGHT.fill(Status.AT_RISK))
    assert filled.range == pytest.approx((95.8333, 100), abs=0.001)


def test_numbers_are_rounded_half_up(july: dict[str, Assessment]) -> None:
    assert gauge_of(replace(july["22-05"], value=Decimal("95.85"))).value == 95.9
    assert gauge_of(replace(july["22-01"], value=Decimal("1234.565"))).number.valueformat == ",.2f"
    assert gauge_of(replace(july["22-01"], value=Decimal("1234.565"))).value == 1234.57


def test_no_entry_has_a_dash_and_no_bar(july: dict[str, Assessment]) -> None:
    figure = charts.gauge_figure(replace(july["23-05"], value=None, status=Status.NO_ENTRY), LIGHT, "zh")
    assert figure.data[0].mode == "gauge"
    assert figure.data[0].gauge.bar.color == charts.CLEAR
    assert i18n.NOTHING in figure.layout.annotations[0].text


def test_deadline_in_day_numbers(july: dict[str, Assessment]) -> None:
    a = july["22-07"]
    indicator = gauge_of(a)
    assert (indicator.value, indicator.gauge.threshold.value, indicator.gauge.axis.range) == (206, 365, (0, 365))
    assert list(indicator.gauge.axis.ticktext) == [i18n.text(f"month.m{month}", "zh") for month in range(1, 13)]
    assert gauge_of(replace(a, completed_on=date(2025, 3, 1), status=Status.DONE)).value == 60
    assert gauge_of(replace(a, completed_on=date(2026, 3, 1), status=Status.MISSED)).value == 365
    assert gauge_of(replace(a, deadline=date(2024, 12, 31))).gauge.threshold.value == 366


@pytest.mark.parametrize("band", list(Band))
def test_qualitative_fills_one_third(july: dict[str, Assessment], band: Band) -> None:
    steps = gauge_of(replace(july["22-08"], band=band)).gauge.steps
    assert [step.color == LIGHT.fill(Status.ON_TRACK) for step in steps].count(True) == 1
    assert len(steps) == 3


@pytest.mark.parametrize("value", ["-5", "0", "1e9", "20.5", None])
@pytest.mark.parametrize("aim", [None, "0", "20", "-3"])
def test_odd_values_and_targets(july: dict[str, Assessment], value: str | None, aim: str | None) -> None:
    for name in ("23-05", "22-01", "22-05", "22-06", "23-01"):
        a = with_target(july[name], value=None if aim is None else Decimal(aim))
        a = replace(a, value=None if value is None else Decimal(value), increments=())
        if aim is None:
            a = replace(a, expected=None, required_rate=None)
        low, high = gauge_of(a).gauge.axis.range
        assert low < high
        path = path_chart.path_figure(a, None, LIGHT, "en")
        assert path is None or sound(path).layout.yaxis.range[0] < path.layout.yaxis.range[1]


def test_a_range_shows_both_ends(july: dict[str, Assessment]) -> None:
    target = replace(july["23-05"].indicator.target, comparison=Comparison.RANGE, value=None, low=Decimal(10), high=Decimal(20))
    a = replace(july["23-05"], indicator=replace(july["23-05"].indicator, target=target))
    shown = gauge_of(a).gauge.axis.ticktext
    assert sum("10" in text or "20" in text for text in shown) >= 2


# --- paths ---------------------------------------------------------------------------------------------------------


def line_of(figure: go.Figure, colour: str) -> go.Scatter:
    """The line drawn in this colour."""
    return next(trace for trace in figure.data if trace.mode == "lines" and trace.line.color == colour)


def test_the_path_ends_at_the_value(years: dict[date, dict[str, Assessment]]) -> None:
    for day, assessments in years.items():
        for a in assessments.values():
            figure = path_chart.path_figure(a, None, LIGHT, "zh")
            if figure is not None and a.value is not None:
                actual = next(trace for trace in figure.data if trace.line.shape == "hv")
                assert actual.y[-1] == pytest.approx(float(a.value))
                assert actual.x[-1] == day.isoformat()
                assert list(actual.x) == sorted(set(actual.x))


def test_a_rate_is_pooled_after_every_fact(july: dict[str, Assessment]) -> None:
    a = july["22-09"]
    figure = path_chart.path_figure(a, None, LIGHT, "zh")
    assert figure is not None
    actual = line_of(figure, LIGHT.fill(a.status))
    satisfied = valid = Decimal(0)
    pooled = {}
    for fact in a.increments:
        satisfied, valid = satisfied + fact.numerator, valid + (fact.denominator or 0)
        pooled[fact.occurred_on.isoformat()] = float(satisfied / valid * 100)
    assert {day: actual.y[actual.x.index(day)] for day in pooled} == pytest.approx(pooled)
    assert figure.layout.yaxis.range[0] > 0


def test_a_count_begins_at_nothing(july: dict[str, Assessment]) -> None:
    figure = path_chart.path_figure(july["23-05"], None, LIGHT, "zh")
    assert figure is not None
    actual = line_of(figure, LIGHT.fill(Status.BEHIND))
    assert (actual.x[0], actual.y[0], figure.layout.yaxis.range[0]) == ("2024-12-31", 0, 0)


def test_plan_target_and_what_it_takes(july: dict[str, Assessment]) -> None:
    a = july["22-04"]
    plan = Plan("22-04", tuple(Decimal(amount) for amount in (0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2)))
    figure = path_chart.path_figure(a, plan, LIGHT, "zh")
    assert figure is not None
    planned = line_of(figure, LIGHT.ink2)
    assert (planned.line.dash, len(planned.x), planned.x[5], planned.y[5]) == ("dash", 13, "2025-05-31", 1)
    assert set(line_of(figure, LIGHT.ink).y) == {2}
    required = line_of(figure, LIGHT.accent)
    assert (required.line.dash, required.x, required.y) == ("dot", ("2025-07-25", "2025-12-31"), (1, 2))
    said = [label.text for label in figure.layout.annotations]
    assert i18n.text("chart.today", "zh", day=i18n.day(JULY, "zh")) in said
    assert f"<b>{i18n.text('month.m7', 'zh')}</b>" in figure.layout.xaxis.ticktext


def test_a_path_without_facts_shows_plan_and_target(july: dict[str, Assessment]) -> None:
    empty = replace(july["23-05"], value=None, required_rate=None, increments=(), status=Status.NO_ENTRY)
    figure = path_chart.path_figure(empty, None, LIGHT, "zh")
    assert figure is not None
    assert line_of(figure, LIGHT.ink2).y == (0, 20)


def test_no_path_where_it_says_nothing(july: dict[str, Assessment]) -> None:
    assert path_chart.path_figure(july["22-07"], None, LIGHT, "zh") is None
    assert path_chart.path_figure(july["22-08"], None, LIGHT, "zh") is None
    assert path_chart.path_figure(replace(july["22-05"], value=None), None, LIGHT, "zh") is None


def test_labels_keep_clear_of_each_other() -> None:
    path = path_chart._Path(2025, 0, 20)
    for _ in range(4):
        path.label("Actual 10", (JULY, Decimal(10)), LIGHT.ink, path_chart.ABOVE)
    boxes = path.taken
    assert all(a[1] <= b[0] or b[1] <= a[0] or a[3] <= b[2] or b[3] <= a[2] for i, a in enumerate(boxes) for b in boxes[:i])


# --- configuration -------------------------------------------------------------------------------------------------


def test_configuration_brings_its_own_words() -> None:
    config = charts.config("zh")
    assert (config["displayModeBar"], config["scrollZoom"], config["locale"]) == (False, False, "zh-CN")
    words = config["locales"]["zh-CN"]["format"]
    assert [len(words[name]) for name in ("months", "shortMonths", "days", "shortDays")] == [12, 12, 7, 7]
    assert not CJK.search(json.dumps(charts.config("en"), ensure_ascii=False))
