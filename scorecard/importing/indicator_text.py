"""单元格 → 绩效指标: cuts the text of a cell into indicators, and each into name, target and measure word.

A cell is cut at ； always; at ，、。, a blank or a line break only where what stands before already ends in a value and what comes
after has a name of its own; never within brackets and never within a number (1,200). So 运转开支≤20.29万元，召回成本≤20万元 are two
indicators, and 预防缺陷产品伤害，督促企业产品质量逐步提升 is one.
"""

import re
from dataclasses import dataclass, replace

from scorecard.problems import Problem
from scorecard.target_spelling import ADVERB, HAN, VERB
from scorecard.targets import Comparison, Fault, Target, parse_target

ALWAYS, PERHAPS = "；;", "，,、。\n 　"
OPENING, CLOSING = "（([【〔“《", "）)]】〕”》"
LONGEST_NAME = 300
LIST_NUMBER = re.compile(r"^\s*(?:指标\s*\d{0,2}\s*[:：]|[（(]\d{1,2}[）)]\s*[、.．]?|\d{1,2}\s*[、.．](?!\d)|[①-⑳])\s*")
CHANGED = "(?:提升|提高|改善|增强|减轻|降低|下降|减少|好转|增长|增加|稳定|缓解|上升)"
WORDED = re.compile(
    f"(?:{ADVERB}{VERB}|(?:通过|完成)(?:验收|评审|审核|考核|鉴定|认证)|(?:成效|效果|作用)(?:显著|明显|良好|较好)|"
    f"(?:有效|持续|稳步|逐步|切实|显著|明显){HAN}{{2}}|(?:较|更|良|优){HAN}|(?<={HAN}){CHANGED})$")
SHORT_CLAUSE = re.compile(  # 公平：有效保障; 营造环境，成效显著; but not 提高意识，促进发展
    f"^(?P<name>.{{2,}})(?:[:：](?P<value>{HAN}{{2,6}})|[，,](?!{VERB}|推动|确保|维护|支持|服务|实现|带动)(?P<result>{HAN}{{2,4}}))$")
NAME_TAIL = re.compile(r"(?:[\s:：，,]|达到了?|达|控制在|保持在|维持在|得到|为|是|在|(?<!等|关|由|对|基)于|(?<!存|实|现)有|约|共计?|累计|"
                       "(?:[大小高低多少]于|不[大小高低多少]于)?(?:或)?等于|[大小高低多少]于|不(?:[大小高低多少]于|超过)|至少|最多)+$")
DOUBLED = re.compile(f"({HAN}{{2,6}})\\1$")
RECURRING = re.compile("^(?:在)?(?P<when>每(?P<period>年|半年|季度?|月|周)[^完≥≤=]{0,6}?(?:前|内|底|末|初)+)(?:完成|报送|提交)?(?P<what>.*)$")
PERIODS = {"年": "yearly", "半年": "half-yearly", "季": "quarterly", "季度": "quarterly", "月": "monthly", "周": "weekly"}
MIDDLE = re.compile(r"[\d.,，≥≤≧≦＞＜>=<＝年月~～—-]")
AS_PRINTED = re.compile(r"\d(?P<word>[^\d，。；、]{0,6}[（(][^（）()\d]{1,6}[）)])")
DONE = re.compile("^(?:之?前|以?内|底前?|末前?)*(?:全部|全面)?(?:完成|实施|开展|落实|建成|办结)?(?P<what>.*)$")
TIME_CLAUSE = re.compile(r"(?<![年月\d])\d+\s*(?:个?工作日|小时|分钟|天|日|个?月)(?:以|之)?[内前后]$")


@dataclass(frozen=True)
class Wording:
    """One indicator as it is printed: its text, its name, its target (or why it cannot be read) and the measure word as printed.

    recurring: quarterly … where the deadline comes again each period (`due`: its words); nameless: the name is ours (完成时限).
    """

    text: str
    name: str
    target: Target | Problem
    measure_word: str | None = None
    recurring: str | None = None
    due: str | None = None
    nameless: bool = False
    doubled: bool = False


def split_cell(text: str, fiscal_year: int) -> list[str]:
    """The texts of the indicators of a cell, in order, without the mark that ends them."""
    found, start, depth = [], 0, 0
    for at, mark in enumerate(text):
        depth = max(0, depth + (mark in OPENING) - (mark in CLOSING))
        cut = mark in ALWAYS or (depth == 0 and mark in PERHAPS and _may_cut(text, start, at, fiscal_year))
        if cut and (depth == 0 or (mark in ALWAYS and not _closes(text, at))):
            found.append(text[start:at])
            start, depth = at + 1, 0
    return [piece for piece in (_trimmed(p) for p in (*found, text[start:])) if piece]


