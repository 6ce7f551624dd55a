"""The official tables as text without geometry (pasted, or extracted from a PDF without lines) -> printed tables.

Such a text gives the cells in reading order, each broken into the lines of its column, and nothing of the columns themselves. So the cells
are found by where a value ends at the end of a line, and laid over the columns in order, by what they speak of; how sure that is stays with
each (`PrintedCell.sure`). A text whose columns ran into each other is refused: its words cannot be told apart.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from scorecard.importing.columns import LEAVES
from scorecard.importing.indicator_text import RECURRING, ends_in_value
from scorecard.importing.placing import place_cells
from scorecard.importing.printed import FUNDS, Funds, Place, PrintedCell, PrintedRow, PrintedTable
from scorecard.importing.table_lines import NOTE, NUMBERED, TOTAL, amount, read_around
from scorecard.importing.wide_table import typed
from scorecard.problems import Problem
from scorecard.target_spelling import ADVERB, DONE, HAN, VERB, WORD

MONEY = r"\d[\d,]*\.\d{1,2}"
MONEY_LINE = re.compile(rf"(?:(?P<before>(?:[^≥≤]*?[^\d.,\s])??|\d+)\s+)?(?P<money>{MONEY}(?:\s+{MONEY})*)\s*$")
CODE = re.compile(r"(?P<code>\d{5,12})(?!\d|\.)\s*(?P<rest>.*)")
HEADER_END = re.compile("指?标$|满意度$")
CONTINUES = re.compile(rf"[%‰％，,；;。、:：)）”》]|(?:之|以)?[前内上下](?={HAN}?[，；。、]|$)|(?:底|末)前|{WORD}(?:[（(]|[，,；;。、]|$)|[日月年]")
LISTED = re.compile(r"[（(]?\d{1,2}[）)]?\s*[.．、](?!\d)")
ALONE = re.compile(f"(?:{ADVERB}{VERB}|{DONE})$")
NUMBER_AND_WORD = re.compile(rf"\d[\d.,]*{WORD}")
GAPS = re.compile(r"[一-鿿，。；]\s{1,}[一-鿿]")
SURE_ENOUGH = 0.9
ANY_YEAR, LONGEST_TITLE = 2000, 40


@dataclass
class Block:
    """The lines of one row of a table: those of its name (with code and direction), its money, and the lines after it."""

    names: list[str] = field(default_factory=list)
    money: list[Decimal] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    line: int = 0


def read_bare(lines: Sequence[str]) -> list[PrintedTable]:
    """The tables of a text; empty where it names none (预算NN表 or a header of 一级 and 二级指标)."""
    there = [(n, " ".join(line.split())) for n, line in enumerate(lines) if line.strip()]
    starts = [at for at, (_, line) in enumerate(there) if (m := NUMBERED.match(line)) and m["table"] in FUNDS and len(line) <= LONGEST_TITLE]
    ends = [*starts[1:], len(there)]
    return _by_analogy([_table(there[start:end]) for start, end in zip(starts, ends, strict=False)])


def _table(lines: Sequence[tuple[int, str]]) -> PrintedTable:
    kind = NUMBERED.match(lines[0][1])["table"]  # type: ignore[index]
    data = _first_row(lines)
    header = "".join(line for _, line in lines[1:data]).replace(" ", "")
    around = read_around(line for _, line in lines[:data])
    body = [(n, line) for n, line in lines[data:] if not NOTE.match(line)]
    notes = tuple(line for _, line in lines[data:] if NOTE.match(line))
    wordy = [line for _, line in body if not MONEY_LINE.match(line)]
    place = Place("", lines[0][0], 0)
    if not all(leaf in header for leaf in ("数量", "质量", "时效")) or any(GAPS.search(line) for line in wordy):
        return PrintedTable(kind, around.title, around.unit_name, around.money_unit, (), notes, around.year, place,
                            (Problem("text_scrambled", values={"table": around.title}),))
    leaves = _leaves(header)
    rows = [_row(block, kind, leaves) for block in _blocks(body)]
    return PrintedTable(kind, around.title, around.unit_name, around.money_unit, tuple(typed(rows, kind, around.unit_name)), notes, around.year,
                        place)


def _first_row(lines: Sequence[tuple[int, str]]) -> int:
    """Where the header ends: before the first code, total or money, and after the last line of a header's words."""
    for at, (_, line) in enumerate(lines):
        if at and (CODE.match(line) or TOTAL.match(line) or MONEY_LINE.match(line)):
            back = at
            while back > 1 and not HEADER_END.search(lines[back - 1][1]):
                back -= 1
            return back if back > 1 else at
    return len(lines)


