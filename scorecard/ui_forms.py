"""What pages with forms share: which table and month, the key of what is being written, keeping what was stated."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from scorecard import keeping, recording
from scorecard.i18n import name_of, tables_text, text, unmarked
from scorecard.model import Programme, Statement
from scorecard.monitoring import cut_off, last_whole_month
from scorecard.problems import Problem
from scorecard.ui import Selection, budgets, show_problems


def choose_programme(selection: Selection) -> Programme:
    """Which table's form: the whole unit's first."""
    of = {p.programme_id: p for p in sorted(budgets(selection)[selection.unit_code, selection.fiscal_year].programmes, key=lambda p: p.form, reverse=True)}
    lang = selection.lang
    words = {i: text("evaluation.form_name", lang, table=tables_text([p.form], lang), name=unmarked(name_of(p, lang))) for i, p in of.items()}
    return of[st.segmented_control(text("evaluation.form", lang), list(of), default=next(iter(of)), required=True, wrap=True, key="programme",
                                   label_visibility="collapsed", format_func=lambda i: words[i])]


def choose_month(selection: Selection) -> tuple[int, date]:
    """统计到几月, and its last day (today where that month is not over)."""
    lang, months = selection.lang, range(1, selection.default_as_of.month + 1)
    words = {m: text("format.until", lang, month=m, month_name=text(f"month.m{m}", lang)) for m in months}
    month = st.selectbox(text("monitoring.month", lang), months, last_whole_month(selection.fiscal_year, min(selection.as_of, selection.default_as_of)) - 1,
                         width=240, key=f"month_{selection.as_of}", format_func=lambda m: words[m])
    return month, min(cut_off(selection.fiscal_year, month), selection.default_as_of)


def op_key() -> str:
    """The key of the fact being written, kept in the URL until it is saved: a second click, or a restart, is the same fact."""
    if "op" not in st.query_params:
        st.query_params["op"] = recording.new_op_key()
    return str(st.query_params["op"])


def start_anew(saved: str = "", correct: str = "", rerun: bool = True, again: bool = False) -> None:
    """An empty form with a new key; says what was saved (again: that it was there before), or which entry is to be corrected."""
    left = {name: value for name, value in st.query_params.to_dict().items() if name not in ("op", "saved", "correct", "again")}
    said = {"saved": saved, "correct": correct, "again": "1" if again else ""}
    # in one message: an address without a word of what was saved would be a new form, to be filled and saved once more
    st.query_params.from_dict(left | {name: value for name, value in said.items() if value})
    if rerun:
        st.rerun()


def state(selection: Selection, entered: Sequence[Statement] | Sequence[Problem]) -> None:
    """Keep what was stated on a form, and show the page anew; or show what is wrong with it."""
    problems = [p for p in entered if isinstance(p, Problem)]
    if not problems:
        keeping.state(selection.store, selection.unit_code, selection.fiscal_year, [s for s in entered if isinstance(s, Statement)], by=selection.by)
        st.rerun()
    show_problems(problems, selection.lang)
