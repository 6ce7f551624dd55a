"""Versions of an approved budget: nothing is overwritten, two clocks choose the one in force, and what it no longer has breaks nothing."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

import scorecard.writings as writings_module
from scorecard import settings
from scorecard.assessment import Situation, assess
from scorecard.auth import local
from scorecard.changes import Since, compare
from scorecard.evaluation import evaluate_all
from scorecard.execution import execute, reconcile
from scorecard.exporting.form_file import REPORTS, report_file
from scorecard.holding import decided, hold, report, seal, seals
from scorecard.i18n import LANGUAGES, text
from scorecard.journal import Recorded
from scorecard.keeping import adopt, set_plan, state
from scorecard.listing import decision_rows, entry_rows
from scorecard.meetings import Meeting
from scorecard.model import Budget, Plan, Statement
from scorecard.opening import fill_with_sample
from scorecard.problems import Refused
from scorecard.sentences import adjusted_sentences, since_sentences
from scorecard.store import Store, query
from scorecard.wall import families

KEY = ("047022", 2025)
YEAR_END = date(2025, 12, 31)
SECOND = timedelta(seconds=1)


def adjusted(budget: Budget, target: int = 12) -> Budget:
    """22-03 has another target, 22-04 is gone, 22-10 has come, and the unit has another name."""
    of = {i.indicator_id: i for i in budget.indicators}
    changed = replace(of["22-03"], target=replace(of["22-03"].target, value=Decimal(target)), target_text=f"缺陷产品召回次数≥{target}次")
    kept = tuple(changed if i.indicator_id == "22-03" else i for i in budget.indicators if i.indicator_id != "22-04")
    return replace(budget, unit=replace(budget.unit, name="改名后的中心"), indicators=(*kept, replace(of["22-04"], indicator_id="22-10", name="新的培训班")))


def target(store: Store, known_at: datetime | None = None, as_of: date | None = None) -> int:
    found = store.budgets(known_at, as_of)[KEY].indicator("22-03")
    assert found and found.target.value is not None
    return int(found.target.value)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """clock(moment): the machine's clock stands there, seen from the store."""
    def stop(moment: datetime) -> None:
        class Stopped(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
                return moment.replace(tzinfo=tz)
        monkeypatch.setattr(writings_module, "datetime", Stopped)
    return stop


JANUARY, JUNE, SEPTEMBER = datetime(2025, 1, 6, 2), datetime(2025, 6, 30, 2), datetime(2025, 9, 30, 2)


@pytest.fixture
def versioned(budget: Budget, clock: Callable[[datetime], None]) -> Iterator[Store]:
    """Adopted in January; adjusted on 30 June from 1 July on (12 recalls), and on 30 September whatever the day (15 recalls)."""
    store = Store()
    for moment, it, day in ((JANUARY, budget, None), (JUNE, adjusted(budget), date(2025, 7, 1)), (SEPTEMBER, adjusted(budget, 15), None)):
        clock(moment)
        adopt(store, [it], by=local("tester"), origin=f"{moment:%m}.xlsx", checksum=f"{moment:%m}" * 32, effective_on=day)
    yield store
    store.close()


# --- which one is in force ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("known_at", "as_of", "expected"), [
    (JANUARY - SECOND, YEAR_END, 10), (JANUARY, None, 10), (JUNE - SECOND, YEAR_END, 10), (JUNE, date(2025, 6, 30), 10), (JUNE, date(2025, 7, 1), 12),
    (JUNE, None, 12), (SEPTEMBER - SECOND, date(2025, 1, 1), 10), (SEPTEMBER, date(2025, 1, 1), 15), (None, None, 15), (None, YEAR_END, 15)])
def test_both_clocks_choose_the_version(versioned: Store, known_at: datetime | None, as_of: date | None, expected: int) -> None:
    assert target(versioned, known_at, as_of) == expected


def test_every_version_comes_back_as_it_was_approved(versioned: Store, budget: Budget) -> None:
    there = [versioned.budgets(moment)[KEY] for moment in (JANUARY, JUNE, SEPTEMBER)]
    assert there == [budget, adjusted(budget), adjusted(budget, 15)]


def test_the_versions_are_listed_with_where_they_came_from(versioned: Store) -> None:
    found = [(v.number, v.effective_on, v.origin, v.checksum, v.adopted_at, v.adopted_by) for v in versioned.versions(*KEY)]
    assert found == [(1, None, "01.xlsx", "01" * 32, JANUARY, "tester"), (2, date(2025, 7, 1), "06.xlsx", "06" * 32, JUNE, "tester"),
                     (3, None, "09.xlsx", "09" * 32, SEPTEMBER, "tester")]
    assert versioned.versions("047022", 2024) == ()


