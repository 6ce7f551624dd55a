"""Units in folders of a tree (bureau → unit): which folder holds what. Pure: a store says where each unit stands.

A folder is a path of names from the top down, () the top itself. It is there as long as a unit stands in it or below it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import category

from scorecard.model import Unit
from scorecard.problems import Problem, Refused

Path = tuple[str, ...]
SEPARATOR = "/"
LONGEST_NAME, DEEPEST = 60, 8
UNSEEN = ("Cc", "Cf", "Cs")  # control, format, surrogate


@dataclass(frozen=True)
class UnitPlace:
    """A unit and the folder it stands in."""

    unit: Unit
    path: Path


def read_path(names: Sequence[str]) -> Path:
    """The names of folders as typed, blanks made single; Refused with what is wrong with any of them."""
    path = tuple(" ".join(name.split()) for name in names)
    problems = [Problem("folder_too_deep", values={"most": DEEPEST})] if len(path) > DEEPEST else []
    for name in path:
        if not name:
            problems.append(Problem("folder_empty"))
        elif len(name) > LONGEST_NAME:
            problems.append(Problem("folder_too_long", values={"name": name[:20], "longest": LONGEST_NAME}))
        elif any(sign == SEPARATOR or category(sign) in UNSEEN for sign in name):
            problems.append(Problem("folder_sign", values={"name": "".join(sign for sign in name if category(sign) not in UNSEEN)}))
    if problems:
        raise Refused(problems)
    return path


def path_text(path: Path) -> str:
    """A path in one line: 省局/直属单位."""
    return SEPARATOR.join(path)


def path_of(text: str) -> Path:
    """The path that `path_text` wrote."""
    return tuple(text.split(SEPARATOR)) if text else ()


def folders(places: Iterable[UnitPlace], within: Path = ()) -> tuple[Path, ...]:
    """The folders right in a folder, by name."""
    depth = len(within) + 1
    return tuple(sorted({place.path[:depth] for place in places if len(place.path) >= depth and place.path[:depth - 1] == within}))


def units_in(places: Iterable[UnitPlace], folder: Path = ()) -> tuple[UnitPlace, ...]:
    """The units that stand right in a folder, by code."""
    return _sorted(place for place in places if place.path == folder)


def units_below(places: Iterable[UnitPlace], folder: Path = ()) -> tuple[UnitPlace, ...]:
    """The units that stand in a folder or anywhere below it, folder by folder, by code within."""
    return _sorted(place for place in places if place.path[:len(folder)] == folder)


def _sorted(places: Iterable[UnitPlace]) -> tuple[UnitPlace, ...]:
    return tuple(sorted(places, key=lambda place: (place.path, place.unit.unit_code)))
