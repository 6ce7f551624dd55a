"""An Assessment in one sentence, in Chinese and English: for card, alt text, minutes, report and mail.

Where we should be; where we are; what it takes. No adjectives, no blame; every number is computed. Clauses are joined by ；
so that a narrow picture can drop the last one whole.
"""

from datetime import date
from decimal import Decimal

from scorecard.assessment import Assessment, Shape, Status
from scorecard.changes import Since
from scorecard.evaluation import Sheet
from scorecard.i18n import (
    NOTHING,
    YUAN_PER_WAN,
    amount,
    day,
    figure,
    full_day,
    name_of,
    number,
    places_of,
    round_half_up,
    tables_text,
    text,
    wan,
    wan_text,
    with_word,
)
from scorecard.measures import MEASURES, PER_WHOLE, YUAN_PER, MeasureKind
from scorecard.scoring import Ruled


def sentence(a: Assessment, lang: str) -> str:
    """The assessment's sentence."""
    return text("sentence.join", lang).join(clauses(a, lang))


def clauses(a: Assessment, lang: str) -> list[str]:
    """The sentence's clauses, the first one the most important."""
    if a.status is Status.NO_ENTRY:
        return [text("sentence.no_entry", lang), text("sentence.first_step", lang, kind=text(f"kind.{MEASURES[a.indicator.measure].fact_kind}", lang))]
    if a.status is Status.STALE:
        return _stale(a, lang)
    judged = {Shape.COUNT: _count, Shape.CAP: _cap, Shape.EXECUTION: _execution, Shape.DEADLINE: _deadline, Shape.QUALITATIVE: _qualitative}
    return judged.get(a.shape, _ratio)(a, lang)


def label(a: Assessment, lang: str) -> str:
    """An indicator with its table: 23表 · 缺陷产品召回次数."""
    return f"{tables_text([a.indicator.form], lang)} · {name_of(a.indicator, lang)}"


def change_text(before: Assessment, after: Assessment, lang: str) -> str:
    """What a fact changes: 23表 · 缺陷产品召回次数: 9 次 → 10 次."""
    return text("sentence.change", lang, name=label(after, lang), before=value_text(before, lang), after=value_text(after, lang))


def since_sentences(since: Since, lang: str) -> list[str]:
    """What changed since a meeting, the most important first: groups, turns, score, entries."""
    words = [text(f"since.group_{name}", lang, then=then, now=now) for name, (then, now) in since.groups.items() if then != now]
    said = [text("sentence.join", lang).join(words)] if words else [text("since.groups_same", lang)]
    worse, better = (sum(change.turn == turn for change in since.changes) for turn in (-1, 1))
    if worse or better:
        said.append(text("since.turns", lang, worse=worse, better=better))
    if since.adjusted:
        said.append(text("since.adjusted", lang, targets=len(since.retargeted), came=len(since.came), went=len(since.went)))
    if since.total_before != since.total_after and since.total_before is not None:
        said.append(text("since.score", lang, then=number(since.total_before, 1), now=number(since.total_after, 1)))
    said.append(text("since.entries", lang, new=len(since.new), corrected=len(since.corrected), withdrawn=len(since.withdrawn)) if since.entries
                else text("since.no_entries", lang))
    return said


def adjusted_sentences(since: Since, lang: str) -> list[str]:
    """What an adjusted budget changed, indicator by indicator: another target, what came, what went."""
    return [*(text("since.retargeted", lang, name=label(c.after, lang), then=target_text(c.before, lang), now=target_text(c.after, lang))
              for c in since.retargeted),
            *(text("since.came", lang, name=label(a, lang), target=target_text(a, lang)) for a in since.came),
            *(text("since.went", lang, name=label(a, lang), target=target_text(a, lang)) for a in since.went)]


def how_scored(ruled: Ruled, lang: str) -> str:
    """By which rule a score came about, or why a person must judge."""
    return text(f"why.{ruled.why}" if ruled.why else f"rule.{ruled.rule}", lang)


def grade_text(sheet: Sheet, lang: str) -> str:
    """等级, or how many points are open before there is one."""
    return text(f"grade.{sheet.grade}", lang) if sheet.grade else text("evaluation.grade_open", lang, points=number(sheet.open_points, 2))


def value_text(a: Assessment, lang: str) -> str:
    """What stands in the middle of the gauge, in words: 10 次, 95.8%, 达成, 12月18日, —."""
    if a.shape is Shape.QUALITATIVE:
        return text(f"band.{a.band}", lang) if a.band else NOTHING
    if a.shape is Shape.DEADLINE:
        return day(a.completed_on, lang) if a.completed_on else NOTHING
    return amount(a.value, a.indicator.target.measure_word, lang)


