"""指标: one indicator: gauge, path against plan, the entries behind the number, the printed target, the SQL."""

from decimal import Decimal

import streamlit as st

from scorecard import charts, path_chart, settings, ui, wall
from scorecard.assessment import Assessment, Shape
from scorecard.auth import Action
from scorecard.forecast import Ground
from scorecard.i18n import amount, category, figure, measure_word, name_of, number, percent, places_of, tables_text, text, unmarked
from scorecard.outlook import outlook, possibility
from scorecard.palette import status_label
from scorecard.sentences import expected_text, logged_text, sentence, target_text
from scorecard.ui_entries import show_entries, show_meetings
from scorecard.ui_header import header
from scorecard.ui_plan import plan_form

selection = ui.select()
lang, palette = selection.lang, selection.palette
view = ui.view(selection)
of_id = {a.indicator.indicator_id: a for a in view.assessments}
asked = st.query_params.get("id") or st.session_state.get("pick_indicator")
worst = min(view.assessments, key=lambda a: a.status.severity).indicator.indicator_id
a = of_id.get(str(asked)) or of_id[worst]
indicator, word = a.indicator, a.indicator.target.measure_word
programme = view.budget.programme(indicator.programme_id)
said = sentence(a, lang)
drawing = (view.stamp, indicator.indicator_id, palette.name, lang)


def href(part: Assessment) -> str:
    """Where a part leads."""
    return selection.href("indicator", id=part.indicator.indicator_id)


header(selection, unmarked(name_of(indicator, lang)), text(
    "indicator.subtitle", lang, table=tables_text([indicator.form], lang), programme=unmarked(name_of(programme, lang)),
    dimension=text(f"dimension.{indicator.dimension}", lang), category=category(indicator.category, lang), target=target_text(a, lang)), heavy=True)
st.selectbox(text("indicator.choose", lang), list(of_id), list(of_id).index(indicator.indicator_id), key=f"indicator_{indicator.indicator_id}",
             format_func=lambda i: f"{i} {name_of(of_id[i].indicator, lang)} · {text(f'status.{of_id[i].status}', lang)}", label_visibility="collapsed",
             on_change=lambda: st.query_params.update(id=st.session_state[f"indicator_{indicator.indicator_id}"]))
st.query_params["id"] = indicator.indicator_id

left, right = st.columns([2, 3])
with left:
    st.markdown(f"{status_label(a.status, lang)} · {logged_text(a, lang)} · {text(f'rhythm.{indicator.rhythm}', lang)}")
    gauge = ui.drawn((*drawing, "gauge"), lambda: charts.gauge_figure(a, palette, lang))
    st.plotly_chart(gauge, config=charts.config(lang), theme=None, alt=f"{name_of(indicator, lang)}: {said}")
with right:
    st.header(said, anchor=False)
    metrics = st.columns(4)
    of_word = f" · {measure_word(word, lang)}" if word else ""  # beside the label: a long word would cut the number
    monthly = text("indicator.at_most_monthly" if a.shape is Shape.CAP else "indicator.required", lang)
    metrics[0].metric(monthly + of_word, number(a.required_rate, places_of(word) or 1))
    metrics[1].metric(text("indicator.expected", lang) + of_word, number(a.expected, places_of(word) or 1) if expected_text(a, lang) else "—")
    metrics[2].metric(text("indicator.achieved", lang), percent(a.achievement_rate, 999))
    metrics[3].metric(text("indicator.left", lang), text("indicator.days", lang, days=a.days_left) if a.days_left >= 0 else "—")
    ahead = outlook(a, view.situation)
    if isinstance(ahead, Ground):
        st.caption(text("outlook.none", lang, why=text(f"ground.{ahead}", lang)))
    elif ahead.value is not None and not a.closed:
        st.markdown(text("outlook.found", lang, value=amount(ahead.value, word, lang), low=figure(ahead.low, word), high=figure(ahead.high, word),
                         chance=f"{number(Decimal(ahead.probability) * 100)}%", answer=text(f"possibility.{possibility(ahead)}", lang)))
    parts = [p for p in view.assessments if indicator.indicator_id == p.indicator.part_of]
    if parts:
        strips = [wall.parts_html([p], p.status, palette, lang, href, alone=True) for p in parts]
        ui.show(wall.floating([wall.row(strip) for strip in strips]), "parts")

path = ui.drawn((*drawing, "path"), lambda: path_chart.path_figure(a, view.budget.plan(indicator.indicator_id), palette, lang))
if path is not None:
    st.header(text("indicator.path", lang), anchor=False)
    st.plotly_chart(path, config=charts.config(lang), theme=None, alt=text("indicator.path_alt", lang, sentence=said))

show_entries(selection, view, a)
show_meetings(selection, a)

printed, doubts = st.columns([3, 2])
with printed.container(border=True, height="stretch"):
    st.markdown(f"### {text('indicator.printed', lang, form=indicator.form, category=category(indicator.category, lang))}")
    st.text(indicator.cell_text)
    st.caption(text("indicator.read_as", lang))
    st.text(f"{indicator.target_text} → {target_text(a, lang)}")
with doubts.container(border=True, height="stretch"):
    st.markdown(f"### :violet[◐] {text('indicator.open_question', lang)}")
    for question in view.budget.questions_about(indicator.indicator_id):
        st.text(question.text_zh if lang == "zh" else question.text_en)
    if not view.budget.questions_about(indicator.indicator_id):
        st.caption(text("indicator.no_question", lang))

if a.expected is not None and selection.may(Action.PLAN):
    plan_form(selection, view.budget, a)
statement = st.expander(text("indicator.sql", lang), icon=":material/database:", key="indicator_sql", on_change="rerun")
if statement.open:
    with statement:
        st.code((settings.QUERIES / "measures" / f"{indicator.measure}.sql").read_text(encoding="utf-8"), language="sql")
        st.caption(text("indicator.sql_values", lang, unit=selection.unit_code, year=selection.fiscal_year, day=selection.as_of.isoformat()))
