"""The parts of the import page: a file chosen, what stands open with its fix in place, the file beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from scorecard import settings, ui
from scorecard.i18n import NOTHING, name_of, problem_text, text, unmarked
from scorecard.importing.columns import STANDARD
from scorecard.importing.drafts import Draft, drafts, drop_draft, keep_draft, read_draft
from scorecard.importing.last_year import draft_of
from scorecard.importing.official_table import Doubt, doubt_text
from scorecard.importing.proposing import Proposal, propose
from scorecard.importing.settling import FOR_FILE, Item, Open, settle
from scorecard.importing.source_view import Extract, cell_at, extract, row_at
from scorecard.importing.sources.apart import picture_apart, read_apart
from scorecard.importing.sources.grids import Box, Source
from scorecard.measures import YUAN_PER
from scorecard.palette import primary_label
from scorecard.problems import Refused

KINDS = ["xlsx", "xls", "xlsm", "ods", "pdf", "csv", "txt", "tsv"]
AROUND = 70.0  # points of a page shown around what is marked


@dataclass(frozen=True)
class Import:
    """An import under way: the file, what was read of it with all settlements, the budgets it would make; first: what was to be settled at first."""

    draft: Draft
    source: Source
    opened: Open
    proposal: Proposal
    first: tuple[Item, ...]

    def settle(self, changes: Mapping[str, str]) -> None:
        """Keep what a person settled."""
        keep_draft(settings.imports_folder(), replace(self.draft, settlements={**self.draft.settlements, **changes}))


@st.cache_resource(max_entries=8, show_spinner=False)
def _source(checksum: str, _name: str, _content: bytes) -> Source:
    return read_apart(_name, _content)


@st.cache_resource(max_entries=8, show_spinner=False)
def _first(checksum: str, _source: Source) -> tuple[Item, ...]:
    return settle(_source, {}).items


@st.cache_resource(max_entries=32, show_spinner=False)
def _picture(checksum: str, page: int, boxes: tuple[Box, ...], around: float | None, _content: bytes) -> bytes | None:
    return picture_apart(_content, page, boxes, around)


def under_way(selection: ui.Selection) -> Import | None:
    """The import that the address names; None where none is under way."""
    draft = read_draft(settings.imports_folder(), str(st.query_params.get("draft", "")))
    if draft is None:
        st.query_params.pop("draft", None)
        return None
    source = _source(draft.checksum, draft.name, draft.content)
    opened = settle(source, draft.settlements)
    return Import(draft, source, opened, propose(opened, draft.settlements, selection.store.budgets()), _first(draft.checksum, source))


# --- choosing a file -----------------------------------------------------------------------------------------------


def choose_file(selection: ui.Selection) -> None:
    """Drop a file, paste a table, open a new year, or go on with an import that was left."""
    lang = selection.lang
    dropped = st.file_uploader(text("import.drop", lang), type=KINDS, key="import_file")
    if dropped is not None:
        _begin(selection, dropped.name, dropped.getvalue())
    with st.expander(text("import.paste", lang), icon=":material/content_paste:"):
        pasted = st.text_area(text("import.pasted", lang), height=160, key="import_pasted")
        if st.button(text("import.read", lang), icon=":material/search:", disabled=not pasted.strip()):
            _begin(selection, text("import.pasted_name", lang), pasted.encode())
    budget = ui.budgets(selection).get((selection.unit_code, selection.fiscal_year))
    if budget:
        year = selection.fiscal_year + 1
        words = text("import.new_year", lang, old=selection.fiscal_year, new=year)
        if st.button(words, icon=":material/event_upcoming:", help=text("import.new_year_help", lang)):
            _begin(selection, text("import.new_year_name", lang, unit=name_of(budget.unit, lang), year=year), draft_of(budget, year).encode())
    if left := drafts(settings.imports_folder()):
        st.subheader(text("import.left", lang), anchor=False)
    for draft in left:
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            begun = draft.started_at.replace(tzinfo=UTC).astimezone(settings.timezone()).strftime("%Y-%m-%d %H:%M")
            st.text(text("import.left_line", lang, name=draft.name, by=draft.by, at=begun, settled=len(draft.settlements)), width="stretch")
            st.button(text("import.resume", lang), key=f"resume_{draft.checksum}", icon=":material/play_arrow:", on_click=_resume, args=(draft.checksum,))
            st.button(text("import.discard", lang), key=f"discard_{draft.checksum}", icon=":material/delete:", type="tertiary",
                      on_click=drop_draft, args=(settings.imports_folder(), draft.checksum))


def _resume(checksum: str) -> None:
    st.query_params["draft"] = checksum


def _begin(selection: ui.Selection, name: str, content: bytes) -> None:
    """Read a file; where it holds official tables, its import is under way."""
    lang = selection.lang
    draft = Draft(name, content, selection.by.name, datetime.now(UTC).replace(tzinfo=None))
    with st.status(text("import.reading", lang, name=unmarked(name))) as status:
        opened = settle(_source(draft.checksum, name, content), {})
        status.update(state="complete" if opened.reading.tables else "error", label=text("import.was_read", lang, tables=len(opened.reading.tables)))
    if not opened.reading.tables:
        ui.show_problems([problem for _, problem in opened.problems], lang)
        return
    try:
        if read_draft(settings.imports_folder(), draft.checksum) is None:
            keep_draft(settings.imports_folder(), draft)
    except Refused as refused:
        ui.show_problems(refused.problems, lang)
        return
    st.query_params["draft"] = draft.checksum
    st.rerun()


# --- what stands open ----------------------------------------------------------------------------------------------


def said(item: Item, lang: str) -> str:
    """What stands open, in a sentence."""
    return doubt_text(item.about, lang) if isinstance(item.about, Doubt) else problem_text(item.about, lang)


def settle_items(im: Import, selection: ui.Selection) -> None:
    """The items one at a time, each with its fix, and the file beside it with the place marked."""
    lang, items = selection.lang, im.opened.items
    words = {item.key: f"{n}. {said(item, lang)}" for n, item in enumerate(items, start=1)}
    key = st.selectbox(text("import.item", lang, open=len(items)), list(words), format_func=lambda k: words[k], key=f"item_{len(items)}")
    item = next(i for i in items if i.key == key)
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.text(said(item, lang))
        _fix(im, item, lang, selection)
        alike = [i for i in items if isinstance(i.about, Doubt) and isinstance(item.about, Doubt) and i.about.code == item.about.code]
        if len(alike) > 1 and st.button(text("import.confirm_alike", lang, many=len(alike)), icon=":material/done_all:"):
            im.settle({i.key: text("import.confirmed", "zh") for i in alike})
            st.rerun()
    with right:
        show_source(im, item.places, lang)


def show_settled(im: Import, lang: str) -> None:
    """What was settled so far, each to be taken back."""
    words = {item.key: said(item, lang) for item in im.first}
    for key, value in im.draft.settlements.items():
        kind, _, place = key.partition(":")
        cell, row = cell_at(im.opened.reading, place.removesuffix(":text").removesuffix(":level2")), row_at(im.opened.reading, place)
        about = cell.text if kind == "cell" and cell else row.name if kind == "money" and row else place
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"{words.get(key, about)} → {value or NOTHING}", width="stretch")
            st.button(text("import.take_back", lang), key=f"back_{key}", icon=":material/undo:", type="tertiary", on_click=_take_back, args=(im.draft, key))


def _take_back(draft: Draft, key: str) -> None:
    keep_draft(settings.imports_folder(), replace(draft, settlements={name: value for name, value in draft.settlements.items() if name != key}))


def change_cell(im: Import, selection: ui.Selection) -> None:
    """Any cell or row of what was read, to be corrected though nothing about it stands open."""
    lang, words = selection.lang, {}
    for t, table in enumerate(im.opened.reading.tables):
        for r, row in enumerate(table.rows):
            words[f"{t}.{r}"] = f"{table.title} · {row.name}"
            words |= {f"{t}.{r}.{c}": f"{table.title} · {row.name} · {cell.level2}: {cell.text[:60]}" for c, cell in enumerate(row.cells)}
    place = st.selectbox(text("import.any_place", lang), list(words), index=None, format_func=lambda k: words[k], placeholder=text("import.any_place", lang))
    if place:
        left, right = st.columns([2, 3], gap="large")
        with left:
            _fix(im, Item("", Doubt("", "", "", 1), (place,)), lang, selection)
        with right:
            show_source(im, (place,), lang)


def _fix(im: Import, item: Item, lang: str, selection: ui.Selection) -> None:
    """What may be settled about an item: a value the file lacks, a cell's column and indicators, amounts; or it stands as printed, with the reason."""
    changes: dict[str, str] = {}
    reading = im.opened.reading
    with st.form(f"fix_{item.key}_{'_'.join(item.places)}", border=True):
        if item.key.partition(":")[0] in FOR_FILE:
            changes[item.key] = _value(item.key, lang)
        cells = [place for place in item.places if cell_at(reading, place)]
        rows = [place for place in item.places if place not in cells and row_at(reading, place)]
        for place in cells[:1]:
            changes |= _cell_fix(im, place, lang)
        if rows:
            changes |= _money_fix(im, rows, lang)
        reason, confirmed = "", False
        if item.key and item.key.partition(":")[0] not in FOR_FILE:
            reason = st.text_input(text("import.reason", lang), placeholder=text("import.reason_hint", lang)).strip()
        with st.container(horizontal=True):
            saved = st.form_submit_button(primary_label(text("import.save_fix", lang), selection.palette), type="primary", icon=":material/check:") \
                if changes or cells or rows else False
            if item.key and item.key.partition(":")[0] not in FOR_FILE:
                confirmed = st.form_submit_button(text("import.as_printed", lang), icon=":material/verified:")
    needs_reason = not isinstance(item.about, Doubt)
    if confirmed and needs_reason and not reason:
        st.error(text("import.reason_needed", lang))
    elif confirmed or (saved and changes and changes.get(item.key) != ""):
        if confirmed or (reason and saved):
            changes[item.key] = reason or text("import.confirmed", "zh")
        im.settle(changes)
        st.rerun()


