"""Roles and what each may do: the table that docs print is the one that is enforced."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard import settings
from scorecard.auth import EVERYWHERE, MATRIX, WHOLE, Action, Role, permits, permits_somewhere, read_role

ROLES = st.dictionaries(st.sampled_from(["047022", "999999", EVERYWHERE]), st.sampled_from(list(Role)))


def test_the_table_in_the_docs_is_the_one_enforced() -> None:
    page = (settings.ROOT / "docs" / "roles.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if re.search(r"\| `\w+` \|", line)]
    assert {row[1].strip("`") for row in rows} == set(Action)
    for row in rows:
        action = Action(row[1].strip("`"))
        assert [cell.startswith("✓") for cell in row[2:]] == [action in MATRIX[role] for role in Role]
        assert (action in WHOLE) == ("of all units" in row[4])


@pytest.mark.parametrize("action", Action)
def test_each_role_may_do_what_the_one_before_may(action: Action) -> None:
    allowed = [action in MATRIX[role] for role in Role]
    assert allowed == sorted(allowed)


@given(ROLES, st.sampled_from([a for a in Action if a is not Action.ENTER]), st.sampled_from(["047022", "999999", "1"]))
def test_only_a_role_in_the_unit_or_everywhere_permits(roles: dict[str, Role], action: Action, unit: str) -> None:
    everywhere, here = roles.get(EVERYWHERE), roles.get(unit)
    wanted = bool(everywhere and action in MATRIX[everywhere]) or bool(action not in WHOLE and here and action in MATRIX[here])
    assert permits(roles, action, unit) is wanted
    if wanted:
        assert permits_somewhere(roles, action)


def test_nobody_without_a_role_may_anything_but_sign_in_and_out() -> None:
    assert [action for action in Action if permits({}, action, "047022")] == [Action.ENTER]
    assert not permits({}, Action.VIEW)
    assert permits({"047022": Role.VIEWER}, Action.VIEW)
    assert not permits({"047022": Role.ADMINISTRATOR}, Action.PEOPLE)


@pytest.mark.parametrize(("written", "role"), [("viewer", Role.VIEWER), (" Recorder ", Role.RECORDER), ("ADMINISTRATOR", Role.ADMINISTRATOR),
                                               ("root", None), ("", None), ("mro", None)])
def test_a_role_is_read_by_its_name(written: str, role: Role | None) -> None:
    assert read_role(written) is role