def target_text(a: Assessment, lang: str, word: bool = True) -> str:
    """The target as it stands on the card: ≥20 次, ≤20.29 万元, =100%, 12月31日前, 逐步提升. word=False leaves out a measure word
    that is not a sign."""
    target = a.indicator.target
    if a.shape is Shape.QUALITATIVE:
        return target.wording or a.indicator.target_text
    if a.shape is Shape.DEADLINE:
        shown = day if a.deadline.year == a.as_of.year else full_day
        return text("sentence.before_day", lang, day=shown(a.deadline, lang))
    ends = [_short(end) for end in (target.low, target.high) if isinstance(end, Decimal)]
    if target.value is not None:
        sign = "=" if a.shape is Shape.EQUAL else {">=": "≥", "<=": "≤"}.get(target.comparison, "=")
        ends = [sign + _short(target.value)]
    unit = target.measure_word if word or target.measure_word in PER_WHOLE else None
    return with_word("–".join(ends), unit, lang) if ends else a.indicator.target_text or NOTHING


def expected_text(a: Assessment, lang: str) -> str:
    """应达 / 应在…内 by today, in words; empty where nothing is expected by now."""
    if a.expected is None or a.status is Status.DONE or a.closed:
        return ""
    return text("sentence.cap_by_now" if a.shape is Shape.CAP else "sentence.expected_by_now", lang, expected=_expected(a))


def logged_text(a: Assessment, lang: str) -> str:
    """How long ago the last entry was made (or, where it was typed in later, happened): 3 天前登记."""
    if a.days_since is None:
        return text("sentence.never_logged", lang)
    key = "happened" if a.hindsight else "logged"
    return text(f"sentence.{key}_today", lang) if a.days_since <= 0 else text(f"sentence.{key}_ago", lang, days=a.days_since)


def _short(value: Decimal) -> str:
    """A target's number with no more places than it was printed with, and thousands commas."""
    whole, _, places = f"{value:f}".partition(".")
    return f"{int(whole):,}" + (f".{places.rstrip('0')}" if places.rstrip("0") else "")


def _expected(a: Assessment) -> str:
    """Expected amounts: counts with one place, others like their values."""
    word = a.indicator.target.measure_word
    shown = number(a.expected, places_of(word) or 1)
    return shown + (word or "") if word in PER_WHOLE else shown


def _money(yuan: Decimal, lang: str) -> str:
    """An amount in 万元, or in yuan where two places of 万元 would show nothing of it."""
    return wan_text(yuan, lang) if abs(yuan) >= 100 else amount(yuan, "元", lang)


def _gap(a: Assessment, of: Decimal, lang: str) -> str:
    """A difference in the measure word; differences of rates are percentage points. Differences of paced counts have one place."""
    word = a.indicator.target.measure_word
    if word in PER_WHOLE:
        return text("sentence.points", lang, points=number(abs(of), 1))
    return with_word(number(abs(of), places_of(word) or (0 if of == of.to_integral_value() else 1)), word, lang)


def _stale(a: Assessment, lang: str) -> list[str]:
    first = text("sentence.stale", lang, days=a.days_since, rhythm=text(f"rhythm.{a.indicator.rhythm}", lang))
    if a.shape is Shape.DEADLINE:
        return [first, text("sentence.days_to", lang, day=day(a.deadline, lang), days=a.days_left)]
    return [first, text("sentence.stale_value", lang, value=value_text(a, lang))]


def _count(a: Assessment, lang: str) -> list[str]:
    target, word = a.indicator.target, a.indicator.target.measure_word
    aim = target.value if target.value is not None else target.low
    shown = amount(a.value, word, lang)
    if not isinstance(aim, Decimal) or a.value is None:
        return [text("sentence.value_only", lang, value=shown)]
    if target.comparison != ">=" and a.value > (target.high if isinstance(target.high, Decimal) else aim):
        return [text("sentence.over_exact", lang, value=shown, target=target_text(a, lang))]
    if a.value >= aim:
        reached = _reached_on(a, aim)
        first = text("sentence.reached_on", lang, day=day(reached, lang), value=shown) if reached else text("sentence.reached", lang, value=shown)
        return [first]
    if a.closed:
        return [text("sentence.missed", lang, value=shown, target=target_text(a, lang), gap=_gap(a, aim - a.value, lang))]
    if a.expected is None:
        return [text("sentence.below", lang, value=shown, gap=_gap(a, aim - a.value, lang))]
    key = "by_plan" if a.planned else "short_of" if a.value < a.expected else "ahead_of"
    out = [text(f"sentence.{key}", lang, expected=with_word(_expected(a), word, lang), value=shown,
                gap=_gap(a, round_half_up(a.value - a.expected, 1), lang))]
    if a.planned and a.next_step and a.next_step[1] > a.value:
        out.append(text("sentence.next_step", lang, month=text(f"month.m{a.next_step[0]}", lang), amount=with_word(_short(a.next_step[1]), word, lang)))
    elif a.required_rate is not None:
        out.append(text("sentence.required", lang, rate=with_word(number(a.required_rate, places_of(word) or 1), word, lang)))
    return out


def _reached_on(a: Assessment, aim: Decimal) -> date | None:
    """The day on which the running sum came to the target for good."""
    if MEASURES[a.indicator.measure].kind not in (MeasureKind.ADDITIVE, MeasureKind.STOCK) or MEASURES[a.indicator.measure].money:
        return None
    running, reached = Decimal(0), None
    for step in a.increments:
        running += step.numerator
        reached = (reached or step.occurred_on) if running >= aim else None
    return reached