def test_a_first_version_counts_before_its_day(budget: Budget) -> None:
    store = Store()
    adopt(store, [budget], effective_on=date(2025, 3, 1), by=local("t"))
    assert store.budgets(datetime(2025, 1, 1), date(2025, 1, 1))[KEY] == budget
    store.close()


def test_another_year_and_another_unit_have_versions_of_their_own(versioned: Store, budget: Budget) -> None:
    other = replace(budget, unit=replace(budget.unit, unit_code="1"))
    adopt(versioned, [replace(budget, fiscal_year=2026), other], by=local("t"))
    assert [v.number for key in (("047022", 2026), ("1", 2025)) for v in versioned.versions(*key)] == [1, 1]
    assert list(versioned.budgets()) == [KEY, ("047022", 2026), ("1", 2025)] and target(versioned) == 15
    assert versioned.check().findings == []


def test_a_day_outside_the_year_is_refused(versioned: Store, budget: Budget) -> None:
    with pytest.raises(Refused) as refused:
        adopt(versioned, [budget], effective_on=date(2026, 1, 1), by=local("t"))
    assert [p.code for p in refused.value.problems] == ["effective_outside_year"] and len(versioned.versions(*KEY)) == 3


def test_a_programme_in_the_long_form_is_kept(budget: Budget) -> None:
    store, of_long = Store(), replace(budget, programmes=(*budget.programmes, replace(budget.programmes[0], programme_id="L", form="long")))
    adopt(store, [of_long], by=local("t"))
    assert store.budgets()[KEY] == of_long
    store.close()


