"""项目支出绩效目标表 in its long form, one indicator a row (一级, 二级, 三级指标, 指标性质, 指标值, 度量单位): a grid -> printed tables.

A sheet can hold several forms, each with its 项目名称 above, or a list with 项目名称 as a column. The text of an indicator is put together in
the order name, sign, value, measure word; 定性 stands for no sign.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from scorecard.importing.columns import field_of, group_of, plain
from scorecard.importing.printed import LONG, Place, PrintedCell, PrintedRow, PrintedTable, place_of
from scorecard.importing.sources.grids import Cell, Grid, cells_by_place
from scorecard.importing.table_lines import NOTE, amount, money_unit_in, read_around
from scorecard.importing.wide_table import Places
from scorecard.problems import Problem

COLUMNS = (("level1", "一级指标"), ("level2", "二级指标"), ("indicator", "三级指标|(?:绩效)?指标(?:名称|内容)|四级指标"),
           ("sign", "指标(?:性质|方向|符号)|符号|计算符号"),
           ("value", "(?:年度|绩效|本年|目标)?指标(?:目标)?值.*|年度目标值|目标值|年度指标值.*"),
           ("word", "(?:度量|计量|指标)?(?:值)?单位"), ("weight", "权重|分值.*"))
LABELS = (("name", "(?:项目|专项)(?:支出)?名称"), ("unit", "(?:实施|填报|预算|项目)?单位(?:名称)?(?:及代码)?"), ("department", "主管部门(?:及代码)?"),
          ("total", "(?:年度|项目)?(?:资金|预算)总?(?:总额|金额|额)|预算数"), ("goal_year", "年度?(?:绩效|总体)?目标"),
          ("goal_period", "(?:实施期|中长期|总体|长期).*目标"))
NO_SIGN = re.compile("定性.*|定量.*|[正反逆]向.*|/|-|—|无")


def read_long(grid: Grid) -> list[PrintedTable]:
    """The long forms of a grid, in order; empty where it has none."""
    places = cells_by_place(grid.cells)
    height = max((row for row, _ in places), default=-1) + 1
    width = max((column for _, column in places), default=-1) + 1
    headers = [(row, columns) for row in range(height) if {"level1", "indicator", "value"} <= (columns := _columns(places, row, width)).keys()]
    tables, begin = [], 0
    for n, (row, columns) in enumerate(headers):
        end = headers[n + 1][0] if n + 1 < len(headers) else height
        table, begin = _form(grid, places, row, columns, (begin, end, width))
        tables.append(table)
    return tables


def _columns(places: Places, row: int, width: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for column in range(width):
        if cell := places.get((row, column)):
            word = plain(cell.text)
            name = next((name for name, pattern in COLUMNS if re.fullmatch(pattern, word)), None)
            if name == "word" and "value" not in found:
                name = None
            name = name or {"name": "name", "total": "total", "goal_year": "goal_year", "code": "code"}.get(field_of(word) or "")
            if name and name not in found:
                found[name] = column
    return found


def _form(grid: Grid, places: Places, header: int, columns: dict[str, int], bounds: tuple[int, int, int]) -> tuple[PrintedTable, int]:
    """The form under a header row, and the row where the next one's title may begin."""
    begin, end, width = bounds
    above = [_row(places, row, width) for row in range(begin, header)]
    around = read_around([" ".join(cell.text for cell in row) for row in above])
    labels = _labels(above)
    problems: list[Problem] = []
    lines, last = [], header
    for row in range(header + 1, end):
        own = [places.get((row, columns[name])) for name in ("level1", "indicator", "value")]
        if _row(places, row, width) and (len({c for c in own if c}) < len([c for c in own if c]) or (own[0] and own[0].text and not _group(own[0].text))):
            break  # a cell over several columns: what follows is no indicator
        if _text(places, row, columns, "indicator") and (_text(places, row, columns, "value") or _text(places, row, columns, "sign")):
            lines.append(row)
            last = row
    notes = [text for row in range(header + 1, end) if (text := " ".join(c.text for c in _row(places, row, width))) and NOTE.match(text)]
    rows = list(_projects(grid, places, columns, lines, labels, problems))
    unit = labels.get("unit", "") or around.unit_name or labels.get("department", "")
    anchor = places[header, columns["indicator"]]
    money_unit = money_unit_in(cell.text for row in (*above, _row(places, header, width)) for cell in row) or around.money_unit
    return PrintedTable(LONG, around.title, unit, money_unit, tuple(replace(row, unit=unit) for row in rows), tuple(notes), around.year,
                        place_of(anchor, grid.place), tuple(problems)), last + 1


