"""备份: what was backed up when, whether it will do, and one more now."""

from decimal import Decimal

import streamlit as st

from scorecard import ui, ui_visitor
from scorecard.backups import backups
from scorecard.i18n import number, problem_text, text, unmarked
from scorecard.palette import primary_label
from scorecard.problems import Refused
from scorecard.ui_header import header
from scorecard.ui_visitor import moment

selection = ui.select(empty=True)
lang, store = selection.lang, ui.store_of(False)
header(selection, text("page.backups", lang), text("backup.subtitle_shared" if store.shared else "backup.subtitle", lang))
keeper, it = ui_visitor.keeper(store)
if made := st.query_params.pop("made", ""):
    st.success(text("backup.made", lang, name=unmarked(made)), icon=":material/check_circle:")
if keeper.failure:
    st.error(problem_text(keeper.failure, lang), icon=":material/error:")
if st.button(primary_label(text("backup.now", lang), selection.palette), type="primary", icon=":material/backup:"):
    try:
        with st.spinner(text("backup.making", lang)):
            st.query_params["made"] = keeper.make(by=selection.by).name
        st.rerun()
    except Refused as refused:
        ui.show_problems(refused.problems, lang)
there = backups(keeper.folder)
if store.shared:
    st.info(text("backup.shared", lang, store=store.place), icon=":material/database:")
else:
    st.caption(text("backup.rule", lang, folder=keeper.folder, at=it.backup_at.strftime("%H:%M"), days=it.backup_days, months=it.backup_months))
if there:
    columns = [text(f"backup.{name}", lang) for name in ("at", "name", "records", "size", "why")]
    st.dataframe([dict(zip(columns, (moment(b.made_at), b.path.name, str(b.head.number), f"{number(Decimal(b.size) / 1024, 0)} KB",
                                     text("backup.before", lang, schema=b.before) if b.before else ""), strict=True)) for b in there],
                 hide_index=True, height=min(38 + 35 * len(there), 560), alt=text("page.backups", lang))
else:
    st.info(text("backup.none", lang), icon=":material/backup:")
st.caption(text("backup.restore", lang))