def test_a_budget_is_read_once_and_only_when_asked_for(versioned: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    rows = Store._rows
    monkeypatch.setattr(Store, "_rows", lambda self, cursor, statement, /, **values: asked.append(statement) or rows(self, cursor, statement, **values))
    found = versioned.budgets()
    assert asked == [] and KEY in found and len(found) == 1 and asked == ["budget/keys"]
    assert found[KEY] is found[KEY] and asked.count("budget/indicators") == 1
    assert ("1", 2025) not in found and found.get(("1", 2025)) is None
    with pytest.raises(KeyError):
        found["1", 2025]


# --- what came before stays -----------------------------------------------------------------------------------------


def test_a_seal_and_its_report_keep_the_old_targets(store: Store, recorded: Callable[..., Recorded], raw: Callable[..., dict[str, Any]],
                                                    budget: Budget) -> None:
    recorded(raw("recall", occurred_on="2025-07-01"), raw("training_session", occurred_on="2025-07-02"))
    meeting = Meeting(date(2025, 7, 28), "王某", "李某")
    hold(store, *KEY, meeting, by=local("tester"))
    made = seal(store, *KEY, meeting, by=local("tester"))
    before = report_file(report(store, *KEY, meeting.held_on), "page", "zh")
    adopt(store, [adjusted(budget)], by=local("tester"), effective_on=date(2025, 1, 1))
    later = replace(meeting, held_on=date(2025, 8, 4))
    hold(store, *KEY, later, by=local("tester"))
    again = seal(store, *KEY, later, by=local("tester"))
    assert seals(store, KEY[0]) == [made, again] and made.sound and again.sound and store.check().findings == []
    old, new = report(store, *KEY, meeting.held_on), report(store, *KEY, later.held_on)
    assert old.differing == [] == new.differing
    assert (old.budget, new.budget) == (budget, adjusted(budget))
    assert [next(i["target"]["zh"] for i in s.document["indicators"] if i["id"] == "22-03") for s in (made, again)] == ["≥10 次", "≥12 次"]
    assert report_file(old, "page", "zh") == before
    for kind in REPORTS:
        for lang in LANGUAGES:
            assert report_file(new, kind, lang)


def test_a_plan_and_an_owner_stand_in_the_next_version_too(store: Store, budget: Budget) -> None:
    plan = Plan("22-03", tuple(Decimal(n) for n in range(1, 13)))
    set_plan(store, *KEY, plan, by=local("tester"))
    adopt(store, [adjusted(budget)], by=local("t"))
    assert store.budgets()[KEY].plan("22-03") == plan


# --- what a meeting hears of it -------------------------------------------------------------------------------------


def compared(store: Store, then: tuple[date, datetime], now: tuple[date, datetime]) -> Since:
    """What changed between two days, each as known at a moment."""
    both = [Situation(store.budgets(moment, day)[KEY], store.evidence(*KEY, day, moment), day, moment, settings.timezone()) for day, moment in (then, now)]
    judged = [assess(situation) for situation in both]
    sheets = [evaluate_all(a, situation) for a, situation in zip(judged, both, strict=True)]
    return compare(judged[0], judged[1], (sheets[0], sheets[1]), store.entries(*KEY, now[1]), then[1])


@pytest.mark.parametrize(("now", "retargeted", "came", "went"), [
    ((date(2025, 6, 27), datetime(2025, 6, 27)), [], [], []), ((date(2025, 6, 30), JUNE), [], [], []),
    ((date(2025, 7, 7), datetime(2025, 7, 7)), ["22-03"], ["22-10"], ["22-04"])], ids=["not adopted", "not yet in force", "in force"])
def test_since_tells_what_the_adjusted_budget_changed(versioned: Store, now: tuple[date, datetime], retargeted: list[str], came: list[str],
                                                      went: list[str]) -> None:
    found = compared(versioned, (date(2025, 6, 23), datetime(2025, 6, 23)), now)
    assert [c.after.indicator.indicator_id for c in found.retargeted] == retargeted
    assert [[a.indicator.indicator_id for a in group] for group in (found.came, found.went)] == [came, went]
    assert len(found.moved) + len(found.same) + sum(not c.changed for c in found.retargeted) == len(found.changes) == 24 - len(went)
    assert [sum(group[n] for group in found.groups.values()) for n in (0, 1)] == [24, 24]
    for lang in LANGUAGES:
        said = [text("since.adjusted", lang, targets=1, came=1, went=1)] if retargeted else []
        assert [words for words in since_sentences(found, lang) if words == text("since.adjusted", lang, targets=1, came=1, went=1)] == said
        assert len(adjusted_sentences(found, lang)) == len(retargeted) + len(came) + len(went)
    if retargeted:
        assert adjusted_sentences(found, "zh")[0] == "22表 · 缺陷产品召回次数：≥10 次 → ≥12 次"


# --- facts of what is gone ------------------------------------------------------------------------------------------


def shrunk(budget: Budget) -> Budget:
    """Of the budget only programme 23 and its lines' first stay, without its training sessions, band and completion."""
    gone = ("23-06", "23-04", "23-10")
    return replace(budget, programmes=tuple(p for p in budget.programmes if p.form == "23"), budget_lines=budget.budget_lines[:1], open_questions=(),
                   indicators=tuple(i for i in budget.indicators if i.form == "23" and i.indicator_id not in gone and i.budget_line is None))


def test_facts_of_what_is_gone_stay_in_the_journal_and_break_nothing(budget: Budget) -> None:
    store = Store()
    fill_with_sample(store)
    before = store.entries(*KEY)
    adopt(store, [shrunk(budget)], by=local("t"))
    assert store.entries(*KEY) == before
    for day in (date(2025, 7, 25), YEAR_END):
        situation = Situation(store.budgets(None, day)[KEY], store.evidence(*KEY, day), day, None, settings.timezone())
        found = assess(situation)
        assert [a.indicator.indicator_id for a in found] == [i.indicator_id for i in shrunk(budget).indicators]
        assert len(families(found)) == len(found)
        assert evaluate_all(found, situation, store.statements(*KEY)) and execute(situation, found) and reconcile(situation)
    rows = [row for lang in LANGUAGES for row in entry_rows(before, situation.budget, lang, UTC)]
    assert len(rows) == 2 * len(before)
    assert decision_rows(decided(store, *KEY), situation.budget, "zh", YEAR_END, UTC)
    assert [f.rule for f in store.check().findings] == ["lines_differ_from_total"]  # and no fact of something unknown
    store.close()


def test_the_whole_unit_s_figures_stay_where_a_part_goes(store: Store, recorded: Callable[..., Recorded], raw: Callable[..., dict[str, Any]],
                                                         budget: Budget, judged: Callable[..., dict[str, Any]]) -> None:
    recorded(raw("recall", programme="22", occurred_on="2025-03-03"))
    adopt(store, [replace(budget, indicators=tuple(i for i in budget.indicators if i.indicator_id != "22-03"))], by=local("t"))
    found = judged(store, YEAR_END)
    assert "22-03" not in found and found["23-05"].value == 1


def test_points_stated_for_other_indicators_give_way_to_the_rule(store: Store, budget: Budget) -> None:
    of = [i.indicator_id for i in budget.indicators if i.programme_id == "22"]
    points = {i: Decimal(10) for i in of[:-1]} | {of[-1]: Decimal(100) - 10 - 10 * (len(of) - 1)}
    stated = [Statement("self_evaluation", "22", 0, i, "points", str(p)) for i, p in (points | {"": Decimal(10)}).items()]
    state(store, *KEY, stated, by=local("tester"))

    def of_22() -> dict[str, Decimal]:
        situation = Situation(store.budgets()[KEY], store.evidence(*KEY, YEAR_END), YEAR_END)
        sheet = next(s for s in evaluate_all(assess(situation), situation, store.statements(*KEY)) if s.programme.programme_id == "22")
        return {row.assessment.indicator.indicator_id: row.points for row in sheet.rows} | {"": sheet.execution_points}
    assert of_22() == points | {"": 10}
    adopt(store, [replace(budget, indicators=tuple(i for i in budget.indicators if i.indicator_id != "22-04"))], by=local("t"))
    found = of_22()
    assert sum(found.values()) == 100 and "22-04" not in found


# --- a store of before ----------------------------------------------------------------------------------------------


@pytest.fixture
def of_before(store: Store, recorded: Callable[..., Recorded], raw: Callable[..., dict[str, Any]], tmp_path: Path) -> Path:
    """A file as the schema's first six migrations left it, with what `store` holds: two years, facts, a plan, a sealed meeting."""
    adopt(store, [replace(store.budgets()[KEY], fiscal_year=2026)], by=local("t"))
    recorded(raw("recall", occurred_on="2025-07-01"), raw("appraisal"), raw("payment"))
    set_plan(store, *KEY, Plan("22-03", tuple(Decimal(n) for n in range(12))), by=local("tester"))
    meeting = Meeting(date(2025, 7, 28), "王某", "李某")
    hold(store, *KEY, meeting, by=local("tester"))
    seal(store, *KEY, meeting, by=local("tester"))
    store.close()
    path = tmp_path / "before" / "performance.duckdb"
    path.parent.mkdir()
    with duckdb.connect(str(path)) as old:
        old.execute(query("store/create_schema_version"))
        old.execute(f"attach '{tmp_path / 'performance.duckdb'}' as new (read_only)")
        old.execute("insert into schema_version select * from new.schema_version where version <= 6")
        for file in sorted((settings.QUERIES / "schema").glob("00[1-6]*.sql")):
            old.execute(file.read_text(encoding="utf-8"))
        old.execute("insert into unit select distinct unit_code, name, name_en from new.budget_version")
        for table in ("programme", "budget_line", "indicator", "open_question"):
            old.execute(f"insert into {table} by name select * exclude (version) from new.{table}")
        old.execute("insert into entry by name select * exclude (scope) from new.entry")
        for table in ("plan_month", "meeting", "seal", "seal_register"):
            old.execute(f"insert into {table} by name select * from new.{table}")
    return path


def test_a_store_of_before_is_whole_where_the_machine_stops_right_after(of_before: Path) -> None:
    opened = "import os, sys\nfrom pathlib import Path\nfrom scorecard.store import Store\nstore = Store(Path(sys.argv[1]))\nos._exit(0)"
    subprocess.run([sys.executable, "-c", opened, str(of_before)], cwd=settings.ROOT, check=True)
    assert of_before.with_suffix(".duckdb.wal").is_file()  # nothing was written into the file itself yet
    again = Store(of_before)
    assert target(again) == 10 and len(again.budgets()) == 2 and again.check().findings == []
    again.close()


def test_a_store_of_before_reads_the_same(of_before: Path, tmp_path: Path) -> None:
    new, old = Store(tmp_path / "performance.duckdb"), Store(of_before)
    for store in (new, old):
        assert store.check().findings == []
    assert old.budgets() == new.budgets() and len(old.budgets()) == 2
    assert old.budgets(JANUARY, date(2025, 1, 6))[KEY] == new.budgets(JANUARY)[KEY]
    assert old.entries(*KEY) == new.entries(*KEY) and old.evidence(*KEY, YEAR_END) == new.evidence(*KEY, YEAR_END)
    assert seals(old, KEY[0]) == seals(new, KEY[0]) and report(old, *KEY, date(2025, 7, 28)).differing == []
    assert [(v.number, v.effective_on, v.origin) for v in old.versions(*KEY)] == [(1, None, "")]
    applied = old.ask("store/schema_versions")
    adopt(old, [adjusted(old.budgets()[KEY])], by=local("t"))
    assert [v.number for v in old.versions(*KEY)] == [1, 2] and target(old) == 12
    old.close(), new.close()
    again = Store(of_before)
    assert again.ask("store/schema_versions") == applied and target(again) == 12
    again.close()