def _value(key: str, lang: str) -> str:
    """What a file lacks, typed or chosen."""
    if key.startswith("money_unit"):
        return str(st.selectbox(text("import.value", lang), list(YUAN_PER), index=None) or "")
    return st.text_input(text("import.value", lang)).strip()


def _cell_fix(im: Import, place: str, lang: str) -> dict[str, str]:
    """A cell's column, and its indicators one a line: split, joined, corrected."""
    cell = cell_at(im.opened.reading, place)
    assert cell is not None
    pieces = [i.wording.text for i in im.opened.reading.indicators if i.cell_key == place]
    printed_columns = [c.level2 for t in im.opened.reading.tables for r in t.rows for c in r.cells]
    columns = list(dict.fromkeys([cell.level2, *printed_columns, *STANDARD]))
    column = st.selectbox(text("import.column", lang), columns)
    printed = "\n".join(pieces)
    lines = st.text_area(text("import.lines", lang), printed, height=68 + 24 * max(1, len(pieces)))
    return ({f"cell:{place}:level2": column} if column != cell.level2 else {}) | ({f"cell:{place}:text": lines} if lines.strip() and lines != printed else {})


def _money_fix(im: Import, rows: list[str], lang: str) -> dict[str, str]:
    """The amounts of rows, as they should be printed."""
    there = {place: row for place in rows if (row := row_at(im.opened.reading, place))}
    funds = list(dict.fromkeys(fund for row in there.values() for fund, value in row.funds.items() if value is not None or not any(row.funds.values())))
    names = {fund: text(f"import.fund_{fund}", lang) for fund in funds}
    table = pd.DataFrame([{text("import.row", lang): row.name} | {names[f]: float(v) if (v := row.funds.get(f)) is not None else None for f in funds}
                          for row in there.values()]).astype({name: "float64" for name in names.values()})
    edited = st.data_editor(table, hide_index=True, disabled=[text("import.row", lang)], key=f"money_{'_'.join(rows)}",
                            column_config={name: st.column_config.NumberColumn(format="%.10g", min_value=0) for name in names.values()})
    return {f"money:{place}:{fund}": "" if pd.isna(new) else repr(float(new)) for at, place in enumerate(there) for fund, name in names.items()
            if not same(new := edited[name].iloc[at], table[name].iloc[at])}


