"""Journal entries in words, for tables and confirmations: when, what, who, in what state. Plain text, never interpreted."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, tzinfo
from decimal import Decimal

import pyarrow

from scorecard.assessment import Assessment
from scorecard.facts import FACTS, Fact, own_fields
from scorecard.i18n import field_name, name_of, number, text
from scorecard.meetings import Decision, Note, Step
from scorecard.model import Budget, Entry

LEADING = ("recall_number", "title", "voucher", "name", "budget_line", "producer", "product", "amount_yuan", "lots", "indicator", "band",
           "assessed", "passed", "valid", "satisfied", "value", "document", "evidence_text", "compliant", "reason")
"""The fields that tell an entry apart, most telling first."""
LONGEST = 60


def table(rows: Sequence[Mapping[str, object]]) -> pyarrow.Table:
    """Rows in the form in which a browser gets them: made once where they are kept; Streamlit makes it on every run, which takes 50 times as long."""
    return pyarrow.Table.from_pylist(rows)


def shown(name: str, value: object, budget: Budget, lang: str) -> str:
    """A field's value in words."""
    if name == "indicator":
        indicator = budget.indicator(str(value))
        return indicator.name if indicator else str(value)
    if isinstance(value, bool):
        return text("listing.yes" if value else "listing.no", lang)
    if name in ("band", "status"):
        return text(f"{'band' if name == 'band' else 'recall_status'}.{value}", lang)
    if name == "amount_yuan" and isinstance(value, Decimal):
        return text("listing.yuan", lang, amount=number(value, 2))
    return str(value)


def summary(fact: Fact, budget: Budget, lang: str) -> str:
    """One line that tells the fact apart: ZH-2025-010 · 某电器 · 电热水壶 · 批次数 1."""
    own = {f.name for f in own_fields(FACTS[fact.kind])}
    labelled = ("lots", "assessed", "passed", "valid", "satisfied", "value", "compliant")
    parts = []
    for name in LEADING:
        value = getattr(fact, name, None)
        if name not in own or value in (None, "") or (name == "compliant" and value):
            continue
        words = shown(name, value, budget, lang)[:LONGEST]
        parts.append(f"{field_name(name, lang)} {words}" if name in labelled else words)
    return " · ".join(parts)


def state(entry: Entry, lang: str) -> str:
    """正常, 更正后, 已更正, 已撤回, 撤回."""
    if entry.fact.withdraws:
        return text("listing.withdrawal", lang)
    if entry.replaced_how:
        return text(f"listing.{entry.replaced_how}", lang)
    return text("listing.correction" if entry.fact.supersedes else "listing.current", lang)


def behind(a: Assessment, entries: Sequence[Entry]) -> list[Entry]:
    """The entries that an indicator's number is made of, the newest first."""
    counted = {increment.entry_id for increment in a.increments}
    return sorted((e for e in entries if e.entry_id in counted), key=lambda e: (e.fact.occurred_on, e.recorded_at), reverse=True)


def entry_rows(entries: Sequence[Entry], budget: Budget, lang: str, zone: tzinfo) -> list[dict[str, str]]:
    """Entries as rows of a table, every cell text."""
    forms = {p.programme_id: p.form for p in budget.programmes}  # one that an adjusted budget no longer has shows as its id
    columns = [text(f"listing.{name}", lang) for name in ("occurred", "kind", "content", "counts_for", "recorded", "by", "evidence", "state")]
    rows = []
    for entry in entries:
        fact, local = entry.fact, entry.recorded_at.replace(tzinfo=UTC).astimezone(zone)
        late = text("listing.late", lang) if (local.date() - fact.occurred_on).days > 7 else ""
        content = summary(fact, budget, lang) or fact.note or fact.withdraws or ""
        cells = (fact.occurred_on.isoformat(), text(f"kind.{fact.kind}", lang), content,
                 text("header.tables", lang, forms=forms.get(fact.programme_id, fact.programme_id)), f"{local:%Y-%m-%d %H:%M}{late}", entry.recorded_by,
                 fact.evidence or "", state(entry, lang))
        rows.append(dict(zip(columns, cells, strict=True)))
    return rows


def decision_rows(decisions: Sequence[Decision], budget: Budget, lang: str, as_of: date, zone: tzinfo) -> list[dict[str, str]]:
    """Decisions as rows of a table, every cell text; the history oldest first."""
    columns = [text(f"decision.column_{name}", lang) for name in ("wording", "owner", "due", "state", "indicator", "made", "history")]
    rows = []
    for decision in decisions:
        now, late, indicator = decision.now, decision.overdue_days(as_of), budget.indicator(decision.now.indicator_id)
        standing = text("decision.overdue", lang, days=late) if late else text(f"decision.state_{now.state}", lang)
        history = "; ".join(_step(step, lang, zone) for step in decision.steps[1:])
        cells = (now.wording, now.owner, now.due_on.isoformat(), standing, name_of(indicator, lang) if indicator else "",
                 decision.steps[0].held_on.isoformat(), history)
        rows.append(dict(zip(columns, cells, strict=True)))
    return rows


def meeting_rows(decisions: Sequence[Decision], notes: Sequence[Note], indicator_id: str, lang: str) -> list[dict[str, str]]:
    """What meetings said of an indicator, the latest first: a conclusion, or a decision with whose it is, until when, and how it stands."""
    columns = [text(f"listing.{name}", lang) for name in ("meeting", "said", "standing")]
    said = [(n.held_on, n.wording, "") for n in notes if n.indicator_id == indicator_id]
    for d in decisions:
        if d.now.indicator_id == indicator_id:
            standing = f"{d.now.owner} · {d.now.due_on.isoformat()} · {text(f'decision.state_{d.now.state}', lang)}"
            said.append((d.steps[0].held_on, d.now.wording, standing))
    return [dict(zip(columns, (held_on.isoformat(), *words), strict=True)) for held_on, *words in sorted(said, key=lambda row: row[0], reverse=True)]


def _step(step: Step, lang: str, zone: tzinfo) -> str:
    on = step.recorded_at.replace(tzinfo=UTC).astimezone(zone).date().isoformat() if step.recorded_at else ""
    return text("decision.step_why" if step.reason else "decision.step", lang, day=on, state=text(f"decision.state_{step.state}", lang), reason=step.reason)
