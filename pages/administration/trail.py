"""审计: every write and every denied try, who, when, what, before and after, from where; nothing here can be changed."""

from datetime import UTC, date, datetime, time, timedelta

import streamlit as st

from scorecard import settings, ui
from scorecard.auth import Action
from scorecard.exporting.audit_csv import audit_csv
from scorecard.i18n import text
from scorecard.ui_header import header
from scorecard.ui_visitor import moment, verified

MOST = 500
ALL = 1_000_000
selection = ui.select(empty=True)
lang, store, zone = selection.lang, ui.store_of(False), settings.timezone()
header(selection, text("page.trail", lang), text("trail.subtitle", lang))
actions = {str(action): text(f"action.{action}", lang) for action in Action}
outcomes = {outcome: text(f"outcome.{outcome}", lang) for outcome in ("done", "denied")}
cells = st.columns(4)
actor = cells[0].text_input(text("trail.actor", lang), max_chars=60, key="trail_actor")
action = cells[1].selectbox(text("trail.action", lang), ["", *actions], format_func=lambda a: actions.get(a, text("trail.any", lang)), key="trail_action")
outcome = cells[2].selectbox(text("trail.outcome", lang), ["", *outcomes], format_func=lambda o: outcomes.get(o, text("trail.any", lang)), key="trail_outcome")
days = cells[3].date_input(text("trail.days", lang), (selection.today - timedelta(days=30), selection.today), format="YYYY-MM-DD", key="trail_days")
first, last = (days if isinstance(days, tuple) and len(days) == 2 else (selection.today - timedelta(days=30), selection.today))


def utc(day: date) -> datetime:
    """The beginning of a day on the unit's clock, as naive UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC).replace(tzinfo=None)


asked = {"actor": actor, "action": action, "outcome": outcome, "since": utc(first), "until": utc(last + timedelta(days=1))}
records = store.ask("audit/latest", **asked, most=MOST)


def row(r: dict[str, object]) -> dict[str, object]:
    """One record in the reader's words."""
    address = r["address"] or text(f"way.{r['way']}", lang)
    told = (str(r["number"]), moment(r["recorded_at"]), r["actor"] or text(f"way.{r['way']}", lang), address, r["unit_code"], actions[str(r["action"])],
            outcomes[str(r["outcome"])], r["subject"], r["before"], r["after"])
    return dict(zip(columns, told, strict=True))


columns = [text(f"trail.{name}", lang) for name in ("number", "at", "actor", "address", "unit", "action", "outcome", "subject", "before", "after")]
shown = [row(record) for record in records]
if shown:
    st.dataframe(shown, hide_index=True, height=min(38 + 35 * len(shown), 560), alt=text("page.trail", lang),
                 column_config={text("trail.action", lang): st.column_config.TextColumn(width=160)})
    st.caption(text("trail.shown", lang, many=len(shown), most=MOST))
else:
    st.info(text("trail.none", lang))
with st.container(horizontal=True, vertical_alignment="center"):
    st.download_button(text("trail.export", lang), lambda: audit_csv(store.ask("audit/latest", **asked, most=ALL)), f"audit_{first}_{last}.csv", "text/csv",
                       icon=":material/download:", on_click="ignore")
    verify = st.button(text("trail.verify", lang), icon=":material/verified:")
if verify:
    findings, head = verified(store)
    if findings:
        st.error(text("trail.broken", lang, many=len(findings)), icon=":material/gpp_bad:")
        for found in findings[:20]:
            st.text(f"• {text(f'finding.{found.rule}', lang)} {found.op_key} ({found.detail})")
    else:
        st.success(text("trail.whole", lang, number=head.number, hash=head.hash[:16] or "—"), icon=":material/verified:")
