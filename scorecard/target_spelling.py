"""One spelling for every printed target: half-width marks, one sign, Arabic digits, cells in order. Step 1 of `targets.py`."""

import re
from collections.abc import Callable
from typing import NamedTuple
from unicodedata import normalize

Spelling = str | Callable[[re.Match[str]], str]
WIDE = re.compile("[！-￥﹐-﹫⼀-⿕]")  # not NFKC throughout: it would turn ㎡ into m2 and ① into 1
GLYPHS = str.maketrans("≧⩾≽≮>≦⩽≼≯<═−–—―‐‑─~〜∼│[【〔]】〕", "≥≥≥≥≥≤≤≤≤≤=----------|((()))")

# Words of the language.
HAN = "[一-鿿㐀-䶿]"
ONE_TO_NINE = "[一二两三四五六七八九]"
NUMERAL = f"(?:{ONE_TO_NINE}?十{ONE_TO_NINE}?|[零〇一二两三四五六七八九])"
NUMERALS = str.maketrans("〇零一二两三四五六七八九点", "001223456789.")
NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15})(?:\.[0-9]{1,8})?(?![0-9]|\.[0-9])"
TO = "(?:起?[-至到]{1,2})"
THING = (
    "平方公里|平方千米|平方厘米|平方米|立方米|个工作日|个百分点|百分点|工作日|公里|千米|厘米|毫米|海里|公顷|公斤|千克|毫克|微克|千瓦时|千瓦|"
    "人次|家次|批次|场次|户次|车次|架次|班次|件次|台次|台套|台班|人日|人天|人月|个月|小时|分钟|学时|课时|周岁|季度|年度|美元|条目|"
    "元|人|次|个|批|场|件|项|家|户|所|座|亩|米|吨|克|斤|升|只|头|匹|羽|尾|株|棵|台|套|辆|艘|架|条|份|篇|册|本|部|幅|张|页|期|届|轮|"
    "班|名|位|处|间|栋|幢|片|块|根|枚|支|组|队|对|双|副|起|例|宗|案|种|类|款|级|门|节|堂|集|盘|盒|箱|袋|瓶|桶|包|字|号|倍|分|秒|天|日|周|月|年|岁|度|"
    "㎡|㎥|㎞|㎏|℃|(?:[km]m|cm|m)[²³23]?(?![A-Za-z0-9])|(?:[kKMGT]B|Mbps|kg|g|t|mg|L|kW|kWh|MW|dB)(?![A-Za-z0-9])"
)
WORD = f"(?:[%‰]|[百千万亿]{{0,2}}(?:{THING})(?:[/、·](?:{THING}))*|[万亿萬億]{{1,2}}(?:{THING})?(?:/(?:{THING}))*)"
DONE = "(?:完成|到位|结束|竣工|完工|建成|验收|交付|投入|投用|上线|印发|报送|提交|发放|支付|拨付|办结|落实|达标|覆盖|截止)(?!率)"
ADVERB = "(?:逐步|逐年|逐渐|不断|持续|有效|显著|明显|进一步|稳步|大幅|基本|及时|全面|切实|较大|有所)"
VERB = "(?:提升|提高|加强|增强|改善|优化|完善|扩大|巩固|减轻|降低|下降|减少|好转|增长|推进|健全|规范|发展|增加|缓解|稳定|保障|促进|上升)"
CHANGE = "(?:提升|提高|增长|增加|增幅|上升|上涨|涨幅|下降|降低|降幅|减少|压减|压缩|缩减|缩短|增收)"
YEAR = "(?:19|20)[0-9]{2}"
AHEAD = "(?:之|以)?前"
NOT = "(?P<no>不(?:得|能够?|应该?|应当|可以?|允许|会|再|宜|许|准|要)?|未|没有?|无|严禁|禁止|杜绝|防止|避免)?"
COUNT_IN_NUMERALS = (  # after a sign or a verb, or as the whole of what follows the name
    f"(?:(?<=[≥≤=:|])|(?<=举办|举行|开展|组织|召开|完成|培训|检查|抽检|新建|购置|采购|达到)(?!一次性)"
    f"|(?:^|(?<={HAN})(?<![第每逐统唯单不漏落缺同专其之有度年月周天一二两三四五六七八九十百千几数]))(?={NUMERAL}{WORD}(?:[及或]?以[上下内]|之内)?[。;]?$))"
    f"(?!一[批些定系]){NUMERAL}(?={WORD})"
)