def _leaves(header: str) -> list[tuple[str, str]]:
    """The 一级 and 二级指标 that a header names, in the order of the official table."""
    last = header.split("满意度指标", 1)[-1] if header.count("满意度指标") > 1 else header
    satisfaction = re.search(f"(?:社会|服务|受益|群众|公众){HAN}{{0,16}}满意度指标", last)
    there = [(group, f"{leaf}指标") for leaf, group in LEAVES.items() if leaf not in ("满意度", "成本", "生态成本") and leaf in header]
    if "经济成本" not in header and "成本" in header:
        there.insert(3, (LEAVES["成本"], "成本指标"))
    return [*there, (LEAVES["满意度"], satisfaction[0] if satisfaction else "满意度指标")]


def _blocks(body: Sequence[tuple[int, str]]) -> list[Block]:
    """The rows of a table: each has its money; the lines before it, back to the end of the last row's texts, are its name."""
    blocks: list[Block] = []
    waiting: list[tuple[int, str]] = []
    for n, line in body:
        found = MONEY_LINE.match(line)
        if not found:
            waiting.append((n, line))
            continue
        names = [] if found["before"] and not waiting else _names_of(waiting, bool(blocks))
        if blocks:
            blocks[-1].after = [text for _, text in waiting[:len(waiting) - len(names)]]
        named = [text for _, text in waiting[len(waiting) - len(names):]] + ([found["before"]] if found["before"] else [])
        blocks.append(Block(named, [value for one in found["money"].split() if (value := amount(one)) is not None], [], n))
        waiting = []
    if blocks:
        blocks[-1].after = [text for _, text in waiting]
    return blocks


def _names_of(waiting: Sequence[tuple[int, str]], has_row_before: bool) -> Sequence[tuple[int, str]]:
    """Which of the lines before a row's money are its name: from its code on; else those after the last value or full stop."""
    if not has_row_before:
        return waiting
    coded = next((at for at in range(len(waiting) - 1, -1, -1) if CODE.match(waiting[at][1])), None)
    if coded is not None:
        return waiting[coded:]
    at = len(waiting)
    while at and not re.search(r"[\d≥≤%，,；;。、:：]", waiting[at - 1][1]):
        at -= 1
    return waiting[at:]


def _row(block: Block, kind: str, leaves: Sequence[tuple[str, str]]) -> PrintedRow:
    code, name, direction = _named(block.names, kind)
    goals, lines = _goals(block.after, kind)
    texts = list(_cells(lines))
    placed = place_cells(texts, [level2 for _, level2 in leaves])
    group = {level2: level1 for level1, level2 in leaves}
    cells = tuple(PrintedCell(group[level2], level2, text, Place("", block.line, 0), (), sure) for text, (level2, sure) in zip(texts, placed, strict=True))
    return PrintedRow("", name, code, direction, _funds(block.money, kind), goals.get("goal_period"), goals.get("goal_year"), goals.get("duties"), cells, "",
                      Place("", block.line, 0))


def _named(lines: Sequence[str], kind: str) -> tuple[str | None, str, str | None]:
    """Code, name and 支出方向 of a row. The name ends at a blank, or at a line shorter than the one before it."""
    lines = list(lines)
    code = None
    if lines and (m := CODE.match(lines[0])):
        code = m["code"]
        lines = ([m["rest"]] if m["rest"] else []) + lines[1:]
    if kind != "21" or code is None:
        return code, "".join(lines).replace(" ", ""), None
    parts: list[str] = []
    fresh = True
    for n, line in enumerate(lines):
        pieces = line.split(" ")
        parts = [*parts, pieces[0]] if fresh else [*parts[:-1], parts[-1] + pieces[0]]
        parts += pieces[1:]
        fresh = len(pieces) == 1 and n > 0 and len(line) < len(lines[n - 1].split(" ")[-1])
    return code, parts[0] if parts else "", "".join(parts[1:]) or None


