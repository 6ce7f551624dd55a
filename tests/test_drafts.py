"""A half-done import: kept whole, found again, dropped; never in the way of anything."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.importing.drafts import Draft, drafts, drop_draft, keep_draft, read_draft
from scorecard.problems import Refused

DRAFT = Draft("预算.pdf", b"%PDF-1.7 \x00\xff", "张三", datetime(2026, 1, 15, 9))


def test_it_is_found_again_with_what_was_settled(tmp_path: Path) -> None:
    folder = tmp_path / "imports"
    assert drafts(folder) == []
    keep_draft(folder, DRAFT)
    settled = replace(DRAFT, settlements={"doubt:whole_rate:22:通过率≥100%": "已确认"})
    keep_draft(folder, settled)
    later = replace(DRAFT, content=b"other", started_at=datetime(2026, 1, 16))
    keep_draft(folder, later)
    assert read_draft(folder, DRAFT.checksum) == settled and drafts(folder) == [later, settled]
    drop_draft(folder, DRAFT.checksum)
    assert drafts(folder) == [later] and read_draft(folder, DRAFT.checksum) is None


@pytest.mark.parametrize("written", ["", "{}", "[]", '{"name": "a", "content": "?", "by": "", "started_at": "x", "settlements": {}}'])
def test_a_damaged_draft_is_no_draft(tmp_path: Path, written: str) -> None:
    (tmp_path / "abc.json").write_text(written, encoding="utf-8")
    assert drafts(tmp_path) == [] and read_draft(tmp_path, "abc") is None


@given(st.text(max_size=30))
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    assert read_draft(Path("/nonexistent/imports"), name) is None
    drop_draft(Path("/nonexistent/imports"), name)


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "imports").write_text("a file stands in its place")
    with pytest.raises(Refused) as refused:
        keep_draft(tmp_path / "imports", DRAFT)
    assert refused.value.problems[0].code == "file_unwritable"
