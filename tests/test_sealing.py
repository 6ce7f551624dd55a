"""Sealed meetings: the same to the digit whatever comes later, chained, and every touch found."""

import json
import threading
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx import Document

from scorecard.auth import local
from scorecard.exporting.form_file import report_file
from scorecard.facts import Fact
from scorecard.holding import decide, decided, hold, note, notes, report, seal, seals
from scorecard.i18n import LANGUAGES, name_of, text
from scorecard.journal import Recorded
from scorecard.meetings import DecisionState, Meeting, Note, Step
from scorecard.problems import Refused
from scorecard.sealing import Seal
from scorecard.store import Store

BOTH_STORES = True
KEY, MONDAY = ("047022", 2025), date(2025, 7, 28)
Record = Callable[..., Recorded]
MakeRaw = Callable[..., dict[str, Any]]


def ended(store: Store, day: date = MONDAY) -> Seal:
    meeting = Meeting(day, "王某", "李某、张某")
    hold(store, *KEY, meeting, by=local("tester"))
    return seal(store, *KEY, meeting, by=local("tester"))


def read(made: Seal, indicator_id: str) -> dict[str, Any]:
    return next(i for i in made.document["indicators"] if i["id"] == indicator_id)


def test_a_sealed_meeting_is_as_it_was_to_the_digit(store: Store, recorded: Record, raw: MakeRaw) -> None:
    recorded(raw("recall", op_key="a", occurred_on="2025-07-01"))
    decide(store, *KEY, Step("d", "d", MONDAY, "约谈", "22-03", "李某", date(2025, 8, 4)), by=local("tester"))
    made = ended(store)
    assert (made.number, made.previous, made.sound) == (1, "", True)
    assert read(made, "22-03")["value"] == "1"
    assert [d["wording"] for d in made.document["decisions"]] == ["约谈"]
    recorded({"op_key": "w", "withdraws": "a"})
    recorded(raw("recall", occurred_on="2025-06-01"), raw("recall", occurred_on="2025-06-02"))
    assert seals(store, KEY[0]) == [made]
    again = ended(store, date(2025, 8, 4))
    assert (read(again, "22-03")["value"], again.number, again.previous) == ("2", 2, made.checksum)
    assert store.check().findings == []


def test_sealing_twice_says_it_is_sealed(store: Store) -> None:
    ended(store)
    for day in (MONDAY, date(2025, 7, 21)):
        with pytest.raises(Refused) as refused:
            ended(store, day)
        assert [p.code for p in refused.value.problems] == ["meeting_sealed"]
    assert len(seals(store, KEY[0])) == 1


@pytest.mark.parametrize(("statement", "found"), [
    ("update seal set content = replace(content, '王某', '王X') where number = 2", {("seal_changed", "047022 2025-08-04")}),
    ("delete from seal where number = 2", {("seal_chain_broken", "047022 2025-08-11"), ("seal_missing", "047022 2025-08-04")}),
    ("delete from seal where number = 3", {("seal_missing", "047022 2025-08-11")}),
    ("delete from seal where number = 1", {("seal_chain_broken", "047022 2025-08-04"), ("seal_missing", "047022 2025-07-28")}),
    ("update seal set content = replace(content, '王某', '王X'), checksum = sha256(replace(content, '王某', '王X')) where number = 2",
     {("seal_chain_broken", "047022 2025-08-11"), ("seal_missing", "047022 2025-08-04")})])
def test_check_names_the_first_broken_one(store: Store, statement: str, found: set[tuple[str, str]]) -> None:
    for day in (MONDAY, date(2025, 8, 4), date(2025, 8, 11)):
        ended(store, day)
    assert store.check().findings == []
    with store._cursor() as cursor:
        cursor.execute(statement)
    assert {(f.rule, f.op_key) for f in store.check().findings} == found


def test_a_fact_logged_while_sealing_is_in_it_or_comes_after_it(store: Store, checked: Callable[..., list[Fact]], raw: MakeRaw) -> None:
    facts = checked(*(raw("recall", occurred_on="2025-07-01") for _ in range(40)))
    made: list[Seal] = []

    def log() -> None:
        for fact in facts:
            store.record([fact], by=local("tester"))
    logging = threading.Thread(target=log)
    logging.start()
    made.append(ended(store))
    logging.join()
    journal = store.entries(*KEY)
    assert len(journal) == 40
    inside = set(made[0].document["entries"])
    assert {e.entry_id for e in journal if e.recorded_at <= made[0].sealed_at} == inside
    assert (read(made[0], "22-03")["value"] or "0") == str(len(inside))


def test_the_text_is_canonical(store: Store) -> None:
    made = ended(store)
    assert made.content == json.dumps(json.loads(made.content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def test_the_sample_is_not_sealed(store: Store) -> None:
    store.read_only = True
    with pytest.raises(Refused):
        seal(store, *KEY, Meeting(MONDAY), by=local("tester"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_minutes_say_what_was_sealed(store: Store, recorded: Record, raw: MakeRaw, lang: str) -> None:
    recorded(raw("recall", occurred_on="2025-07-01"))
    decide(store, *KEY, Step("d", "d", MONDAY, "=约谈 <b>某电器</b>\x07", "22-03", "喆镕㙍", date(2025, 8, 4)), by=local("tester"))
    made = ended(store)
    document = Document(BytesIO(report_file(report(store, *KEY, MONDAY), "minutes", lang)))
    said = [p.text for p in document.paragraphs]
    assert said[0] == text("minutes.title", lang, unit=name_of(store.budgets()[KEY].unit, lang))
    order = [said.index(text(f"minutes.{name}", lang)) for name in ("progress", "problems", "decisions")]
    assert order == sorted(order)
    assert any("王某" in line for line in said) and any("李某、张某" in line for line in said)
    assert made.checksum in said[-1]
    progress, decisions = document.tables
    assert len(progress.rows) == 25
    assert {row.cells[2].text for row in progress.rows if row.cells[0].text.startswith(("22-03", "23-05"))} == {f"1 {text('measure_word.次', lang)}"}
    assert [cell.text for cell in decisions.rows[1].cells][:2] == ["=约谈 <b>某电器</b>", "喆镕㙍"]


def test_nothing_is_added_to_a_sealed_meeting(store: Store) -> None:
    decide(store, *KEY, Step("d", "d", MONDAY, "约谈", "22-03", "李某", date(2025, 8, 4)), by=local("t"))
    ended(store)
    for write in (lambda: decide(store, *KEY, Step("e", "e", MONDAY, "再约", "22-03", "李某", date(2025, 8, 4)), by=local("t")),
                  lambda: note(store, *KEY, Note("n", MONDAY, "22-03", "晚了"), by=local("t"))):
        with pytest.raises(Refused) as refused:
            write()
        assert [p.code for p in refused.value.problems] == ["meeting_closed"]
    done = Step("d", "f", MONDAY, "约谈", "22-03", "李某", date(2025, 8, 4), DecisionState.DONE)
    decide(store, *KEY, done, by=local("t"))  # what was promised goes on after it
    assert [d.now.state for d in decided(store, *KEY)] == [DecisionState.DONE] and notes(store, *KEY) == []
