"""预算执行: lines and their money, money against result (双监控), and the sums of tables 21, 22, 23 that must agree."""

import streamlit as st

from scorecard import charts, ruler, ui
from scorecard.execution import LineExecution, execute, reconcile
from scorecard.i18n import name_of, number, percent, text, wan
from scorecard.plain_table import Share, table_html
from scorecard.ui_header import header

selection = ui.select()
lang, palette = selection.lang, selection.palette
SHAPES = {"at_risk": "◆", "behind": "▲", "on_track": "●"}
view = ui.view(selection)
spent = execute(view.situation, list(view.assessments))
checks = reconcile(view.situation)
total = spent.total
columns = {name: text(f"budget.{name}", lang) for name in ("line", "original", "adjustment", "final", "spent", "rate", "cap", "state")}
names = {name: text(f"budget.{name}", lang) for name in ("outcome", "relation", "left", "right", "difference")}


def state(line: LineExecution) -> str:
    """A line's status in shape and words, and which way it is off."""
    if line.status is None:
        return text("budget.no_payment", lang)
    mark = f"{SHAPES[line.status]} {text(f'status.{line.status}', lang)}"
    return mark if line.status == "on_track" else f"{mark} · {text('budget.fast' if line.fast else 'budget.slow', lang)}"


def lines() -> str:
    """The lines of the budget, and their total."""
    return table_html([{columns["line"]: name_of(li.line, lang) if li.line else text("budget.total", lang), columns["original"]: wan(li.original_yuan),
                        columns["adjustment"]: wan(li.adjusted_yuan), columns["final"]: wan(li.final_yuan), columns["spent"]: wan(li.spent_yuan),
                        columns["rate"]: Share(li.rate), columns["cap"]: wan(li.cap_yuan), columns["state"]: state(li)} for li in (*spent.lines, total)],
                      text("budget.lines", lang), palette, [columns[c] for c in ("original", "adjustment", "final", "spent", "cap")], total=True)


def sums() -> str:
    """The sums that must agree."""
    return table_html([{names["outcome"]: text("budget.equal" if check.holds else "budget.open", lang), names["relation"]: text(f"sum.{check.rule}", lang),
                        names["left"]: check.left, names["right"]: check.right, names["difference"]: check.difference} for check in checks],
                      text("budget.sums", lang), palette, [names[c] for c in ("left", "right", "difference")])


header(selection, text("page.budget", lang), heavy=True)
money = text("budget.wan", lang)
top = st.columns(4)
adjusted = text("budget.unadjusted", lang, original=wan(total.original_yuan)) if not total.adjusted_yuan else text(
    "budget.adjusted", lang, original=wan(total.original_yuan), adjusted=wan(total.adjusted_yuan))
target = next((a for a in view.assessments if a.indicator.measure == "execution_rate"), None)
aim = None
if target is not None and target.expected is not None:
    aim = text("budget.aim", lang, target=number(target.indicator.target.value), expected=number(target.expected, 1))
top[0].metric(text("budget.final", lang), f"{wan(total.final_yuan)} {money}", adjusted, delta_color="off", delta_arrow="off", border=True)
top[1].metric(text("budget.spent", lang), f"{wan(total.spent_yuan)} {money}", text("budget.remaining", lang, amount=wan(total.final_yuan - total.spent_yuan)),
              delta_color="off", delta_arrow="off", border=True)
top[2].metric(text("budget.rate", lang), percent(total.rate), aim, delta_color="off", delta_arrow="off", border=True)
top[3].metric(text("budget.not_compliant", lang), f"{wan(spent.not_compliant_yuan)} {money}", text("budget.payments", lang, many=spent.not_compliant),
              delta_color="off", delta_arrow="off", border=True)

st.header(text("budget.beside", lang), anchor=False)
beside = ui.drawn((view.stamp, "beside", palette.name, lang),
                  lambda: ruler.money_and_result_figure(spent.programmes, spent.elapsed, selection.as_of, palette, lang))
st.plotly_chart(beside, config=charts.config(lang), theme=None, alt="; ".join(ruler.row_sentence(row, lang) for row in spent.programmes))

st.header(f"{text('budget.lines', lang)} :gray[{text('budget.in_wan', lang)}]", anchor=False)
ui.show(ui.drawn((view.stamp, "lines", palette.name, lang), lines), "lines")

with st.container(border=True):
    agreeing = sum(check.holds for check in checks)
    counted = text("budget.sums_counted", lang, equal=agreeing, open=len(checks) - agreeing)
    st.markdown(f"### {text('budget.sums', lang)} :gray[{counted}]")
    ui.show(ui.drawn((view.stamp, "sums", palette.name, lang), sums), "sums")
with st.container(border=True):
    st.markdown(f"### :violet[◐] {text('indicator.open_question', lang)}")
    columns_of_two = st.columns(2, gap="large")
    for place, question in enumerate(view.budget.open_questions):
        columns_of_two[place % 2].text(f"{question.question_id}  {question.text_zh if lang == 'zh' else question.text_en}")
