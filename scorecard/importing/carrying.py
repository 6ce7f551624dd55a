"""What a unit's budget in force says of the same programmes, lines and indicators goes on in the next one.

Within a year an indicator that is still there keeps its id, since facts name it, and the budget lines that payments are booked on stay. A new
year is numbered as printed. Measure, line, whole-unit indicator, rhythm and English name go on in both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from scorecard.model import Budget, BudgetLine, Indicator, Programme


def carry(budget: Budget, known: Mapping[tuple[str, int], Budget]) -> Budget:
    """What the unit's budget in force (of this year, else of the last before it) says of the same programmes, lines and indicators."""
    unit_code, year = budget.unit.unit_code, budget.fiscal_year
    before = known.get((unit_code, max((y for code, y in known if code == unit_code and y <= year), default=year)))
    if before is None:
        return budget
    same_year = before.fiscal_year == year
    old_programmes = {(p.form, p.name, p.direction): p for p in before.programmes}
    renamed, taken = {}, {p.programme_id for p in before.programmes} if same_year else set()
    for p in budget.programmes:
        old = old_programmes.get((p.form, p.name, p.direction)) or _only(before.programmes, budget.programmes, p)
        renamed[p.programme_id] = old.programme_id if old and same_year else _free(p.programme_id, taken) if same_year else p.programme_id
        taken.add(renamed[p.programme_id])
    names_en = {(p.form, p.name): p.name_en for p in before.programmes}
    programmes = tuple(replace(p, programme_id=renamed[p.programme_id], name_en=names_en.get((p.form, p.name))) for p in budget.programmes)
    old_lines = {b.name: b for b in before.budget_lines}
    lines = tuple(replace(b, programme_id=renamed[b.programme_id], name_en=old_lines[b.name].name_en if b.name in old_lines else None)
                  for b in budget.budget_lines)
    lines = _lines_kept(lines, before, programmes) if same_year else lines
    matched = _matched(budget, before, renamed)
    ids, used = {}, {old.indicator_id for old in matched.values()} if same_year else set()
    used |= {i.indicator_id for i in before.indicators} if same_year else set()
    for i in budget.indicators:
        ids[i.indicator_id] = matched[i.indicator_id].indicator_id if same_year and i.indicator_id in matched else _free(i.indicator_id, used)
        used.add(ids[i.indicator_id])
    line_names = {b.name for b in lines}
    new_of = {old.indicator_id: ids[new] for new, old in matched.items()}
    indicators = tuple(_kept(replace(i, indicator_id=ids[i.indicator_id], programme_id=renamed[i.programme_id], part_of=ids.get(i.part_of or "")),
                             matched.get(i.indicator_id), line_names, new_of) for i in budget.indicators)
    questions = tuple(replace(q, indicator_ids=tuple(ids.get(i, i) for i in q.indicator_ids)) for q in budget.open_questions)
    return replace(budget, unit=replace(budget.unit, name_en=before.unit.name_en), programmes=programmes, budget_lines=lines, indicators=indicators,
                   open_questions=questions)


def _only(before: Sequence[Programme], now: Sequence[Programme], programme: Programme) -> Programme | None:
    """The one programme of a form then, where there is one now: it may have been renamed."""
    there = [p for p in before if p.form == programme.form]
    return there[0] if len(there) == 1 == sum(p.form == programme.form for p in now) else None


def _free(wanted: str, used: set[str]) -> str:
    """The id, or the next free number after it."""
    stem, _, number = wanted.rpartition("-")
    n = int(number) if number.isdigit() and stem else 1
    while wanted in used:
        n += 1
        wanted = f"{stem or number}-{n:02d}" if stem else f"{number}-{n}"
    return wanted


def _matched(budget: Budget, before: Budget, renamed: Mapping[str, str]) -> dict[str, Indicator]:
    """For each new indicator the old one of the same form, programme, category and name; each old one once."""
    old_names = {p.programme_id: (p.form, p.name, p.direction) for p in before.programmes}
    new_names = {p.programme_id: (p.form, p.name, p.direction) for p in budget.programmes}
    found: dict[str, Indicator] = {}
    for i in budget.indicators:
        for old in before.indicators:
            same_programme = old_names.get(old.programme_id) == new_names[i.programme_id] or old.programme_id == renamed[i.programme_id]
            if same_programme and old.form == i.form and (old.category, old.name) == (i.category, i.name) and old not in found.values():
                found[i.indicator_id] = old
                break
    return found


def _kept(indicator: Indicator, old: Indicator | None, lines: set[str], new_of: Mapping[str, str]) -> Indicator:
    """An indicator with what was settled of it before: measure, line, whole, rhythm, English name; as long as they still exist."""
    if old is None:
        return indicator
    line = old.budget_line if old.budget_line in lines else indicator.budget_line
    measure = old.measure if old.measure != "spending" or line else indicator.measure
    return replace(indicator, name_en=old.name_en, rhythm=old.rhythm, measure=measure, budget_line=line if measure == "spending" else None,
                   part_of=new_of.get(old.part_of or "") or indicator.part_of)


def _lines_kept(lines: Sequence[BudgetLine], before: Budget, programmes: Sequence[Programme]) -> tuple[BudgetLine, ...]:
    """Within a year the lines of a programme stay, payments being booked on them; a single one takes the programme's new money."""
    found: list[BudgetLine] = []
    for p in programmes:
        old, new = ([b for b in there if b.programme_id == p.programme_id] for there in (before.budget_lines, lines))
        if not old or {b.name for b in old} == {b.name for b in new}:
            found += new
        elif len(old) == len(new) == 1:
            found.append(replace(old[0], original_budget_yuan=new[0].original_budget_yuan))
        else:
            found += old
    return tuple(found)
