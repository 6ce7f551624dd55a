"""What the journal says about new facts: already there, correcting or withdrawing what, or twice the same number.

Pure: `store.record` fetches what stands in the journal and asks `settle`; nothing here reads or writes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scorecard.checking import Withdrawal
from scorecard.facts import FACTS, Fact
from scorecard.problems import Problem

UNIQUE = {"recall": "recall_number", "payment": "voucher"}
"""The field that two facts of a kind may not share within a unit and year."""


@dataclass(frozen=True)
class Standing:
    """What of the journal bears on some new facts.

    known: op_key -> the fact already recorded under it. replaced: op_key -> the op_key of the entry that corrected or
    withdrew it. numbers: (unit, year, kind, number) -> the op_key of the current fact that has it.
    """

    known: Mapping[str, Fact]
    replaced: Mapping[str, str]
    numbers: Mapping[tuple[str, int, str, str], str]


@dataclass(frozen=True)
class Recorded:
    """What a write did: the op_keys written, those that were there already, and of these the ones with other content."""

    new: tuple[str, ...]
    already: tuple[str, ...]
    differing: tuple[str, ...]


@dataclass
class Settled:
    """The facts to write, in order; the op_keys that were there already; the problems, any of which stops all."""

    new: list[Fact] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)  # already there, with other content: kept as it was
    problems: list[Problem] = field(default_factory=list)

    @property
    def recorded(self) -> Recorded:
        """By op_key, what is done once it is written."""
        return Recorded(tuple(f.op_key for f in self.new), tuple(self.already), tuple(self.differing))


def number_of(fact: Fact) -> tuple[str, int, str, str] | None:
    """The key that must be unique among current facts, or None for a kind that has no number."""
    own = UNIQUE.get(fact.kind)
    return (fact.unit_code, fact.fiscal_year, fact.kind, str(getattr(fact, own))) if own and not fact.withdraws else None


def settle(facts: Sequence[Fact | Withdrawal], lines: Sequence[int], standing: Standing) -> Settled:
    """Hold new facts against the journal. The order of the facts does not matter: a correction may stand before its original.

    lines: where each fact stands in its file, for the problems' sake.
    """
    out = Settled()
    by_key: dict[str, Fact] = dict(standing.known)
    waiting: list[tuple[Fact | Withdrawal, int]] = []
    seen: dict[str, Fact | Withdrawal] = {}
    for fact, line in zip(facts, lines, strict=True):
        if fact.op_key in standing.known or fact.op_key in seen:
            out.already.append(fact.op_key)
            before = standing.known.get(fact.op_key, seen.get(fact.op_key))
            if not (fact == before or (isinstance(fact, Withdrawal) and before is not None and fact.withdraws == before.withdraws)):
                out.differing.append(fact.op_key)
            continue
        seen[fact.op_key] = fact
        waiting.append((fact, line))
        if isinstance(fact, Fact):
            by_key[fact.op_key] = fact
    replaced = dict(standing.replaced)
    for fact, line in waiting:
        problem, written = _replacing(fact, by_key, replaced)
        if problem:
            out.problems.append(problem.at_line(line))
        elif written is not None:
            out.new.append(written)
    out.problems += [Problem("circular", "supersedes", line, {"op_key": fact.op_key}) for fact, line in waiting if _circular(fact, seen)]
    current = {number: key for number, key in standing.numbers.items() if key not in replaced}
    for fact, line in waiting:
        number = number_of(fact) if isinstance(fact, Fact) and fact.op_key not in replaced else None
        if number is None:
            continue
        if number in current:
            code, own = f"duplicate_{UNIQUE[number[2]]}", UNIQUE[number[2]]
            out.problems.append(Problem(code, own, line, {"number": number[3], "op_key": current[number]}))
        current[number] = fact.op_key
    return out


def _replacing(fact: Fact | Withdrawal, by_key: Mapping[str, Fact], replaced: dict[str, str]) -> tuple[Problem | None, Fact | None]:
    """Mark what the fact replaces; a Withdrawal becomes an entry of the withdrawn fact's kind, unit, year, programme and day."""
    own_field = "withdraws" if isinstance(fact, Withdrawal) else "supersedes"
    aim = getattr(fact, own_field)
    if not aim:
        return None, fact if isinstance(fact, Fact) else None
    original = by_key.get(aim)
    if original is None or original.withdraws or aim == fact.op_key:
        return Problem("no_such_fact", own_field, values={"op_key": aim}), None
    if aim in replaced:
        return Problem("already_replaced", own_field, values={"op_key": aim, "by": replaced[aim]}), None
    if fact.kind and fact.kind != original.kind:
        return Problem("other_kind", own_field, values={"op_key": aim, "kind": f"kind.{original.kind}"}), None
    if fact.unit_code != original.unit_code or (isinstance(fact, Fact) and fact.fiscal_year != original.fiscal_year):
        return Problem("other_year", own_field, values={"op_key": aim, "year": original.fiscal_year}), None
    replaced[aim] = fact.op_key
    if isinstance(fact, Fact):
        return None, fact
    return None, FACTS[original.kind](
        op_key=fact.op_key, unit_code=original.unit_code, fiscal_year=original.fiscal_year, programme_id=original.programme_id,
        occurred_on=original.occurred_on, note=fact.note, withdraws=aim)


def _circular(fact: Fact | Withdrawal, new: Mapping[str, Fact | Withdrawal]) -> bool:
    """Whether a chain of corrections among the new facts leads back to its start."""
    passed: set[str] = set()
    step: Fact | Withdrawal | None = fact
    while isinstance(step, Fact) and step.supersedes and step.op_key not in passed:
        passed.add(step.op_key)
        step = new.get(step.supersedes)
    return step is not None and step.op_key in passed
