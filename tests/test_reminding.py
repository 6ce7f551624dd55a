"""Who is reminded of what: promises by person, what wants an entry, nothing where there is nothing to say."""

from dataclasses import replace
from datetime import date

import pytest

from scorecard.assessment import Assessment, Situation, assess
from scorecard.holding import decided
from scorecard.i18n import LANGUAGES
from scorecard.meetings import Step, answering, decisions
from scorecard.opening import open_sample
from scorecard.reminding import occasion_of, reminders
from scorecard.settings import end_of_day, timezone
from scorecard.store import Store

KEY, DAY = ("047022", 2025), date(2025, 7, 28)


@pytest.fixture(scope="module")
def sample() -> Store:
    return open_sample()


def judged(store: Store, day: date) -> list[Assessment]:
    moment = end_of_day(day)
    return assess(Situation(store.budgets(moment)[KEY], store.evidence(*KEY, day, moment), day, moment, timezone()))


@pytest.mark.parametrize(("held", "as_of", "found"), [
    ([date(2025, 7, 21), date(2025, 7, 14)], DAY, date(2025, 7, 21)), ([date(2025, 8, 4)], date(2025, 7, 30), DAY), ([], DAY, DAY), ([DAY], DAY, DAY)])
def test_the_occasion_is_the_latest_meeting_or_the_monday(held: list[date], as_of: date, found: date) -> None:
    assert occasion_of(held, as_of) == found


@pytest.mark.parametrize(("owner", "people"), [
    ("李某", ["李某"]), ("李某、王某", ["李某", "王某"]),
    (" 李某 ,王某，赵某;钱某；孙某/周某", ["李某", "王某", "赵某", "钱某", "孙某", "周某"]), ("", []), ("、", [])])
def test_several_people_may_answer_for_one_thing(owner: str, people: list[str]) -> None:
    assert answering(owner) == people


def test_everybody_hears_once_and_each_person_of_their_own(sample: Store) -> None:
    found = {r.recipient: r for r in reminders(decided(sample, *KEY), judged(sample, DAY), "某单位", DAY, "zh")}
    assert list(found) == ["", "李某", "王某", "赵某"]
    assert "已逾期 1 件" in found[""].body and "赵某: 列出没通过人员的补考名单和日期（逾期 5 天）" in found[""].body
    assert "七天内到期 1 件" in found[""].body
    assert "列出没通过" in found["赵某"].body and "报 3 条召回线索" not in found["赵某"].body
    assert "召回不合格产品批次数" in found["王某"].body and "某单位" in found["王某"].title


@pytest.mark.parametrize(("lang", "overdue", "due", "heading", "nobody"), [
    ("zh", "（逾期 27 天）", "（8月30日 前）", "答应的事 3 件：", "没有责任人"),
    ("en", " (27 days overdue)", " (by 30 Aug)", "Promised (3):", "nobody answers for it")])
def test_a_person_reads_what_is_late_first(sample: Store, lang: str, overdue: str, due: str, heading: str, nobody: str) -> None:
    """Several owners in one field each read it; what nobody answers for stands in the text to everybody."""
    waiting = decisions(Step(name, name, date(2025, 6, 30), name, "", owner, day) for name, owner, day in (
        ("far", "李某", date(2025, 8, 30)), ("late", " 李某 /王某", date(2025, 7, 1)), ("soon", "赵某、李某", date(2025, 7, 30))))
    orphaned = [replace(a, indicator=replace(a.indicator, owner="")) for a in judged(sample, DAY)]
    found = {r.recipient: r for r in reminders(waiting, orphaned, "x", DAY, lang)}
    assert list(found) == ["", *sorted(("李某", "王某", "赵某"))]
    first, second, third = (line for line in found["李某"].body.splitlines() if line[:1].isdigit())
    assert (first, third) == (f"1. late{overdue}", f"3. far{due}") and second.startswith("2. soon")
    assert heading in found["李某"].body and "late" in found["王某"].body and "soon" not in found["王某"].body
    assert nobody in found[""].body and "far" not in found[""].body


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_to_say_is_no_reminder(sample: Store, lang: str) -> None:
    calm = [a for a in judged(sample, DAY) if a.status.severity > 5]
    assert reminders([], calm, "x", DAY, lang) == []
    assert all(r.body.strip() and "{" not in r.body for r in reminders(decided(sample, *KEY), judged(sample, DAY), "x", DAY, lang))