def _row(places: Places, row: int, width: int) -> list[Cell]:
    return [cell for cell in dict.fromkeys(places.get((row, column)) for column in range(width)) if cell and cell.text.strip()]


def _labels(rows: Sequence[Sequence[Cell]]) -> dict[str, str]:
    """What stands to the right of each label above the indicators; the first of each kind."""
    found: dict[str, str] = {}
    for row in rows:
        for n, cell in enumerate(row):
            word = plain(cell.text)
            label, _, rest = word.partition("：") if "：" in word else word.partition(":")
            label = re.sub("[（(][^（()）]*[）)]$", "", label)
            name = next((name for name, pattern in LABELS if re.fullmatch(pattern, label)), None)
            value = rest or (row[n + 1].text.strip() if n + 1 < len(row) else "")
            if name and value and name not in found and not re.fullmatch("[百千]?[万亿]?元", value):
                found[name] = value
    return found


def _text(places: Places, row: int, columns: dict[str, int], name: str) -> str:
    cell = places.get((row, columns[name])) if name in columns else None
    return " ".join(cell.text.split()) if cell else ""


def _projects(grid: Grid, places: Places, columns: dict[str, int], lines: Sequence[int], labels: dict[str, str],
              problems: list[Problem]) -> Iterator[PrintedRow]:
    """The programmes: one for the form, or one for each name in the list's own column."""
    groups: dict[tuple[str, str], list[int]] = {}
    held = {name: "" for name in ("name", "total", "goal_year", "level1", "level2")}
    levels: dict[int, tuple[str, str]] = {}
    for row in lines:
        for name in held:
            held[name] = _text(places, row, columns, name) or held[name]
        levels[row] = (held["level1"], held["level2"])
        groups.setdefault((held["name"] or labels.get("name", ""), held["total"] or labels.get("total", "")), []).append(row)
    for (name, total), rows in groups.items():
        try:
            money = amount(total)
        except ValueError:
            problems.append(Problem("money_unreadable", values={"text": total, "place": grid.place}))
            money = None
        cells = tuple(_cell(grid, places, columns, row, *levels[row]) for row in rows)
        goal = _text(places, rows[0], columns, "goal_year") or labels.get("goal_year")
        yield PrintedRow("project", name, None, None, {"total": money}, labels.get("goal_period"), goal, None, cells, "", Place(grid.place, rows[0], 0))


def _cell(grid: Grid, places: Places, columns: dict[str, int], row: int, level1: str, level2: str) -> PrintedCell:
    sign, word, value = (re.sub(r"\s", "", _text(places, row, columns, name)) for name in ("sign", "word", "value"))
    text = _text(places, row, columns, "indicator") + ("" if NO_SIGN.fullmatch(sign) or value.startswith(sign or "\0") else sign) + value
    text += "" if NO_SIGN.fullmatch(word) or (word and value.endswith(word)) else word
    place = place_of(places[row, columns["indicator"]], grid.place)
    return PrintedCell(_level(level1), _level(level2 or level1), text, place, (text,))


def _group(text: str) -> str | None:
    return group_of(_level(text))


def _level(text: str) -> str:
    """数量指标 of （1）数量指标 and 数量."""
    word = re.sub(r"^[（(]?[\d一二三四五六七八九十]{1,2}[）)、.．]|[（(][^（()）]*[）)]$", "", plain(text))
    return word if word.endswith("指标") or not word else f"{word}指标"
