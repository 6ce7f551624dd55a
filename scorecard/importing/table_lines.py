"""What stands around an official table: its title, the reporting unit, the money unit, the year, its notes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

NUMBERED = re.compile(r"预算\s*(?P<table>\d{2})\s*表")
WORDED_TITLES = (("21", "省级专项资金|专项资金.*绩效目标"), ("22", "其他项目支出"), ("23", "整体支出.*绩效|部门整体"))
TITLE = re.compile(r".*(?:绩效目标|绩效)(?:申报|汇总)?[^，。；]{0,6}表(?:[（(].*[）)])?$")
UNIT_NAME = re.compile(r"(?:填报|编报|申报)?(?:单位|部门)(?:名称)?(?:[（(]盖?章?[）)])?\s*[:：]\s*(?P<name>[^:：]*?)\s*(?=(?:金额)?单位\s*[:：]|$)")
MONEY_UNIT = re.compile(r"单位\s*[:：]\s*(?P<money>[百千]?[万亿]?元)")
MONEY_WORD = re.compile(r"(?:资金|预算|金额|总额|合计|支出|投入)[^（(]{0,6}[（(](?:金额)?(?:单位\s*[:：])?(?P<money>[百千]?[万亿]?元)[）)]")
TITLE_YEAR = re.compile(r"(?P<year>20\d{2})\s*年(?!\s*\d)")
YEAR = re.compile(r"(?P<year>20\d{2})\s*年(?:度|部门|单位|预算|省级|市级|县级|项目|专项|整体|$|绩效)|年度\s*[:：]\s*(?P<given>20\d{2})(?!\d)")
NOTE = re.compile(r"^\s*(?:[*※]\s*)?(?:注|备注|说明)\s*[\d一二三四五六七八九十]*\s*[:：.、]")
NOTHING = re.compile(r"[/／\\\-－—–…无*]*|不涉及|不适用|无此项")
"""What is printed into a cell that holds nothing."""
TOTAL = re.compile(r"(?:合|总|小)\s*计\s*[:：]?")


@dataclass
class Around:
    """What the lines above a table say of it; empty where they say nothing."""

    table: str = ""
    title: str = ""
    unit_name: str = ""
    money_unit: str = ""
    year: int | None = None


def read_around(lines: Iterable[str]) -> Around:
    """The lines above a table, in order; a later line stands over an earlier one, but a number over the words of a title."""
    found = Around()
    for line in lines:
        text = " ".join(line.split())
        if numbered := NUMBERED.search(text):
            found = Around(table=numbered["table"], title=text if len(text) <= 60 else numbered[0], year=found.year)
        elif TITLE.fullmatch(text) and not UNIT_NAME.match(text):
            found.title = text
            titled = TITLE_YEAR.search(text)
            found.year = int(titled["year"]) if titled else found.year
            found.table = found.table or next((table for table, words in WORDED_TITLES if re.search(words, text)), "")
        if (money := MONEY_UNIT.search(text)) is not None:
            found.money_unit = money["money"]
        if (unit := UNIT_NAME.match(text)) and unit["name"] and not re.fullmatch("[百千]?[万亿]?元", unit["name"]):
            found.unit_name = unit["name"]
        if year := YEAR.search(text):
            found.year = int(year["year"] or year["given"])
    return found


def money_unit_in(headers: Iterable[str]) -> str:
    """The money unit that a header or label names (预算金额（元））, or nothing."""
    return next((found["money"] for text in headers if (found := MONEY_WORD.search("".join(text.split())))), "")


def amount(text: str) -> Decimal | None:
    """A printed amount: 1,175.50 or 20.00万元; None where the cell is empty or a dash. ValueError where it is no amount."""
    bare = re.sub(r"[\s,，￥¥]|[百千]?[万亿]?元$", "", text)
    if bare in ("", "-", "—", "－", "/", "无"):
        return None
    try:
        value = Decimal(bare)
    except InvalidOperation:
        raise ValueError(text) from None
    if not value.is_finite():
        raise ValueError(text)
    return value