def _cap(a: Assessment, lang: str) -> list[str]:
    word, cap = a.indicator.target.measure_word, a.indicator.target.value
    if a.value is None or cap is None:
        return [text("sentence.value_only", lang, value=amount(a.value, word, lang))]
    gap = _money((a.value - cap) * YUAN_PER[word], lang) if word in YUAN_PER else _gap(a, a.value - cap, lang)
    values = {"value": figure(a.value, word), "cap": with_word(_short(cap), word, lang), "gap": gap}
    if a.value > cap:
        return [text("sentence.over_cap", lang, **values)]
    if a.expected is None or a.closed:
        return [text("sentence.within_cap", lang, **values)]
    key = "cap_pace" if a.status is Status.ON_TRACK else "cap_fast"
    out = [text(f"sentence.{key}", lang, expected=with_word(_expected(a), word, lang), **values)]
    if a.required_rate is not None:
        out.append(text("sentence.at_most", lang, rate=with_word(number(a.required_rate, places_of(word) or 1), word, lang)))
    return out


def _against_target(a: Assessment, lang: str) -> str:
    """Above or below the target, in percentage points."""
    aim = a.indicator.target.value
    if a.value is None or aim is None:
        return text("sentence.value_only", lang, value=value_text(a, lang))
    gap = round_half_up(a.value - aim, 1)
    key = "on_target" if gap == 0 and a.value >= aim else "above_target" if a.value >= aim else "below_target"
    return text(f"sentence.{key}", lang, gap=_gap(a, a.value - aim, lang))


def _execution(a: Assessment, lang: str) -> list[str]:
    if a.numerator is not None and a.denominator is not None and a.numerator > a.denominator:
        return [text("sentence.overspent", lang, value=value_text(a, lang), gap=_money(a.numerator - a.denominator, lang))]
    if a.value is None or a.expected is None or a.closed or a.status is Status.DONE:
        return [text("sentence.executed", lang, value=value_text(a, lang)), _against_target(a, lang)]
    out = [text("sentence.execution", lang, expected=_expected(a), value=value_text(a, lang))]
    gap = round_half_up(a.value - (a.elapsed or Decimal(0)) * 100, 1)
    if a.indicator.target.measure_word == "%" and gap:
        out.append(text("sentence.ahead_of_time" if gap > 0 else "sentence.behind_time", lang, gap=_gap(a, gap, lang)))
    return out


def _ratio(a: Assessment, lang: str) -> list[str]:
    measure, aim = MEASURES[a.indicator.measure], a.indicator.target.value
    if a.numerator is None or a.denominator is None or aim is None:
        return [_against_target(a, lang)]
    misses = a.denominator - a.numerator
    if measure.money:
        fraction = aim / PER_WHOLE.get(a.indicator.target.measure_word or "", Decimal(1))
        out = [_against_target(a, lang), text("sentence.not_compliant", lang, amount=wan(misses)) if misses else text("sentence.all_compliant", lang)]
        short = fraction * a.denominator - a.numerator
        return out + ([text("sentence.to_mend", lang, amount=number(short / YUAN_PER_WAN, 2))] if short > 0 and not a.closed else [])
    goal = _short(aim) + (a.indicator.target.measure_word or "")
    values = {"base": number(a.denominator), "hits": number(a.numerator), "misses": number(misses), "target": goal}
    out = [text(f"sentence.{measure.name}_{'all' if misses == 0 else 'some' if a.shape is not Shape.EQUAL else 'missing'}", lang, **values)]
    if a.closed:
        out.append(_against_target(a, lang))
    elif a.shape is Shape.EQUAL and misses:
        out.append(text(f"sentence.{measure.name}_retake", lang, **values))
    elif a.spare is not None and a.value is not None:
        key, many = ("bears", a.spare + 1) if a.value >= aim else ("needs", a.spare)
        out.append(text(f"sentence.{measure.name}_{key}", lang, many=many, **values))
    return out


def _deadline(a: Assessment, lang: str) -> list[str]:
    if a.completed_on is not None:
        early = (a.deadline - a.completed_on).days
        key = "completed_early" if early > 0 else "completed_on_day" if early == 0 else "completed_late"
        return [text(f"sentence.{key}", lang, day=day(a.completed_on, lang), days=abs(early))]
    if a.closed:
        return [text("sentence.overdue" if a.days_left < 0 else "sentence.not_completed", lang, day=day(a.deadline, lang), days=-a.days_left)]
    key = "due_today" if a.days_left == 0 else "near" if a.status is Status.BEHIND else "not_due"
    return [text(f"sentence.{key}", lang, day=day(a.deadline, lang), days=a.days_left)]


def _qualitative(a: Assessment, lang: str) -> list[str]:
    if a.status is Status.UNSUPPORTED or a.evidence_on is None or not a.evidence_text:
        return [text("sentence.unsupported", lang, band=value_text(a, lang)), text("sentence.give_evidence", lang)]
    return [text("sentence.appraised", lang, day=day(a.evidence_on, lang), evidence=a.evidence_text.strip())]
