"""The parts of the import page about what would enter: how the indicators are measured, the budget lines, what changes."""

from decimal import Decimal

import pandas as pd
import streamlit as st

from scorecard.i18n import YUAN_PER_WAN, name_of, plain, text, unmarked, wan_text
from scorecard.importing.comparing import Differences
from scorecard.measures import MEASURES
from scorecard.model import Budget, Rhythm
from scorecard.ui import Selection
from scorecard.ui_import import Import, same

NONE = "—"
SHAPES = {"new": "+", "changed": "△", "dropped": "✕"}


def edit_indicators(im: Import, selection: Selection) -> None:
    """Every indicator as it would enter: name, measure, line, whole and rhythm to be chosen."""
    lang = selection.lang
    measures = {text(f"measure.{name}", lang): name for name in MEASURES}
    rhythms = {text(f"rhythm.{rhythm}", lang): str(rhythm) for rhythm in Rhythm}
    word_of = {name: word for word, name in (measures | rhythms).items()}
    names = [text(f"import.column_{name}", lang) for name in ("id", "category", "text", "name", "measure", "budget_line", "part_of", "rhythm")]
    for budget, sources in zip(im.proposal.budgets, im.proposal.read, strict=True):
        table = pd.DataFrame([(i.indicator_id, i.category, i.target_text, i.name, word_of[i.measure], i.budget_line or NONE, i.part_of or NONE,
                               word_of[i.rhythm]) for i in budget.indicators], columns=names)
        with st.form(f"indicators_{budget.unit.unit_code}", border=False):
            key = f"edit_{budget.unit.unit_code}_{len(im.draft.settlements)}"
            edited = st.data_editor(table, hide_index=True, height="content", disabled=names[:3], key=key, column_config={
                names[0]: st.column_config.TextColumn(width="small"), names[3]: st.column_config.TextColumn(required=True, max_chars=300),
                names[4]: st.column_config.SelectboxColumn(options=list(measures), required=True),
                names[5]: st.column_config.SelectboxColumn(options=[NONE, *(b.name for b in budget.budget_lines)], required=True),
                names[6]: st.column_config.SelectboxColumn(options=[NONE, *(i.indicator_id for i in budget.indicators if i.form == "23")], required=True),
                names[7]: st.column_config.SelectboxColumn(options=list(rhythms), required=True)})
            if st.form_submit_button(text("import.save_indicators", lang), icon=":material/save:"):
                back = measures | rhythms | {NONE: ""}
                fields = dict(zip(("name", "measure", "budget_line", "part_of", "rhythm"), names[3:], strict=True))
                im.settle({f"indicator:{source.key}:{field}": str(new) if field == "name" else back.get(str(new), str(new))
                           for at, source in enumerate(sources) for field, name in fields.items()
                           if not same(new := edited[name].iloc[at], table[name].iloc[at])})
                st.rerun()


def edit_lines(im: Import, selection: Selection) -> None:
    """The budget lines that payments are booked on; those of a programme add up to its money."""
    lang = selection.lang
    names = [text(f"import.column_{name}", lang) for name in ("programme", "budget_line", "amount")]
    for budget in im.proposal.budgets:
        programmes = {f"{p.programme_id} {p.name}": p.programme_id for p in budget.programmes}
        word_of = {programme_id: word for word, programme_id in programmes.items()}
        table = pd.DataFrame([(word_of[b.programme_id], b.name, plain(b.original_budget_yuan / YUAN_PER_WAN)) for b in budget.budget_lines], columns=names)
        with st.form(f"lines_{budget.unit.unit_code}", border=False):
            key = f"lines_{budget.unit.unit_code}_{len(im.draft.settlements)}"
            edited = st.data_editor(table, hide_index=True, num_rows="dynamic", key=key, column_config={
                names[0]: st.column_config.SelectboxColumn(options=list(programmes), required=True), names[1]: st.column_config.TextColumn(required=True),
                names[2]: st.column_config.TextColumn(required=True, validate=r"^\d{1,12}(\.\d{1,6})?$")})
            if st.form_submit_button(text("import.save_lines", lang), icon=":material/save:"):
                before = {f"line:{b.programme_id}:{b.name}": plain(b.original_budget_yuan / YUAN_PER_WAN) for b in budget.budget_lines}
                now = {f"line:{programmes[p]}:{str(name).strip()}": plain(Decimal(str(wan)))
                       for p, name, wan in edited.itertuples(index=False) if p and name and wan}
                im.settle({key: plain(Decimal(now[key]) * YUAN_PER_WAN) if key in now else "" for key in before | now
                           if before.get(key) != now.get(key)})
                st.rerun()


def show_changes(before: Budget | None, after: Budget, found: Differences, lang: str) -> None:
    """What an import changes for one unit: counts first, then every target and amount."""
    name = text("import.unit_year", lang, unit=name_of(after.unit, lang), year=after.fiscal_year)
    counts = {turn: sum(t.turn == turn for t in found.targets) for turn in SHAPES}
    st.markdown(f"**{unmarked(name)}**　" + "　".join(f"{SHAPES[turn]} {text(f'import.turn_{turn}', lang)} {many}" for turn, many in counts.items())
                + f"　{text('import.turn_same', lang)} {found.same}")
    if before is None:
        st.caption(text("import.first", lang))
        return
    column = {part: text(f"import.column_{part}", lang) for part in ("turn", "id", "name", "before", "after", "fields")}
    rows = [{column["turn"]: f"{SHAPES[t.turn]} {text(f'import.turn_{t.turn}', lang)}", column["id"]: one.indicator_id, column["name"]: name_of(one, lang),
             column["before"]: t.before.target_text if t.before else "", column["after"]: t.after.target_text if t.after else "",
             column["fields"]: ", ".join(text(f"import.field_{field}", lang) for field in t.fields)}
            for t in found.targets if (one := t.after or t.before)]
    rows += [{column["turn"]: f"{SHAPES[m.turn]} {text(f'import.turn_{m.turn}', lang)}", column["id"]: "", column["name"]: m.name,
              column["before"]: wan_text(m.before, lang), column["after"]: wan_text(m.after, lang), column["fields"]: text("import.field_money", lang)}
             for m in found.money]
    st.dataframe(rows, hide_index=True, height="content" if len(rows) < 20 else 720, alt=text("import.changes", lang))
