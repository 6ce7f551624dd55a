"""Words, numbers, money and dates in Chinese and English. Every user text stands in messages.toml, both languages side by side."""

import re
import tomllib
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

from scorecard.problems import Problem

LANGUAGES = ("zh", "en")
YUAN_PER_WAN = Decimal(10000)
NOTHING = "—"
_MARKS = re.compile(r"([\\`*_\[\]<>!$:~|#])")


@cache
def messages() -> dict[str, dict[str, str]]:
    """Every message: key -> {"zh": ..., "en": ...}."""
    found: dict[str, dict[str, str]] = {}
    with Path(__file__).with_name("messages.toml").open("rb") as file:
        for section, entries in tomllib.load(file).items():
            for name, pair in entries.items():
                found[f"{section}.{name}"] = pair
    return found


def text(key: str, lang: str, **values: object) -> str:
    """The message in the reader's language, its blanks filled. KeyError for a key that messages.toml does not have."""
    return messages()[key][lang].format(**values)


def spoken(asked: str | None, browsers: str | None) -> str:
    """zh or en: what is asked for, else what the browser speaks, else Chinese."""
    return asked if asked in LANGUAGES else "en" if (browsers or "").lower().startswith("en") else "zh"


def unmarked(words: str) -> str:
    """A text that others wrote, for what is read as markdown: no sign in it means anything."""
    return _MARKS.sub(r"\\\1", words)


def has(key: str) -> bool:
    """Whether messages.toml has this key."""
    return key in messages()


def problem_text(problem: Problem, lang: str) -> str:
    """A Problem as a sentence: where, what, what to do."""
    values = {name: _shown(value, lang) for name, value in problem.values.items()}
    sentence = text(f"problem.{problem.code}", lang, **values)
    parts = []
    if problem.line is not None:
        parts.append(text("problem_at.line", lang, line=problem.line))
    if problem.field is not None:
        parts.append(field_name(problem.field, lang))
    return text("problem_at.colon", lang, where=text("problem_at.join", lang).join(parts), sentence=sentence) if parts else sentence


def _shown(value: object, lang: str) -> object:
    """What fills a problem's blank: a message's words for its key, a thing's name, a list of them, else as it is."""
    if isinstance(value, str) and has(value):
        return text(value, lang)
    if isinstance(value, tuple):
        return text("header.and", lang).join(str(_shown(one, lang)) for one in value) or NOTHING
    return name_of(value, lang) if hasattr(value, "name_en") else value


def field_name(name: str, lang: str) -> str:
    """The label of a fact's field; the raw name where it is none of ours."""
    return text(f"field.{name}", lang) if has(f"field.{name}") else name


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Rounded once, half away from zero, as the finance forms do."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def number(value: Decimal | int | None, places: int = 0) -> str:
    """A number with thousands commas and fixed places; — for nothing."""
    if value is None:
        return NOTHING
    rounded = round_half_up(Decimal(value), places)
    return f"{rounded if rounded else abs(rounded):,.{places}f}"


def plain(value: Decimal) -> str:
    """A number as it would be printed in a table: no trailing zeros, no exponent (20.29, 10, 0.5)."""
    shown = f"{value:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def percent(fraction: Decimal | None, largest: int | None = None) -> str:
    """A fraction as 54.1%; — for nothing. Above `largest` per cent only that it is (>999%)."""
    if fraction is None:
        return NOTHING
    return f">{largest}%" if largest is not None and fraction * 100 > largest else f"{number(fraction * 100, 1)}%"


def wan(value_yuan: Decimal | None, places: int = 2) -> str:
    """Yuan shown in 万元, two places, without the word."""
    return NOTHING if value_yuan is None else number(value_yuan / YUAN_PER_WAN, places)


def wan_text(value_yuan: Decimal | None, lang: str) -> str:
    """Yuan shown in 万元 with the word; — for nothing."""
    return NOTHING if value_yuan is None else amount(value_yuan / YUAN_PER_WAN, "万元", lang)


def measure_word(word: str | None, lang: str) -> str:
    """计量单位 for the reader; an English reader gets the translation where there is one."""
    if not word:
        return ""
    return text(f"measure_word.{word}", lang) if has(f"measure_word.{word}") else word


def category(printed: str, lang: str) -> str:
    """二级指标 for the reader: as printed, or its translation."""
    return text(f"category.{printed}", lang) if has(f"category.{printed}") else printed


def places_of(word: str | None) -> int:
    """Decimal places a value in this measure word is shown with: 万元 two, % one, counts none."""
    return {"万元": 2, "亿元": 2, "元": 2, "%": 1, "‰": 1}.get(word or "", 0)


def figure(value: Decimal | None, word: str | None) -> str:
    """A value without its measure word: 11.86, 95.8, 10; a count that is not whole keeps its own places."""
    if value is None:
        return NOTHING
    places = places_of(word)
    if places == 0 and value != value.to_integral_value():
        return plain(round_half_up(value, 2))
    return number(value, places)


def with_word(shown: str, word: str | None, lang: str) -> str:
    """A shown number and its measure word: 95.8%, 11.86 万元, 10 次, 10."""
    unit = measure_word(word, lang)
    return f"{shown}{unit}" if unit in ("", "%", "‰") else f"{shown} {unit}"


def amount(value: Decimal | None, word: str | None, lang: str) -> str:
    """A value with its measure word; — for nothing."""
    return NOTHING if value is None else with_word(figure(value, word), word, lang)


def day(value: date, lang: str) -> str:
    """A day inside a sentence: 7月25日 / 25 Jul."""
    return text("format.day", lang, month=value.month, day=value.day, month_name=text(f"month.m{value.month}", lang))


def full_day(value: date, lang: str) -> str:
    """A day with its year: 2025年7月25日 / 25 Jul 2025."""
    return text("format.full_day", lang, year=value.year, month=value.month, day=value.day, month_name=text(f"month.m{value.month}", lang))


def name_of(thing: object, lang: str) -> str:
    """The name of a unit, programme, line or indicator: its translation for an English reader where one was given."""
    translated = getattr(thing, "name_en", None)
    return str(translated if lang == "en" and translated else thing.name)  # type: ignore[attr-defined]


def tables_text(forms: Sequence[str], lang: str) -> str:
    """22、23表 / tables 22, 23."""
    return text("header.tables", lang, forms=text("header.and", lang).join(forms))
