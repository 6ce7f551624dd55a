"""填报: pick what happened, fill its few fields, see what it will change, save; correct or withdraw what was logged."""

import streamlit as st

from scorecard import recording, ui, ui_forms, wall
from scorecard.auth import Action
from scorecard.forms import FormField, form_fields, loggable, raw_fact
from scorecard.i18n import field_name, text, unmarked
from scorecard.listing import shown, summary
from scorecard.model import Budget
from scorecard.palette import primary_label, status_label
from scorecard.sentences import label, value_text
from scorecard.ui_entries import show_recent
from scorecard.ui_header import header


def ask(question: FormField, key: str, budget: Budget, lang: str) -> object:
    """The widget of one field; what it holds as a fact's value."""
    words = f"{question.label} *" if question.required else question.label
    if question.choices is not None:
        options, choices = list(question.choices), question.choices
        index = options.index(question.default) if question.default in options else None
        return st.selectbox(words, options, index, format_func=lambda o: choices.get(o, o), key=key, placeholder="",
                            accept_new_options=question.name == "economic_code")
    if question.kind == "whole":
        return st.number_input(words, min_value=0, step=1, value=question.default, key=key)
    if question.kind == "yes_no" and question.required:
        return st.segmented_control(words, [True, False], default=question.default, format_func=lambda v: shown("", v, budget, lang), key=key)
    if question.kind == "day":
        return st.date_input(words, question.default, key=key, format="YYYY-MM-DD")
    if question.kind == "yes_no":
        return st.checkbox(words, bool(question.default), key=key) or None
    return (st.text_area if question.kind == "long" else st.text_input)(words, question.default or "", key=key)


def page() -> None:
    """The page. All in a function: what a widget holds on to would otherwise keep the whole page in memory as long as the session."""
    selection = ui.select()
    lang, store, latest = selection.lang, selection.store, ui.latest(selection)
    view = ui.view(selection)
    budget = view.budget
    header(selection, text("page.record", lang), text("record.subtitle", lang))
    ui.only_for(selection, Action.RECORD)

    entries = ui.entries(selection, 1000)
    by_key = {entry.fact.op_key: entry for entry in entries}
    saved = by_key.get(st.query_params.get("saved", ""))
    if saved is not None:
        with st.container(border=True):
            done = "already" if "again" in st.query_params else "withdrawn" if saved.fact.withdraws else "corrected" if saved.fact.supersedes else "saved"
            st.success(text(f"record.{done}", lang, kind=text(f"kind.{saved.fact.kind}", lang)), icon=":material/check_circle:")
            st.text(summary(by_key.get(saved.fact.withdraws or "", saved).fact, budget, lang))
            for b, a in recording.changes(recording.before(store, saved, latest.situation), latest.assessments):
                st.markdown(f"{unmarked(label(a, lang))}　**{value_text(b, lang)} → {value_text(a, lang)}**　{status_label(a.status, lang)}")

    correcting = by_key.get(st.query_params.get("correct", ""))
    op_key = ui_forms.op_key()
    if correcting is not None:
        kind = correcting.fact.kind
        st.button(text("record.cancel", lang), icon=":material/close:", on_click=ui_forms.start_anew, kwargs={"rerun": False})
    else:
        kind = st.pills(text("record.what", lang), loggable(budget), default="recall", required=True, wrap=True, key="record_kind",
                        format_func=lambda k: text(f"kind.{k}", lang))
    form, effect = st.columns([3, 2], gap="large")
    with form.container(border=True):
        st.markdown(f"## {text('record.correcting' if correcting else 'record.new', lang, kind=text(f'kind.{kind}', lang))}")
        fields = form_fields(kind, budget, lang, correcting.fact if correcting else None)
        key = f"{op_key}.{correcting.fact.op_key if correcting else kind}"
        day = correcting.fact.occurred_on if correcting else selection.default_as_of
        answers: dict[str, object] = {}
        short = [FormField("occurred_on", field_name("occurred_on", lang), "day", True, True, None, day), *(f for f in fields if f.short)]
        for at in range(0, len(short), 2):  # row by row, so that the two columns stay level and Tab goes left to right
            for column, question in zip(st.columns(2), short[at:at + 2], strict=False):
                with column:
                    answers[question.name] = ask(question, f"{key}.{question.name}", budget, lang)
        with st.expander(text("record.more", lang)):
            for question in (f for f in fields if not f.short):
                answers[question.name] = ask(question, f"{key}.{question.name}", budget, lang)
            for name in ("evidence", "note"):
                answers[name] = st.text_input(field_name(name, lang), (getattr(correcting.fact, name) if correcting else "") or "", key=f"{key}.{name}")
        raw = raw_fact(kind, answers, budget, op_key, correcting.fact.op_key if correcting else None)
        if st.button(primary_label(text("record.save", lang), selection.palette), type="primary", icon=":material/check:", key="record_save"):
            problems = recording.save(store, raw, today=selection.today, by=selection.by)
            if not problems:
                ui_forms.start_anew(saved=op_key, again=op_key in by_key)
            ui.show_problems(problems, lang)
        st.caption(text("record.cannot_delete", lang))
    with effect.container(border=True):
        st.markdown(f"## {text('record.effect', lang)}")
        after = recording.preview(store, raw, latest.situation, today=selection.today)
        changed = recording.changes(latest.assessments, after) if after is not None else []
        if changed:
            ui.show(wall.effect_html(changed, selection.palette, lang), "effect")
        else:
            st.caption(text("record.effect_waiting" if after is None else "record.effect_none", lang))

    st.header(text("record.recent", lang), anchor=False)
    if entries:
        show_recent(selection, view, entries)
    else:
        st.info(text("record.none_yet", lang))
    if not (change := st.expander(text("record.pick", lang), key="record_change", on_change="rerun")).open:
        return  # a year's entries are listed for whoever wants to change one, not for everybody who logs one
    lines = {e.fact.op_key: f"{e.fact.occurred_on} {text(f'kind.{e.fact.kind}', lang)} {summary(e.fact, budget, lang)}"
             for e in entries if e.replaced_by is None and not e.fact.withdraws}
    with change, st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.selectbox(text("record.pick", lang), lines, None, lambda k: lines.get(k, k), f"pick.{op_key}", placeholder="", label_visibility="collapsed")
        st.button(text("record.correct", lang), icon=":material/edit:", disabled=picked is None, on_click=ui_forms.start_anew, args=("", picked or "", False))
        with st.popover(text("record.withdraw", lang), icon=":material/undo:", disabled=picked is None):
            reason = st.text_input(text("record.withdraw_reason", lang), key=f"reason.{op_key}")
            if st.button(primary_label(text("record.withdraw_confirm", lang), selection.palette), type="primary", key="record_withdraw"):
                problems = recording.save(store, {"op_key": op_key, "withdraws": picked, "note": reason, "unit": selection.unit_code},
                                          today=selection.today, by=selection.by)
                if not problems:
                    ui_forms.start_anew(saved=op_key)
                ui.show_problems(problems, lang)


page()
