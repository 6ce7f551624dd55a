"""Units in folders: a unit stands where it was last put, every folder is reached from the top, and no unit is lost or doubled."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.auth import local
from scorecard.keeping import adopt, place_unit
from scorecard.model import Budget, Unit
from scorecard.problems import Refused
from scorecard.store import Store
from scorecard.unit_tree import DEEPEST, LONGEST_NAME, UnitPlace, folders, path_of, path_text, read_path, units_below, units_in

NAMES = st.sampled_from(["省局", "直属单位", "市局", "Bureau 1", "县局"])
PLACES = st.lists(st.lists(NAMES, max_size=3).map(tuple), max_size=12).map(
    lambda paths: [UnitPlace(Unit(str(n), f"单位{n}"), path) for n, path in enumerate(paths)])


# --- the tree -------------------------------------------------------------------------------------------------------


def walked(places: list[UnitPlace], folder: tuple[str, ...] = ()) -> Iterator[UnitPlace]:
    """Every unit, folder by folder, as a person would open them."""
    yield from units_in(places, folder)
    for below in folders(places, folder):
        assert below[:-1] == folder
        yield from walked(places, below)


@given(PLACES)
def test_walking_the_tree_meets_every_unit_once(places: list[UnitPlace]) -> None:
    met = list(walked(places))
    assert sorted(p.unit.unit_code for p in met) == sorted(p.unit.unit_code for p in places)
    assert tuple(met) == units_below(places)


@given(PLACES, st.lists(NAMES, max_size=3).map(tuple))
def test_below_a_folder_is_what_stands_in_it_and_below_its_folders(places: list[UnitPlace], folder: tuple[str, ...]) -> None:
    parts = [*units_in(places, folder), *(place for below in folders(places, folder) for place in units_below(places, below))]
    assert tuple(parts) == units_below(places, folder)
    assert all(units_below(places, below) for below in folders(places, folder))  # no folder is empty
    assert list(folders(places, folder)) == sorted(set(folders(places, folder)))


def read(names: Sequence[str]) -> tuple[str, ...] | list[str]:
    """The path, or the codes of what is wrong."""
    try:
        return read_path(names)
    except Refused as refused:
        return [p.code for p in refused.problems]


@given(st.lists(st.text(), max_size=9))
def test_a_path_is_refused_in_words_or_comes_back_as_written(names: list[str]) -> None:
    found = read(names)
    if isinstance(found, list):
        assert set(found) <= {"folder_empty", "folder_too_long", "folder_sign", "folder_too_deep"}
    else:
        assert path_of(path_text(found)) == found == read(found)


@pytest.mark.parametrize(("names", "path"), [
    ((), ()), ((" 省局 ", "直属\u3000单位\n"), ("省局", "直属 单位")), (("甲" * LONGEST_NAME,) * DEEPEST, ("甲" * LONGEST_NAME,) * DEEPEST)],
                         ids=["the top", "blanks", "as long and deep as can be"])
def test_names_that_can_be(names: tuple[str, ...], path: tuple[str, ...]) -> None:
    assert read_path(names) == path


@pytest.mark.parametrize(("names", "codes"), [
    (("省局", " "), ["folder_empty"]), (("甲" * (LONGEST_NAME + 1),), ["folder_too_long"]), (("省局/市局",), ["folder_sign"]),
    (("省\u200b局",), ["folder_sign"]), (("省\x00局", ""), ["folder_sign", "folder_empty"]), (("甲",) * (DEEPEST + 1), ["folder_too_deep"])])
def test_names_that_cannot_be(names: tuple[str, ...], codes: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        read_path(names)
    assert [p.code for p in refused.value.problems] == codes


# --- in the store ---------------------------------------------------------------------------------------------------


def test_a_unit_stands_where_it_was_last_put(store: Store, budget: Budget) -> None:
    other = replace(budget, unit=Unit("1", "另一单位"))
    adopt(store, [other], by=local("t"))
    assert store.units() == (UnitPlace(budget.unit, ()), UnitPlace(other.unit, ()))
    version = store.version
    place_unit(store, "047022", ("省局", "直属单位"), by=local("tester"))
    between = datetime.now(UTC).replace(tzinfo=None)
    place_unit(store, "047022", (" 市局 ",), by=local("tester"))
    place_unit(store, "1", ("省局",), by=local("tester"))
    assert store.version == version  # no judgement reads differently
    assert [p.path for p in store.units()] == [("市局",), ("省局",)] and [p.path for p in store.units(between)] == [("省局", "直属单位"), ()]
    place_unit(store, "047022", (), by=local("tester"))
    adopt(store, [replace(budget, unit=replace(budget.unit, name="改名"), fiscal_year=2026)], by=local("t"))
    store.close()
    again = Store(store.place)
    assert again.units() == (UnitPlace(replace(budget.unit, name="改名"), ()), UnitPlace(other.unit, ("省局",)))
    again.close()


@pytest.mark.parametrize(("place", "code"), [
    (lambda store: place_unit(store, "9", ("省局",), by=local("t")), "unknown_unit"),
    (lambda store: place_unit(store, "047022", ("",), by=local("t")), "folder_empty"),
])
def test_what_cannot_be_is_refused_and_nothing_moves(store: Store, place: Callable[[Store], None], code: str) -> None:
    with pytest.raises(Refused) as refused:
        place(store)
    assert [p.code for p in refused.value.problems] == [code] and store.units()[0].path == ()


def test_a_read_only_store_moves_nothing(store: Store) -> None:
    store.read_only = True
    with pytest.raises(Refused) as refused:
        place_unit(store, "047022", ("省局",), by=local("t"))
    assert [p.code for p in refused.value.problems] == ["read_only"]