def same(a: Any, b: Any) -> bool:
    """Whether two values of a table are the same, an empty one being the same as another."""
    return bool(a == b or (pd.isna(a) and pd.isna(b)))


def show_source(im: Import, places: tuple[str, ...], lang: str) -> None:
    """The file itself, the places marked: the page of a PDF, the row of a sheet, the lines of a text."""
    shown = extract(im.source, im.opened.reading, places)
    if im.source.kind == "page" and not shown.lines:
        whole = st.toggle(text("import.whole_page", lang), key="whole_page") if shown.boxes else True
        for page in sorted({box.page for box in shown.boxes}) or [1]:
            if picture := _picture(im.draft.checksum, page, shown.boxes, None if whole else AROUND, im.draft.content):
                words = text("import.page", lang, name=im.draft.name, page=page)
                st.image(picture, caption=words, width="stretch", alt=words)
        return
    st.caption(text("import.extract", lang, name=unmarked(im.draft.name), place=shown.place))
    st.table(_marked(shown, lang), alt=text("import.extract", lang, name=im.draft.name, place=shown.place))


def _marked(shown: Extract, lang: str) -> Any:
    """The lines of an extract as a table, the one meant with a sign and a colour."""
    names = ["", text("import.where", lang), text("import.text", lang)]
    rows = [("▶" if line.marked else "", unmarked(f"{line.place} {line.header}".strip()), unmarked(line.text)) for line in shown.lines]
    colours = ["background-color: #FDEFD3; color: #0A121A" if line.marked else "" for line in shown.lines]
    return pd.DataFrame(rows, columns=names).style.hide(axis="index").apply(lambda _: colours, axis=0)