def _spellings(*pairs: tuple[str, Spelling]) -> list[tuple[re.Pattern[str], Spelling]]:
    return [(re.compile(pattern), spelling) for pattern, spelling in pairs]


SPELLINGS = _spellings(
    (r"(?<=[0-9.,])\s+(?=[0-9.,])", "?"),  # 10 20 is no 1020
    (r"[\s\u200b-\u200f\u2060\ufeff\u00ad]", ""),
    (r"^(?:\(?[0-9]{1,2}\)[、.]?|[0-9]{1,2}[、.])(?=[^0-9])", ""),  # the number of a list
    ("=?([≥≤])=?", r"\1"),
    (
        f"{NOT}(?:(?P<more>大于|高于|多于|超过|超出?(?={NUMBER})|突破(?={NUMBER}))|小于|低于|少于|不足(?={NUMBER}))(?:或?等于)?",
        lambda m: "≥" if bool(m["more"]) != bool(m["no"]) else "≤",
    ),
    ("(?<!不)等于", "="),
    (f"(?:至少|最少|最低|起码|下限)[为是达到:]{{0,2}}(?=[¥0-9百]|{NUMERAL})", "≥"),
    (f"(?:至多|最多|最高|最大|上限)[为是达到:]{{0,2}}(?=[¥0-9百]|{NUMERAL})", "≤"),
    ("(?<=[0-9|*])百分比", "%"),
    ("百分之百(?![零〇一二两三四五六七八九十])", "100%"),
    (f"百分之({NUMERAL}|{NUMBER})(点{ONE_TO_NINE})?", lambda m: _numeral(m[1]) + (m[2] or "").translate(NUMERALS) + "%"),
    (f"千分之({NUMERAL}|{NUMBER})", lambda m: _numeral(m[1]) + "‰"),
    ("[〇零一二三四五六七八九]{4}(?=年)", lambda m: m[0].translate(NUMERALS)),
    (f"{NUMERAL}(?=月(?:[底末前份上中下完]|{NUMERAL}[日号]))|(?<=月){NUMERAL}(?=[日号])", lambda m: _numeral(m[0])),
    (COUNT_IN_NUMERALS, lambda m: _numeral(m[0])),
    (r"(?<=[0-9])(个?工作日|小时|分钟?|秒|天|日|周|个?月|年)内", r"\1以内"),
    (rf"(?<=[0-9])\(({WORD})\)", r"\1"),
    (rf"(?<=[0-9])({WORD})\(({THING})\)", r"\1/\2"),  # 35000台（件）: either word
)
BRACKET = re.compile(  # a template or measure word, a formula or remark; one that holds the value stays
    rf"(?<!/)\((?:(?P<sign>[≥≤=]*)[*×Xx_□]*(?P<word>{WORD})?|(?:计算|公式|注[:明]|不?含)[^()]*|[^()]*[÷×*/][^()]*|[^()0-9≥≤=]*)\)"
)
DATE_SPELLINGS = _spellings(
    (rf"({YEAR})([-./])([0-9]{{1,2}})\2([0-9]{{1,2}})[日号]?(?![0-9])", r"\1年\3月\4日"),
    (rf"(?<=日)({TO})([0-9]{{1,2}})[-./]([0-9]{{1,2}})(?![0-9年月日])", r"\1\2月\3日"),
    (rf"({YEAR})([-./])([0-9]{{1,2}})({TO})({YEAR})\2([0-9]{{1,2}})(?![0-9./日])", r"\1年\3月-\5年\6月"),
    (rf"({YEAR})[-./]([0-9]{{1,2}})(?=月|[底末]|(?:之|以)?前)月?", r"\1年\2月"),
    (rf"(?<![0-9])({YEAR})([0-9]{{2}})([0-9]{{2}})日?(?=(?:之|以)?前)", r"\1年\2月\3日"),
    (r"(?<![0-9./年月-])([0-9]{1,2})[./-]([0-9]{1,2})(?=(?:之|以)?前)", r"\1月\2日"),
    (rf"({YEAR})年?{TO}({YEAR})年", r"\1年1月-\2年12月"),
    (f"({YEAR})年度?全年度?", r"\1年1月-12月"),
    ("^全年度?$", "1月-12月"),
    (f"[一二三四](?=季度|{TO}第?[一二三四1-4]季度)", lambda m: _numeral(m[0])),
    (f"第?([1-4])季?度?{TO}第?([1-4])季度", lambda m: f"{int(m[1]) * 3 - 2}月-{int(m[2]) * 3}月"),
    ("第?([1-4])季度", lambda m: f"{int(m[1]) * 3}月"),
    ("([上下])半年", lambda m: "6月" if m[1] == "上" else "12月"),
    (f"({YEAR})年(?:年|度|以)?[底末终内]|({YEAR})年度?(?={DONE})", lambda m: f"{m[1] or m[2]}年12月底"),
    ("(?<![0-9半一二两三四五六七八九十几多数去上次明下往历逐每])年(?:年|度|以)?[底末内终]|^年(?=前)|(?<=[今本当])年前", "12月底"),
    ("[今本当]年度?(?=[0-9])|[今本当](?=12月)", ""),
)
SIGN = re.compile("[≥≤=]+")
AMOUNT = re.compile(f"(?P<low>-?{NUMBER})(?P<word>{WORD})?(?:(?P<join>{TO}|±)(?P<high>{NUMBER})(?P<last>{WORD})?)?")
MEASURE_WORD = re.compile(WORD)