def read_wording(text: str, fiscal_year: int) -> Wording:
    """An indicator's text as name, target and measure word; what is not certain stays a Problem in `target`."""
    bare = LIST_NUMBER.sub("", text.replace("\n", "")).strip()
    if (again := RECURRING.match(bare)) and not re.search(r"\d|[≥≤]", again["what"]):
        name = f"{again['what']}完成时间" if again["what"] else "完成时限"
        when = Target(Comparison.QUALITATIVE, wording=again["when"])
        return Wording(text, name, when, None, PERIODS[again["period"]], re.sub("前$", "", again["when"]), not again["what"])
    target = parse_target(bare, fiscal_year)
    if isinstance(target, Target) and target.comparison is Comparison.QUALITATIVE:
        return _worded(text, bare, target)
    value_at = _value_start(bare, target, fiscal_year)
    name = NAME_TAIL.sub("", bare[:value_at])
    nameless = not name
    if nameless and _dated(target):
        rest = DONE.match(re.sub(r"^[\d年月日号底末前之以内止截至到.~～-]+", "", bare))
        nameless = not (what := rest["what"].strip("。，") if rest else "")
        name = "完成时限" if nameless else f"{what}完成时间"
    once = DOUBLED.sub(r"\1", name)
    word = target.measure_word if isinstance(target, Target) else None
    if word and (printed := AS_PRINTED.search(bare, max(value_at, 0))) and "/" in word:
        word = printed["word"]
        target = replace(target, measure_word=word) if isinstance(target, Target) else target
    return Wording(text, once[:LONGEST_NAME], target, word, nameless=nameless, doubled=once != name)


def _closes(text: str, at: int) -> bool:
    """Whether the bracket that is open at this place closes before the next mark that always cuts."""
    rest = re.split(f"[{ALWAYS}]", text[at + 1:])[0]
    return any(mark in CLOSING for mark in rest) and not any(mark in OPENING for mark in rest.split("）")[0])


def _trimmed(piece: str) -> str:
    return piece.strip(" \t\n　。；;，,、")


def _may_cut(text: str, start: int, at: int, fiscal_year: int) -> bool:
    """Whether a ，、 at this place stands between two indicators."""
    before, after = _trimmed(text[start:at]), re.split(f"[{ALWAYS}]", text[at + 1:])[0].strip()
    if not after or re.fullmatch(r"\d{0,2}", before) or (text[at] in ",，" and re.search(r"\d$", text[:at]) and re.match(r"\d{3}(?!\d)", after)):
        return False
    return ends_in_value(before, fiscal_year) and _has_name(LIST_NUMBER.sub("", after), fiscal_year)


def ends_in_value(text: str, fiscal_year: int) -> bool:
    """Whether a text ends in a complete value: an amount, a date, or the words of a quality (逐步提升)."""
    if TIME_CLAUSE.search(text):
        return False
    target = parse_target(text, fiscal_year)
    if isinstance(target, Problem):
        return target.code in (Fault.IMPOSSIBLE_DATE, Fault.MONTH_BOUNDARY)
    if target.comparison is not Comparison.QUALITATIVE:
        return target.wording is None
    found = WORDED.search(text)
    return found is not None and found.start() >= 3 and len(found[0]) >= 4


def _has_name(text: str, fiscal_year: int) -> bool:
    """Whether what follows names something of its own: words before its value, and not a value alone (成效显著)."""
    clause = _trimmed(re.split("[，,、。\n]", text)[0])
    wording = read_wording(clause if re.search(r"\d", clause) else _trimmed(text), fiscal_year)
    if isinstance(wording.target, Target) and wording.target.comparison is Comparison.QUALITATIVE and not wording.recurring:
        return len(clause) >= 5 and (wording.name != clause or len(clause) >= 6)
    return not wording.nameless and len(wording.name) >= 2


def _dated(target: Target | Problem) -> bool:
    if isinstance(target, Problem):
        return target.code in (Fault.IMPOSSIBLE_DATE, Fault.MONTH_BOUNDARY)
    return target.deadline is not None


def _value_start(text: str, target: Target | Problem, fiscal_year: int) -> int:
    """Where the value begins: the latest place from which the rest alone reads the same."""
    def same(rest: str) -> bool:
        found = parse_target(rest, fiscal_year)
        return found == target if isinstance(target, Target) else isinstance(found, Problem) and found.code == target.code

    places = [at for at in range(len(text[:LONGEST_NAME])) if at == 0 or not (MIDDLE.match(text[at - 1]) and MIDDLE.match(text[at]))]
    return next((at for at in reversed(places) if re.match(r"[^\s:：，,]", text[at]) and re.search(r"\d", text[at:]) and same(text[at:])),
                _first_mark(text))


def _first_mark(text: str) -> int:
    found = re.search(r"[≥≤≧≦＞＜>=<＝\d]", text)
    return found.start() if found else len(text)


def _worded(text: str, bare: str, target: Target) -> Wording:
    """定性指标: the words of its value are the last ones; what stands before them is the name."""
    plain = bare.rstrip("。；;，,、")
    if found := re.search(f"{ADVERB}{VERB}$", plain):
        name, value = plain[:found.start()], found[0]
    elif clause := SHORT_CLAUSE.match(plain):
        name, value = clause["name"], clause["value"] or clause["result"]
    elif found := WORDED.search(plain):
        name, value = plain[:found.start()], found[0]
    else:
        name, value = plain, plain
    name = NAME_TAIL.sub("", name) or plain
    return Wording(text, name[:LONGEST_NAME], replace(target, wording=value))
