"""What is written of a meeting: minutes, weekly report, page, numbers: all of it there, as sealed, safe, without an address outside."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from docx import Document
from openpyxl import load_workbook

from scorecard.auth import local
from scorecard.exporting.form_file import REPORTS, report_file, report_name
from scorecard.exporting.report import Report
from scorecard.exporting.report_tables import since_line
from scorecard.holding import decide, hold, note, report, seal
from scorecard.i18n import LANGUAGES, NOTHING, name_of, text
from scorecard.meetings import Meeting, Note, Step
from scorecard.opening import fill_with_sample
from scorecard.problems import Refused
from scorecard.sentences import sentence, value_text
from scorecard.store import Store

KEY, DAY = ("047022", 2025), date(2025, 7, 28)
HOSTILE = "=cmd|' /C calc'!A0 <b>约谈</b>\x07 喆镕㙍"
LONG, UNBROKEN = ("抽查" * 250)[:500], "W" * 500
EMPTY = {"meta", "col", "br"}


class Reader(HTMLParser):
    """Reads a page as a browser does: every tag closed, every address and label kept."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said += data


@pytest.fixture(scope="module")
def sealed() -> tuple[Store, Report]:
    """The sample year with a meeting of 28 July that was sealed, and hostile decisions in it."""
    store = Store(None)
    fill_with_sample(store)
    meeting = Meeting(DAY, "周某", "李某、王某", "三楼会议室")
    hold(store, *KEY, meeting, by=local("t"))
    decide(store, *KEY, Step("x", "x", DAY, HOSTILE, "22-03", "李某", date(2025, 8, 15)), by=local("t"))
    decide(store, *KEY, Step("y", "y", DAY, LONG, "23-05", "王" * 60, date(2025, 8, 15)), by=local("t"))
    decide(store, *KEY, Step("z", "z", DAY, UNBROKEN, "", "李某", date(2025, 8, 15)), by=local("t"))
    note(store, *KEY, Note("n", DAY, "23-05", "三季度按月排计划"), by=local("t"))
    seal(store, *KEY, meeting, by=local("t"))
    return store, report(store, *KEY, DAY)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_holds_everything_and_asks_for_nothing(sealed: tuple[Store, Report], lang: str) -> None:
    content = report_file(sealed[1], "page", lang).decode()
    page = Reader()
    page.feed(content)
    assert page.open == []
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "base", "form", "a", "b"}
    assert not [value for _, attrs in page.tags for name, value in attrs.items()
                if name in ("src", "href", "action", "data", "xlink:href") or name.startswith("on")]
    assert not re.findall(r"url\((?!#)|@import|https?://(?!www\.w3\.org/2000/svg)", content)
    drawn = [str(attrs.get("aria-label")) for tag, attrs in page.tags if tag == "svg" and attrs.get("role") == "img"]
    assert len(drawn) == 2 * (14 + 2) and all(drawn)  # 14 families and 2 headlines, on the screen and on paper
    alts = " ".join(drawn)
    assert all(alts.count(name_of(a.indicator, lang)) >= 2 and sentence(a, lang) in alts for a in sealed[1].assessments)
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in page.tags if tag == "th")
    assert not re.search(r"\bNone\b", page.said)
    assert "约谈" in page.said and "<b>" in page.said and "\x07" not in content
    assert sealed[1].seal.checksum in page.said
    assert content.startswith(f'<!DOCTYPE html><html lang="{"zh-CN" if lang == "zh" else "en"}">')


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_hatch_is_defined_where_it_is_drawn(sealed: tuple[Store, Report], lang: str) -> None:
    """A pattern defined in what is not displayed does not paint: each medium defines its own, the same under the same name."""
    content = report_file(sealed[1], "page", lang).decode()
    names = {}
    for medium in ("screen", "paper"):
        walls = "".join(re.findall(rf'<div class="wall {medium}">(.*?)</div>', content, re.DOTALL))
        defined = re.findall(r'<pattern id="([^"]+)"(.*?)</pattern>', walls)
        names[medium] = {name for name, _ in defined}
        assert len(set(defined)) == len(names[medium])
        assert set(re.findall(r"url\(#([^)]+)\)", walls)) == names[medium]
    assert not names["screen"] & names["paper"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_weekly_report_has_every_gauge_and_decision(sealed: tuple[Store, Report], lang: str) -> None:
    document = pypdfium2.PdfDocument(report_file(sealed[1], "weekly", lang))
    said = "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    assert all(round(page.get_width()) == 595 for page in document)
    said = re.sub("[\u200b\ufffe\ufeff]", "", said)  # where a long word may break
    for a in sealed[1].assessments:
        assert "".join(name_of(a.indicator, lang).split()) in said and "".join(sentence(a, lang).split()) in said
    for d in sealed[1].standing:
        assert "".join(d.now.wording.replace("\x07", "").split())[:20] in said
    assert said.count("W") >= 500 and said.count("抽查") >= 250 and "\x07" not in said
    assert "喆镕㙍" in said and sealed[1].seal.checksum in said


def test_nothing_runs_over_the_edge_of_the_paper(sealed: tuple[Store, Report]) -> None:
    """A word of 500 letters breaks within its column."""
    for page in pypdfium2.PdfDocument(report_file(sealed[1], "weekly", "en")):
        words = page.get_textpage()
        boxes = [words.get_rect(n) for n in range(words.count_rects())]
        assert all(left > 30 and right < page.get_width() - 30 for left, _, right, _ in boxes)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_numbers_are_numbers(sealed: tuple[Store, Report], lang: str) -> None:
    book = load_workbook(BytesIO(report_file(sealed[1], "numbers", lang)))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    head = list(rows[0])
    assert len(rows) == 25 and len(book.worksheets) == 5
    value = head.index(text("report.column_value", lang))
    for row, a in zip(rows[1:], sealed[1].assessments, strict=True):
        assert row[0] == a.indicator.indicator_id
        assert row[value] is None if a.value is None else Decimal(str(row[value])).quantize(Decimal("0.000001")) == a.value.quantize(Decimal("0.000001"))
    assert all(sheet.freeze_panes == "A2" for sheet in book)
    last = head.index(text("report.column_last_entry", lang))
    assert {type(row[last]) for row in rows[1:]} == {datetime, type(None)}
    due = [row[2] for row in book.worksheets[2].iter_rows(min_row=2, values_only=True)]
    assert due and {type(day) for day in due} == {datetime}
    assert any(sealed[1].seal.checksum in str(row[0]) for row in book.worksheets[4].iter_rows(values_only=True))
    hostile = [cell for row in book.worksheets[2].iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert hostile and all(cell.data_type == "s" for cell in hostile)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_minutes_stand_in_the_customary_order(sealed: tuple[Store, Report], lang: str) -> None:
    document = Document(BytesIO(report_file(sealed[1], "minutes", lang)))
    said = [p.text for p in document.paragraphs]
    heads = [text(f"minutes.{name}", lang, said="") for name in ("time", "venue", "chair", "present")]
    order = [next(n for n, line in enumerate(said) if line.startswith(head)) for head in heads]
    order += [said.index(text(f"minutes.{name}", lang)) for name in ("progress", "problems", "decisions")]
    assert order == sorted(order)
    assert any("三楼会议室" in line for line in said) and any("三季度按月排计划" in line for line in said)
    assert since_line(sealed[1], lang) in said and sealed[1].seal.checksum in said[-1] and text("report.draft", lang) not in said
    progress, decisions = ([[cell.text for cell in row.cells] for row in table.rows] for table in document.tables)
    assert [row[0] for row in progress[1:]] == [f"{a.indicator.indicator_id} {name_of(a.indicator, lang)}" for a in sealed[1].assessments]
    assert {HOSTILE.replace("\x07", ""), LONG, UNBROKEN} <= {row[0] for row in decisions}
    assert any(row[3].startswith(text("decision.overdue", lang, days=5)) for row in decisions)


def test_an_older_seal_knows_no_place_and_no_notes(sealed: tuple[Store, Report]) -> None:
    document = sealed[1].seal.document
    old = replace(sealed[1], seal=replace(sealed[1].seal, content=json.dumps({k: v for k, v in document.items() if k not in ("venue", "notes")})))
    said = [p.text for p in Document(BytesIO(report_file(old, "minutes", "zh"))).paragraphs]
    assert text("minutes.venue", "zh", said=NOTHING) in said
    assert text("minutes.venue", "zh", said=NOTHING) in report_file(old, "page", "zh").decode()


def test_later_corrections_leave_a_sealed_meeting_as_it_was(recorded: Callable[..., Any], store: Store, raw: Callable[..., dict[str, Any]]) -> None:
    recorded(raw("recall", op_key="a", occurred_on="2025-07-01"))
    hold(store, *KEY, Meeting(DAY), by=local("t"))
    seal(store, *KEY, Meeting(DAY), by=local("t"))
    before = {kind: report_file(report(store, *KEY, DAY), kind, "zh") for kind in ("page", "weekly")}
    recorded({"op_key": "w", "withdraws": "a"})
    recorded(raw("recall", occurred_on="2025-06-01"), raw("recall", occurred_on="2025-06-02"))
    again = report(store, *KEY, DAY)
    assert {kind: report_file(again, kind, "zh") for kind in before} == before
    assert again.differing == [] and value_text(next(a for a in again.assessments if a.indicator.indicator_id == "22-03"), "zh").startswith("1")


def words_of(kind: str, content: bytes) -> str:
    """All that a file says, without blanks."""
    if kind == "weekly":
        said = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]
    elif kind == "minutes":
        said = [p.text for p in Document(BytesIO(content)).paragraphs]
    elif kind == "numbers":
        said = [str(cell) for sheet in load_workbook(BytesIO(content)) for row in sheet.iter_rows(values_only=True) for cell in row]
    else:
        said = [content.decode()]
    return "".join("".join(said).split())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", REPORTS)
def test_a_draft_of_an_empty_year_says_that_it_is_one(store: Store, kind: str, lang: str) -> None:
    hold(store, *KEY, Meeting(DAY), by=local("t"))
    it = report(store, *KEY, DAY)
    assert not it.sealed and it.since is None
    content = report_file(it, kind, lang)
    assert content and report_name(it, kind, lang).startswith("047022_2025-07-28_")
    said = words_of(kind, content)
    assert "".join(text("report.draft", lang).split()) in said and it.seal.checksum not in said
    assert "".join(text("report.first", lang).split()) in said


def test_where_none_was_held_there_is_no_report(store: Store) -> None:
    with pytest.raises(Refused) as refused:
        report(store, *KEY, DAY)
    assert [p.code for p in refused.value.problems] == ["no_meeting"]
