"""指标值: reads a printed target ("≥10批次") as a comparison, an amount or a date, and a measure word. Never guesses.

First every text gets one spelling: half-width marks, no blanks; ≧ ＞＝ 不少于 至少 become ≥ (a strict sign too: the forms score
小于5 as ≤5); 百分之九十五 becomes 95%; brackets with a formula or remark go, one with a template (≥**万元) gives its sign and
measure word; cells joined by | are put in the order name, sign, number, measure word. Then the first of these forms that fits:

    date       [name] 2025年12月31日前 | 12月底到位 | 三季度末 | 2021.1.1-12.31   the fiscal year where none is printed
    signed     [name] ≥ amount [remark]                 the name may hold numbers (接警后30秒内出动率≥95%)
    reference  [name] ≤ words                           a bound that is no number (≤辖区平均标准): value is None
    bare       [name] amount [及以上 | 以内] [remark]       without any sign reads as =
    wording    words without a number                   逐步提升, 良好, 按月安排

    amount     number [measure word] | number - number | number ± number | ± number

A form that fits and says nothing certain gives a Problem with a `Fault` as its code. The day named in a deadline is in time; a
bare month or quarter ends on its last day. Two amounts, or an amount and a deadline, are a compound: each needs its own line.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from scorecard.problems import Problem
from scorecard.target_spelling import (
    ADVERB,
    AHEAD,
    AMOUNT,
    CHANGE,
    DATE_SPELLINGS,
    DONE,
    HAN,
    MEASURE_WORD,
    SIGN,
    TO,
    VERB,
    WORD,
    YEAR,
    Spelled,
    respell,
    spell,
)


class Comparison(StrEnum):
    """正向 / 反向: how an actual is held against the target."""

    AT_LEAST = ">="
    AT_MOST = "<="
    EQUAL = "="
    BEFORE = "before"
    RANGE = "range"
    QUALITATIVE = "qualitative"


class Fault(StrEnum):
    """Why a target text cannot be read: the codes of the problems given back."""

    EMPTY = "target_empty"
    UNREADABLE = "target_unreadable"
    COMPOUND = "target_compound"
    CONTRADICTORY = "target_contradictory"
    APPROXIMATE = "target_approximate"
    ZERO_ROW = "target_zero_row"
    RISE_WITHOUT_BASE = "target_rise_without_base"
    BARE_YEAR = "target_bare_year"
    MONTH_BOUNDARY = "target_month_boundary"
    IMPOSSIBLE_DATE = "target_impossible_date"


@dataclass(frozen=True)
class Target:
    """指标值 as read.

    value: the bound in the printed measure word (20.29 with 万元, 95 with %); None for a range, a date, wording, a reference.
    low, high: both ends of a range, inclusive: numbers in the measure word, or dates.
    measure_word: 计量单位 as printed (批次, 万元, 元/人、天), except that 百分比 and 百分之 are %; None where none is printed.
    deadline: the last day in time, for `before` and for a range of dates.
    wording: the words of a qualitative target, verbatim (逐步提升), or the reference that stands for a bound (辖区平均标准).
    """

    comparison: Comparison
    value: Decimal | None = None
    low: Decimal | date | None = None
    high: Decimal | date | None = None
    measure_word: str | None = None
    deadline: date | None = None
    wording: str | None = None


LONGEST = 1000
SIGNS = {"≥": Comparison.AT_LEAST, "≤": Comparison.AT_MOST, "=": Comparison.EQUAL}
DATE = re.compile(
    f"(?P<before>[^0-9]*)(?P<period>(?:(?P<from_year>{YEAR})年)?(?P<from_month>[0-9]{{1,2}})(?:月份?(?:(?P<from_day>[0-9]{{1,2}})[日号]?)?)?{TO})?"
    f"(?:(?P<year>{YEAR})年)?(?:(?P<month>[0-9]{{1,2}})月份?)?(?:(?P<day>[0-9]{{1,2}})[日号]?|(?P<part>[底末]|[上中下]旬))?(?P<rest>[^0-9]*)"
)
WRONG_BEFORE_DATE = re.compile("(?:[≥=]|(?<!不)[晚迟]于|不早于|[去上前次明下往历逐每]年?)$")
AFTER_DATE = re.compile(f"(?P<ahead>{AHEAD})|(?:以?内|止|为止)?(?=[。;,、)]*$|{DONE})")

NOTHING = re.compile(r"(?:[-/\\、。.,;:|()\s]*|无|暂无|空|N/?A)", re.IGNORECASE)
GARBLED = re.compile(
    r"^(?:定性|[正反逆]向)(?:指标)?:?.*[0-9≥≤=]|[\x00*×□_?#@$^\\{}\ufffd≠≈]|(?:^|[≥≤=:])[Xx]+|[Xx]{2}|锟|(?![0-9])\d|不等于|(?<![0-9])[0-9]{2}年[0-9]{1,2}月"
)
DIGIT = re.compile("[0-9]")
CLAUSE_END = re.compile("[,;。、]")
LABEL = re.compile(  # numbers that belong to a name
    f"第[0-9]+|{YEAR}年度?(?={HAN})(?![前内底末之以度])|[0-9]{{1,4}}(?:-[0-9]{{1,4}})?{WORD}[^,;。、0-9]{{0,12}}后(?={HAN})"
    f"|[0-9]{{1,4}}{WORD}及?以?[内上下](?=[^0-9,;。、]{{1,15}}(?:率|度|比例|比重|占比)[^0-9,;。、]{{0,2}}[0-9])"
    f"|[A-Za-z]{{1,5}}-?[0-9]{{1,3}}(?={HAN})(?!{WORD})|(?<![0-9.])[0-9][AGKD](?={HAN})|[0-9]{{3,6}}(?=热线|平台|专线|工程)"
)
DEADLINE_IN_NAME = re.compile(f"[底末月日号]{AHEAD}")
VALUED_SIGN = re.compile("([≥≤=]+)[:为是在到达¥]{0,2}(?=-?[0-9])")
BEFORE_NUMBER = re.compile(f"(?:^|{HAN}|[:()¥,;。、±”’》%])$")
RARE_WORD = re.compile(f"(?![及或含以之内前后左上余多几来完到覆达起的]|{DONE}|{CHANGE}){HAN}{{1,2}}?(?=$|[。;,]|[及或]?以[上下内])")
ABOUT = re.compile("(?:大约|大概|将近|接近|估计|左右|(?<![节集预签履合公契制])约[占为]?|(?<![附就临最])近)$")
OR_SO = re.compile("[余多几来]|左右|上下|以外|之外|不等|起$")
BOUND = re.compile("[及或含]?其?(?:(?P<least>以上|之上)|以下|之下|以内|之内|封顶|为限)")
GLUED = re.compile(f"(?!{HAN}|[0-9,;。、:()”’≥≤=]|$)")
NO_REST = re.compile(f"[≥≤=]|^(?:{AHEAD}|之?后|以[来后]|至今)|以[上下内]|之[内上下]|左右")
PERCENTAGES = ("%", "‰", "百分点", "个百分点")
RISE = re.compile(f"{CHANGE}(?!率|比例|比率)(?P<object>[^至到达为,;。]{{0,12}})$")
BASE = re.compile("较|同比|环比|相比|比(?![例率重])|基础上")
PER_PERIOD = re.compile("每(?:半年|个?月|季度?|周|日|天|旬)|[月周]$")
SHARE_IN_WORDS = "[百千万]分之|[一二三四五六七八九]成(?:以[上下]|左右|$)"
UNCLEAR_REFERENCE = re.compile(f"[≥≤=0-9]|{SHARE_IN_WORDS}")
COUNT_IN_WORDS = re.compile(f"若干|数[十百千万]|几[十百千个次场家]|[十百千]余|[一二两三四五六七八九十百千]{{2,}}{WORD}|{SHARE_IN_WORDS}")
QUALITY = re.compile(f"{ADVERB}{VERB}$")


def parse_target(text: str, fiscal_year: int) -> Target | Problem:
    """Reads a target as printed. `fiscal_year` (预算年度) completes a date without a year. What is not certain is a Problem."""
    target = spell(text.strip()) if len(text.strip()) <= LONGEST else None
    if target is None or GARBLED.search(target.text):
        outcome: Target | Fault = Fault.UNREADABLE
    elif NOTHING.fullmatch(target.text) and not target.signs:
        outcome = Fault.EMPTY
    else:
        outcome = (
            _read_date(target.text, fiscal_year)
            or _read_signed(target)
            or _read_reference(target.text)
            or _read_bare(target, fiscal_year)
            or _read_wording(target, "".join(text.split()))
        )
    return Problem(outcome, values={"text": text}) if isinstance(outcome, Fault) else outcome


def _read_date(text: str, fiscal_year: int) -> Target | Fault | None:
    m = DATE.fullmatch(respell(text, DATE_SPELLINGS))
    if m is None or not (m["month"] or (m["from_day"] and m["day"])):
        return None
    after, before = AFTER_DATE.match(m["rest"]), m["before"]
    if after is None:
        return Fault.UNREADABLE if DIGIT.search(text) else None
    if SIGN.search(before[:-1] + m["rest"]) or WRONG_BEFORE_DATE.search(before) or (before.endswith("≤") and not (m["year"] or m["day"])):
        return Fault.UNREADABLE
    if after["ahead"] and not m["day"] and m["part"] not in ("底", "末"):
        return Fault.MONTH_BOUNDARY
    year = int(m["from_year"] or m["year"] or fiscal_year)
    try:
        low = date(year, int(m["from_month"]), int(m["from_day"] or 1)) if m["period"] else None
        end_year, month = int(m["year"] or year), int(m["month"] or m["from_month"])
        high = date(end_year, month, int(m["day"] or {"上旬": 10, "中旬": 20}.get(m["part"]) or monthrange(end_year, month)[1]))
    except ValueError:
        return Fault.IMPOSSIBLE_DATE
    if low is None:
        return Target(Comparison.BEFORE, deadline=high) if not before.endswith(("自", "从")) else Fault.UNREADABLE
    return Target(Comparison.RANGE, low=low, high=high, deadline=high) if low <= high else Fault.CONTRADICTORY


def _read_signed(target: Spelled) -> Target | Fault | None:
    valued = list(VALUED_SIGN.finditer(target.text))
    if not valued:
        return None
    name = target.text[: valued[0].start()]
    clauses = CLAUSE_END.split(LABEL.sub("", name))
    if len(valued) > 1 or DEADLINE_IN_NAME.search(name) or any(DIGIT.search(clause) for clause in clauses[:-1]):
        return Fault.COMPOUND
    if "≥" in name or "≤" in name:
        return Fault.UNREADABLE
    return _amount(target, name, target.text[valued[0].end() :], valued[0][1])


def _read_reference(text: str) -> Target | Fault | None:
    m = SIGN.search(text)
    if m is None:
        return None
    reference = text[m.end() :].strip(":,;。、)")
    if len(m[0]) > 1 or UNCLEAR_REFERENCE.search(reference) or MEASURE_WORD.fullmatch(reference) or not re.match(HAN, reference):
        return Fault.UNREADABLE
    return Target(Comparison.QUALITATIVE if m[0] == "=" else SIGNS[m[0]], wording=reference)


def _read_bare(target: Spelled, fiscal_year: int) -> Target | Fault | None:
    text = LABEL.sub("", target.text)
    first = DIGIT.search(text)
    if first is None:
        return None
    name, tail = text[: first.start()], text[first.start() :]
    if not BEFORE_NUMBER.search(name):
        return Fault.UNREADABLE
    alone = AMOUNT.fullmatch(tail.rstrip(",;。、"))
    if alone and not name and not target.signs:
        number, word = alone["low"].replace(",", ""), alone["last"] or alone["word"]
        if not word and abs(Decimal(number) - fiscal_year) <= 5:
            return Fault.BARE_YEAR
        if not alone["join"] and not Decimal(number) and (word in (None, *PERCENTAGES) or "." in number):
            return Fault.ZERO_ROW
    return _amount(target, name, tail, "")


def _amount(target: Spelled, name: str, tail: str, signs: str) -> Target | Fault:
    """The amount that `tail` begins with, held against `signs` and what follows it (以上, 以内)."""
    m = AMOUNT.match(tail)
    if m is None:
        return Fault.UNREADABLE
    rest, word = tail[m.end() :], m["last"] if m["join"] else m["word"]
    if ABOUT.search(name) or OR_SO.match(rest):
        return Fault.APPROXIMATE
    if GLUED.match(rest) or (rest.startswith(":") and not word):
        return Fault.UNREADABLE
    if not word and (rare := RARE_WORD.match(rest)):
        word, rest = rare[0], rest[rare.end() :]
    if bound := BOUND.match(rest):
        signs, rest = signs + ("≥" if bound["least"] else "≤"), rest[bound.end() :]
    if DIGIT.search(rest):
        return Fault.COMPOUND
    if word and word.startswith("年") and re.fullmatch(YEAR, m["low"]):
        return Fault.BARE_YEAR
    if m["join"] and ((m["word"] and not (word or "").startswith(m["word"])) or (m["join"] == "±" and word == "%" and not m["word"])):
        return Fault.UNREADABLE
    if NO_REST.search(rest) or (not word and re.match(HAN, rest)) or (PER_PERIOD.search(name) and word not in PERCENTAGES):
        return Fault.UNREADABLE
    held = set(signs + target.signs)
    word = word or target.measure_word
    if len(held) > 1 or target.measure_word not in (None, word):
        return Fault.CONTRADICTORY
    low, high = Decimal(m["low"].replace(",", "")), Decimal((m["high"] or m["low"]).replace(",", ""))
    if m["join"] == "±" or name.endswith("±"):
        low, high = (low - high, low + high) if m["join"] else (-low, low)
    if m["join"] or low != high:
        return Target(Comparison.RANGE, low=low, high=high, measure_word=word) if low <= high and held <= {"="} else Fault.CONTRADICTORY
    rise = None if held or BASE.search(name) else RISE.search(name)
    if rise and (word in PERCENTAGES or not rise["object"]):
        return Fault.RISE_WITHOUT_BASE
    return Target(SIGNS[held.pop()] if held else Comparison.EQUAL, value=low, measure_word=word)


def _read_wording(target: Spelled, text: str) -> Target | Fault:
    """A text without a number; `text` is the printed one, blanks aside."""
    cells = [c for c in re.split("[|｜]", text) if c and not re.fullmatch("定性[:：]?", c)]
    wording = cells[-1].rstrip("。；;，,、") if cells else ""
    if COUNT_IN_WORDS.search(target.text):
        return Fault.APPROXIMATE
    if target.signs or not re.search(HAN, wording) or MEASURE_WORD.fullmatch(target.text):
        return Fault.UNREADABLE
    quality = QUALITY.search(wording)
    return Target(Comparison.QUALITATIVE, wording=quality[0] if quality else wording)
