"""Accounts: one-time links, passwords, roles, and that nobody locks the last administrator out."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from scorecard import accounts
from scorecard.accounts import LINK_LASTS, accept, add, administered, change_password, enable, give, invited, people, person, refuse_weak, reset, verified
from scorecard.auth import EVERYWHERE, Actor, Role, local
from scorecard.configuration import Oidc
from scorecard.problems import Refused
from scorecard.provider import known_account
from scorecard.sessions import Sessions
from scorecard.store import Store

BOTH_STORES = True
ME = local("t")
WORD = "correct horse battery"


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


@pytest.fixture
def boss(store: Store) -> Store:
    """A store with an administrator of everything."""
    accept(store, add(store, "boss", "王主任", {EVERYWHERE: Role.ADMINISTRATOR}, by=ME), WORD, address="10.0.0.1")
    return store


def test_a_link_sets_a_password_once(store: Store) -> None:
    token = add(store, " wang ", "  王  五 ", {"047022": Role.RECORDER}, by=ME)
    wang = person(store, "wang")
    assert (wang.display_name, wang.enabled, wang.has_password, dict(wang.roles)) == ("王 五", True, False, {"047022": Role.RECORDER})
    assert not verified(store, "wang", "") and not verified(store, "wang", WORD)
    assert accept(store, token, WORD, address="") == "wang"
    assert verified(store, "wang", WORD) and not verified(store, "wang", WORD + "x") and not verified(store, "nobody", WORD)
    with pytest.raises(Refused) as refused:
        accept(store, token, "another password", address="10.0.0.9")
    assert codes(refused) == ["link_void"]
    assert verified(store, "wang", WORD)
    assert store.ask("audit/all")[-1]["outcome"] == "denied"


def test_a_link_lapses_and_a_new_one_voids_it(store: Store) -> None:
    token = add(store, "wang", "", {}, by=ME)
    with store.writing() as moment:
        pass
    assert invited(store, token, moment) == "wang"
    assert invited(store, token, moment + LINK_LASTS + timedelta(seconds=1)) is None
    newer = reset(store, "wang", by=ME)
    assert invited(store, token, moment) is None and invited(store, newer, moment) == "wang"
    assert invited(store, "", moment) is None


def test_neither_token_nor_password_is_kept_as_it_is(boss: Store) -> None:
    token = add(boss, "wang", "", {}, by=ME)
    kept = [str(row) for table in ("account/standing", "audit/all") for row in boss.ask(table)] + [str(boss.ask("account/credential", account="boss"))]
    assert not any(token in row or WORD in row for row in kept)
    assert boss.ask("account/credential", account="boss")[0]["password_hash"].startswith("$argon2id$")


@pytest.mark.parametrize(("account", "code"), [("", "account_name"), ("a b", "account_name"), ("x" * 61, "account_name"), ("<script>", "account_name"),
                                               ("../x", "account_name"), ("BOSS", "account_taken")])
def test_a_name_that_will_not_do(boss: Store, account: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        add(boss, account, "", {}, by=ME)
    assert codes(refused) == [code]
    assert [p.account for p in people(boss)] == ["boss"]


@pytest.mark.parametrize("word", ["", "short", "aaaaaaaaaaaaaaaa", "wangwangwang1", "x" * 129])
def test_a_password_that_will_not_do(word: str) -> None:
    with pytest.raises(Refused) as refused:
        refuse_weak(word, "wangwang")
    assert codes(refused) == ["password_weak"]


def test_changing_ones_password_ends_the_other_sign_ins(boss: Store) -> None:
    sessions = Sessions(boss, timedelta(minutes=30), timedelta(hours=12))
    here, there = (accounts.hash_of(sessions.begin("boss", "10.0.0.1")) for _ in range(2))
    by = Actor("boss", session_id=here)
    with pytest.raises(Refused) as refused:
        change_password(boss, "boss", "wrong", "a new long password", by=by)
    assert codes(refused) == ["password_wrong"]
    change_password(boss, "boss", WORD, "a new long password", by=by)
    assert sessions.find(here) and not sessions.find(there)
    assert verified(boss, "boss", "a new long password") and not verified(boss, "boss", WORD)


CHANGES: dict[str, Callable[[Store], object]] = {
    "role": lambda store: give(store, "wang", "047022", Role.VIEWER, by=ME),
    "taken": lambda store: give(store, "wang", EVERYWHERE, None, by=ME),
    "disabled": lambda store: enable(store, "wang", False, by=ME),
    "reset": lambda store: reset(store, "wang", by=ME)}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_a_change_of_role_state_or_password_ends_the_sign_ins(boss: Store, change: Callable[[Store], object]) -> None:
    accept(boss, add(boss, "wang", "", {EVERYWHERE: Role.RECORDER}, by=ME), WORD, address="")
    sessions = Sessions(boss, timedelta(minutes=30), timedelta(hours=12))
    token = accounts.hash_of(sessions.begin("wang", ""))
    assert boss.roles(Actor("wang", session_id=token)) == {EVERYWHERE: Role.RECORDER}
    change(boss)
    assert sessions.find(token) is None
    assert boss.roles(Actor("wang", session_id=token)) == {}


def test_the_last_administrator_stays(boss: Store) -> None:
    for change in (lambda: enable(boss, "boss", False, by=ME), lambda: give(boss, "boss", EVERYWHERE, Role.VIEWER, by=ME),
                   lambda: give(boss, "boss", EVERYWHERE, None, by=ME)):
        with pytest.raises(Refused) as refused:
            change()
        assert codes(refused) == ["last_administrator"]
    add(boss, "second", "", {EVERYWHERE: Role.ADMINISTRATOR}, by=ME)
    enable(boss, "boss", False, by=ME)
    assert administered(boss) and not verified(boss, "boss", WORD)
    enable(boss, "boss", True, by=ME)
    assert verified(boss, "boss", WORD)


def test_the_same_role_again_changes_nothing(boss: Store) -> None:
    before = len(boss.ask("audit/all"))
    give(boss, "boss", EVERYWHERE, Role.ADMINISTRATOR, by=ME)
    enable(boss, "boss", True, by=ME)
    assert len(boss.ask("audit/all")) == before


@pytest.mark.parametrize("change", [lambda store: give(store, "nobody", EVERYWHERE, Role.VIEWER, by=ME), lambda store: reset(store, "nobody", by=ME),
                                    lambda store: give(store, "boss", "123456", Role.VIEWER, by=ME)])
def test_an_unknown_account_or_unit_is_refused(boss: Store, change: Callable[[Store], None]) -> None:
    with pytest.raises(Refused) as refused:
        change(boss)
    assert codes(refused)[0] in ("no_account", "unknown_unit")


def test_a_store_without_an_administrator_says_so(store: Store) -> None:
    assert not administered(store)
    add(store, "wang", "", {"047022": Role.ADMINISTRATOR}, by=ME)
    assert not administered(store)


GROUPS = Oidc("http://127.0.0.1:1", "scorecard", "secret", roles_claim="groups",
              roles={"unit": (Role.RECORDER, "047022"), "look": (Role.VIEWER, "047022"), "all": (Role.ADMINISTRATOR, EVERYWHERE)})


def test_a_providers_groups_make_an_account_give_roles_and_take_them(boss: Store) -> None:
    for groups, roles in ((["look", "of no interest"], {"047022": Role.VIEWER}), (["unit", "look"], {"047022": Role.RECORDER}),
                          (["all"], {EVERYWHERE: Role.ADMINISTRATOR}), ([], {})):
        assert known_account(boss, GROUPS, {"preferred_username": "li.na", "groups": groups, "name": "李娜"}) == "li.na"
        assert person(boss, "li.na").roles == roles


@pytest.mark.parametrize("account", ["li.na", "nobody"])
def test_a_provider_changes_nothing_of_an_account_it_cannot_let_in(boss: Store, account: str) -> None:
    """A disabled one keeps the roles that it would have if it were enabled again; one without any role is not made."""
    known_account(boss, GROUPS, {"preferred_username": "li.na", "groups": ["unit"]})
    enable(boss, "li.na", False, by=ME)
    before, trail = people(boss), boss.ask("audit/all")
    with pytest.raises(Refused) as refused:
        known_account(boss, GROUPS, {"preferred_username": account, "groups": ["all"] if account == "li.na" else []})
    assert codes(refused) == ["provider_no_account"]
    assert people(boss) == before and boss.ask("audit/all") == trail