class Spelled(NamedTuple):
    """A target in one spelling. signs, measure_word: what the brackets of its name say."""

    text: str
    signs: str
    measure_word: str | None


def respell(text: str, spellings: list[tuple[re.Pattern[str], Spelling]]) -> str:
    """The text with every spelling put in place of what its pattern finds, in order."""
    for pattern, spelling in spellings:
        text = pattern.sub(spelling, text)
    return text


def spell(text: str) -> Spelled:
    """A printed target in the one spelling, brackets taken out."""
    text = respell(WIDE.sub(lambda m: normalize("NFKC", m[0]), text).translate(GLYPHS), SPELLINGS)
    signs, words = "", set()
    for _ in range(3):  # brackets within brackets, the inner ones first
        signs += "".join(m["sign"] or "" for m in BRACKET.finditer(text))
        words |= {m["word"] for m in BRACKET.finditer(text) if m["word"]}
        text = BRACKET.sub("", text)
    return Spelled(_in_order([cell for cell in text.split("|") if cell]), signs, "/".join(sorted(words)) or None)


def _in_order(cells: list[str]) -> str:
    """Cells as one text: name, sign, number, measure word. What cannot be told apart keeps its order."""
    signs, amounts, words = ([c for c in cells if pattern.fullmatch(c)] for pattern in (SIGN, AMOUNT, MEASURE_WORD))
    names = [c for c in cells if c not in (*signs, *amounts, *words, "定量")]
    if len(amounts) != 1 or len(signs) > 1 or len(words) > 1:
        return ":".join(cells)
    if not words and names and cells[-2:] == [amounts[0], names[-1]]:
        words = [names.pop()]
    return "".join([*(f"{name}:" for name in names), *signs, *amounts, *words])


def _numeral(numeral: str) -> str:
    """二十 as "20", 十二 as "12", 三 as "3"."""
    tens, ten, ones = numeral.partition("十")
    return ((tens or "1") + (ones or "0") if ten else numeral).translate(NUMERALS)