def _goals(lines: Sequence[str], kind: str) -> tuple[dict[str, str], list[str]]:
    """The goals that begin a row's texts, each to a full stop at the end of a line; and the lines after them. A row without texts has none."""
    names = ("duties", "goal_year") if kind == "23" else ("goal_period", "goal_year")
    stops = [n for n, line in enumerate(lines) if line.endswith("。")]
    for n in stops:  # the same sentence twice
        first = "".join(lines[:n + 1])
        for again in stops:
            if again > n and "".join(lines[n + 1:again + 1]) == first:
                return {names[0]: first, names[1]: first}, list(lines[again + 1:])
    found: dict[str, str] = {}
    begin = 0
    for name in names:
        listed = begin < len(lines) and LISTED.match(lines[begin])
        stop = next((n for n in stops if n >= begin and not (listed and n + 1 < len(lines) and LISTED.match(lines[n + 1]))), None)
        if stop is None:
            break
        found[name], begin = "".join(lines[begin:stop + 1]), stop + 1
    return found, list(lines[begin:])


def _cells(lines: Sequence[str]) -> Iterator[str]:
    """The cells of indicators: one ends where a value ends at the end of a line, and what follows names something new."""
    held = ""
    for n, line in enumerate(lines):
        held += line
        if n + 1 < len(lines) and not _ends(held, lines[n + 1:], line):
            continue
        yield held
        held = ""


def _ends(held: str, rest: Sequence[str], line: str) -> bool:
    """Whether a cell that holds these lines ends with the last of them."""
    if held[-1] in "，,；;、：:（(" or CONTINUES.match(rest[0]) or (held[-1].isdigit() and rest[0][0].isdigit()):
        return False
    if any(ALONE.fullmatch("".join(rest[:n])) for n in (1, 2, 3)):
        return False  # 逐步提高 or 完成 alone, to the end of a line: it belongs to what stands before
    clause, piece = re.split("[；;，,、。]", held)[-1], re.split(r"\d[^；;，,、。]*[；;，,、。]", held)[-1]
    numbers = list(NUMBER_AND_WORD.finditer(held + rest[0]))
    if any(number.start() < len(held) < number.end() for number in numbers):
        return False  # 3个工|作日
    if (again := RECURRING.match(clause)) and again["what"]:
        return len(line) < len(held) and len(line) < max(map(len, (held[:-len(line)], rest[0])))
    if held.endswith("。") or re.search(r"\d[年月]$", held):
        return held.endswith("。")
    return ends_in_value(clause if re.search(r"\d", clause) else piece, ANY_YEAR)


def _funds(money: Sequence[Decimal], kind: str) -> Funds:
    """The amounts in their columns: the total first, then those that add up to it; an empty column leaves no trace in a text."""
    names = FUNDS[kind]
    funds: Funds = dict.fromkeys(names)
    if not money:
        return funds
    funds["total"], parts = money[0], list(money[1:])
    if kind != "23" or len(money) == len(names):
        return funds | dict(zip(names[1:], parts, strict=False))
    cut = next((n for n in range(len(parts), -1, -1) if sum(parts[:n], Decimal(0)) == money[0] and len(parts) - n <= 2), min(len(parts), 4))
    funds |= dict(zip(names[1:5], parts[:cut], strict=False))
    return funds | dict(zip(names[5:], parts[cut:], strict=False))


def _by_analogy(tables: Sequence[PrintedTable]) -> list[PrintedTable]:
    """A cell of one of several columns takes that of nearly the same text in another table, as long as the order of its row allows it."""
    known = [cell for table in tables for row in table.rows for cell in row.cells]
    out = []
    for table in tables:
        rows = []
        for row in table.rows:
            cells = list(row.cells)
            for at, cell in enumerate(cells):
                alike = next((other for other in known if other is not cell and other.level2 != cell.level2 and _alike(cell.text, other.text)), None)
                if cell.sure < SURE_ENOUGH and alike and alike.sure > cell.sure and _fits(cells, at, alike.level2):
                    cells[at] = replace(cell, level1=alike.level1, level2=alike.level2)
            rows.append(replace(row, cells=tuple(cells)))
        out.append(replace(table, rows=tuple(rows)))
    return out


def _alike(a: str, b: str) -> bool:
    return len(a) >= 8 and a[:len(a) * 2 // 3] == b[:len(a) * 2 // 3]


def _fits(cells: Sequence[PrintedCell], at: int, level2: str) -> bool:
    """Whether the cells of a row stay in the order of the columns with one of them in another."""
    order = [f"{leaf}指标" for leaf in LEAVES]
    places = [order.index(name) if name in order else len(order) for name in (*(c.level2 for c in cells[:at]), level2, *(c.level2 for c in cells[at + 1:]))]
    return places == sorted(set(places))
