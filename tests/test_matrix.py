"""Who may do what: every role at every write of the store, on every page, and over HTTP, held against the printed matrix."""

import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from streamlit.testing.v1 import AppTest

from scorecard import accounts, settings, ui_visitor
from scorecard.accounts import hash_of
from scorecard.auth import EVERYWHERE, MATRIX, WHOLE, Action, Actor, Role, Way, local
from scorecard.backups import Backups
from scorecard.checking import check
from scorecard.holding import assign, decide, go_to, hold, note, seal
from scorecard.i18n import text
from scorecard.importing.budget_folder import read_budget_folder
from scorecard.keeping import adopt, place_unit, set_plan, state, submit
from scorecard.meetings import Meeting, Note, Step
from scorecard.menu import FILES, NEEDED
from scorecard.model import Plan, Rhythm, Statement, Submission
from scorecard.opening import lend
from scorecard.problems import Refused
from scorecard.reminding import Reminder
from scorecard.sending import Channels, send
from scorecard.sessions import Sessions
from scorecard.store import Store
from tests.office import PEOPLE, Office

UNIT, OTHER, YEAR = "047022", "1", 2025
KEY, EVER, WAITING = (UNIT, YEAR), (datetime(2000, 1, 1), datetime(3000, 1, 1)), timedelta(minutes=30)
ROLES: dict[str, dict[str, Role]] = {
    "viewer": {UNIT: Role.VIEWER}, "recorder": {UNIT: Role.RECORDER}, "administrator": {UNIT: Role.ADMINISTRATOR},
    "viewer_of_all": {EVERYWHERE: Role.VIEWER}, "recorder_of_all": {EVERYWHERE: Role.RECORDER}, "boss": {EVERYWHERE: Role.ADMINISTRATOR},
    "both": {EVERYWHERE: Role.VIEWER, UNIT: Role.RECORDER}, "elsewhere": {OTHER: Role.ADMINISTRATOR}, "nothing": {},
    "disabled": {EVERYWHERE: Role.ADMINISTRATOR}, "ended": {EVERYWHERE: Role.ADMINISTRATOR}}
"""Accounts and what they were given; the last two cannot act by it any more."""
WHO = (*ROLES, "proxied", "unknown", "anonymous", "local")
numbers, days = itertools.count(1), itertools.count(1)


@dataclass
class House:
    """A store with an account of every kind, each signed in."""

    folder: Path
    store: Store
    sessions: Sessions
    actors: Mapping[str, Actor]
    raw: Callable[..., dict[str, Any]]
    ready: dict[str, dict[str, Callable[[Actor], object]]] = field(default_factory=dict)
    stood: tuple[int, dict[str, Any]] = (-1, {})

    def fact(self, kind: str = "training_session", unit: str = UNIT, **more: object) -> Any:
        """A new fact (or a withdrawal) that could be recorded."""
        raw = self.raw(kind, unit=unit, **more) if kind else more | {"op_key": f"away-{next(numbers)}", "unit": unit}
        found = check(raw, self.store.budgets(), date(2026, 1, 15))
        assert not isinstance(found, list), found
        return found

    def recorded(self) -> str:
        """The key of a fact that is there to be corrected or withdrawn."""
        fact = self.fact()
        self.store.record([fact], by=local("t"))
        return str(fact.op_key)

    def told(self, since: int) -> list[dict[str, Any]]:
        """The audit trail after a record."""
        rows = self.store.ask("audit/latest", actor="", action="", outcome="", since=EVER[0], until=EVER[1], most=20)
        return [row for row in reversed(rows) if row["number"] > since]

    def last(self) -> int:
        """The number of the last record of the audit trail."""
        return int(self.store.ask("audit/head")[0]["number"])

    def before(self) -> dict[str, Any]:
        """How it stands; not read again where nobody did anything since the last time."""
        if self.stood[0] != self.last():
            self.stood = (self.last(), self.stands())
        return self.stood[1]

    def stands(self) -> dict[str, Any]:
        """Everything in the store but the audit trail, and the names of the backups."""
        return {name: sums for name, sums in self.store.sums().items() if not name.startswith("audit")} | {
            "backups": sorted(path.name for path in (self.folder / "backups").glob("*"))}


@pytest.fixture(scope="module", params=["file", "postgres"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, raw: Callable[..., dict[str, Any]]) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("matrix")
    store = Store(folder / "performance.duckdb" if request.param == "file" else request.getfixturevalue("cluster").database())
    (budget,) = read_budget_folder(settings.BUDGET_FOLDER)
    adopt(store, [budget, replace(budget, unit=replace(budget.unit, unit_code=OTHER, name="另一个单位"))], by=local("t"))
    sessions, actors = Sessions(store, WAITING, WAITING), {}
    for account, roles in ROLES.items():
        accounts.add(store, account, account, roles, by=local("t"))
        actors[account] = Actor(account, Way.ACCOUNT, "10.0.0.7", hash_of(sessions.begin(account, "10.0.0.7")))
    accounts.add(store, "proxied", "", {UNIT: Role.RECORDER}, by=local("t"))
    accounts.enable(store, "disabled", False, by=local("t"))
    ended = sessions.find(actors["ended"].session_id)
    assert ended
    sessions.end(ended, "signed out")
    actors |= {"proxied": Actor("proxied", Way.PROXY, "10.0.0.8"), "unknown": Actor("unknown", Way.ACCOUNT, "10.0.0.9"),
               "anonymous": Actor("", Way.ANONYMOUS, "10.0.0.9"), "local": local("t")}
    for held_on in (date(2025, 7, 28), date(2025, 12, 30)):
        hold(store, *KEY, Meeting(held_on), by=local("t"))
        go_to(store, *KEY, held_on, "rest", by=local("t"))
    decide(store, *KEY, _step(0), by=local("t"))
    yield House(folder, store, sessions, actors, raw)
    store.close()


def may(who: str, action: Action, unit: str = UNIT) -> bool:
    """What the printed matrix says, read without the code under test."""
    roles = ROLES.get(who, {"proxied": {UNIT: Role.RECORDER}, "anonymous": {EVERYWHERE: Role.VIEWER}, "local": {EVERYWHERE: Role.ADMINISTRATOR}}.get(who, {}))
    if who in ("disabled", "ended"):
        return False
    held = [roles[code] for code in ((EVERYWHERE,) if action in WHOLE else (EVERYWHERE, unit)) if code in roles]
    return any(action in MATRIX[role] for role in held)


# --- the store -----------------------------------------------------------------------------------------------------

Make = Callable[[House, int], Callable[[Actor], object]]
"""Prepares what is to be done; what it gives back does it, once, as somebody."""


def _step(n: int) -> Step:
    return Step(f"d{n}", f"d{n}", date(2025, 7, 28), "约谈", "22-03", "李某", date(2025, 8, 4))


def _account(house: House, n: int, enabled: bool = True) -> str:
    accounts.add(house.store, f"p{n}", "", {UNIT: Role.VIEWER}, by=local("t"))
    if not enabled:
        accounts.enable(house.store, f"p{n}", False, by=local("t"))
    return f"p{n}"


def _record(house: House, n: int) -> Callable[[Actor], object]:
    fact = house.fact()
    return lambda by: house.store.record([fact], by=by)


def _correct(house: House, n: int) -> Callable[[Actor], object]:
    fact = house.fact(supersedes=house.recorded(), title=f"第 {n} 期")
    return lambda by: house.store.record([fact], by=by)


def _withdraw(house: House, n: int) -> Callable[[Actor], object]:
    withdrawal = house.fact("", withdraws=house.recorded())
    return lambda by: house.store.record([withdrawal], by=by)


def _adopt(house: House, n: int) -> Callable[[Actor], object]:
    budget = house.store.budgets()[KEY]
    return lambda by: adopt(house.store, [replace(budget, unit=replace(budget.unit, name=f"第 {n} 版"))], by=by)


def _seal(house: House, n: int) -> Callable[[Actor], object]:
    meeting = Meeting(date(2025, 8, 1) + timedelta(days=next(days)))
    hold(house.store, *KEY, meeting, by=local("t"))
    return lambda by: seal(house.store, *KEY, meeting, by=by)


def _give(house: House, n: int) -> Callable[[Actor], object]:
    account = _account(house, n)
    return lambda by: accounts.give(house.store, account, UNIT, Role.RECORDER, by=by)


def _take(house: House, n: int) -> Callable[[Actor], object]:
    account = _account(house, n)
    return lambda by: accounts.give(house.store, account, UNIT, None, by=by)


def _enable(house: House, n: int) -> Callable[[Actor], object]:
    account = _account(house, n, enabled=False)
    return lambda by: accounts.enable(house.store, account, True, by=by)


def _disable(house: House, n: int) -> Callable[[Actor], object]:
    account = _account(house, n)
    return lambda by: accounts.enable(house.store, account, False, by=by)


def _reset(house: House, n: int) -> Callable[[Actor], object]:
    account = _account(house, n)
    return lambda by: accounts.reset(house.store, account, by=by)


def _send(house: House, n: int) -> Callable[[Actor], object]:
    occasion, channels = date(2026, 1, 1) + timedelta(days=n), Channels(("json://127.0.0.1:9/",))
    return lambda by: send(house.store, *KEY, occasion, [Reminder("", "提醒", "要抓 7 项")], channels, by=by, pause=0)


def _simple(do: Callable[[Store, int, Actor], object]) -> Make:
    return lambda house, n: lambda by: do(house.store, n, by)


WRITES: dict[str, tuple[Action, Make, int]] = {
    "record": (Action.RECORD, _record, 1), "correct": (Action.RECORD, _correct, 1), "withdraw": (Action.RECORD, _withdraw, 1),
    "adopt": (Action.ADOPT, _adopt, 1), "place_unit": (Action.PLACE, _simple(lambda s, n, by: place_unit(s, UNIT, (f"处室{n}",), by=by)), 1),
    "set_plan": (Action.PLAN, _simple(lambda s, n, by: set_plan(s, *KEY, Plan("22-03", tuple(map(Decimal, range(n, n + 12)))), by=by)), 1),
    "state": (Action.STATE, _simple(lambda s, n, by: state(s, *KEY, [Statement("monitoring", "21", 12, "21-01", "remark", f"第 {n}")], by=by)), 1),
    "submit": (Action.SUBMIT, _simple(lambda s, n, by: submit(s, *KEY, Submission("monitoring", "21", 12, date(2025, 12, 31), f"{n}", "", "1"), by=by)), 1),
    "hold": (Action.MEET, _simple(lambda s, n, by: hold(s, *KEY, Meeting(date(2025, 7, 1), f"王{n}"), by=by)), 1),
    "decide": (Action.MEET, _simple(lambda s, n, by: decide(s, *KEY, _step(n), by=by)), 1),
    "note": (Action.MEET, _simple(lambda s, n, by: note(s, *KEY, Note(f"n{n}", date(2025, 7, 28), "22-03", "知道了"), by=by)), 1),
    "go_to": (Action.MEET, _simple(lambda s, n, by: go_to(s, *KEY, date(2025, 7, 28), f"item {n}", by=by)), 1),
    "assign": (Action.ASSIGN, _simple(lambda s, n, by: assign(s, *KEY, {"22-03": (f"李{n}", Rhythm.MONTHLY)}, by=by)), 1),
    "seal": (Action.SEAL, _seal, 1), "remind": (Action.REMIND, _send, 2),  # claimed, and what became of it
    "add": (Action.PEOPLE, _simple(lambda s, n, by: accounts.add(s, f"new{n}", "", {UNIT: Role.VIEWER}, by=by)), 1),
    "give": (Action.PEOPLE, _give, 1), "take": (Action.PEOPLE, _take, 1), "enable": (Action.PEOPLE, _enable, 1), "disable": (Action.PEOPLE, _disable, 1),
    "reset": (Action.PEOPLE, _reset, 1), "backup": (Action.BACKUP, lambda house, n: lambda by: Backups(house.store, house.folder / "backups").make(by=by), 1)}


def test_every_action_but_looking_has_a_write_here() -> None:
    assert {action for action, _, _ in WRITES.values()} == set(Action) - {Action.ENTER, Action.VIEW, Action.AUDIT}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("what", WRITES)
def test_a_write_is_done_or_refused_as_the_matrix_says(house: House, what: str, who: str) -> None:
    action, make, records = WRITES[what]
    if what not in house.ready:
        house.ready[what] = {somebody: make(house, next(numbers)) for somebody in WHO}
    do, by = house.ready[what][who], house.actors[who]
    before, last = house.before(), house.last()
    if may(who, action):
        do(by)
        after, outcome = house.stands(), "done"
        assert after != before
    else:
        with pytest.raises(Refused) as refused:
            do(by)
        assert [problem.code for problem in refused.value.problems] == ["not_permitted"]
        after, outcome, records = house.stands(), "denied", 1
        assert after == before
    house.stood, told = (house.last(), after), house.told(last)
    assert [(row["outcome"], row["action"], row["actor"], row["way"], row["address"]) for row in told] == [
        (outcome, action, by.name, by.way, by.address)] * records
    assert not set(row["after"] for row in told) & {""}


@pytest.mark.parametrize("who", ["recorder", "administrator", "elsewhere", "both"])
def test_a_batch_over_two_units_needs_the_role_in_both(house: House, who: str) -> None:
    facts, before, last = [house.fact(), house.fact(unit=OTHER)], house.stands(), house.last()
    with pytest.raises(Refused) as refused:
        house.store.record(facts, by=house.actors[who])
    assert refused.value.problems[0].code == "not_permitted" and house.stands() == before
    assert [row["outcome"] for row in house.told(last)] == ["denied"]
    budgets = [house.store.budgets()[KEY], house.store.budgets()[OTHER, YEAR]]
    with pytest.raises(Refused):
        adopt(house.store, budgets, by=house.actors[who])
    assert house.stands() == before


def test_an_entry_of_another_unit_is_neither_corrected_nor_withdrawn(house: House) -> None:
    theirs = house.fact(unit=OTHER)
    house.store.record([theirs], by=local("t"))
    before = house.stands()
    for attack in (house.fact(supersedes=theirs.op_key), house.fact("", withdraws=theirs.op_key), house.fact("", withdraws=theirs.op_key, unit=OTHER)):
        with pytest.raises(Refused):
            house.store.record([attack], by=house.actors["administrator"])
    assert house.stands() == before


def test_somebody_without_the_role_learns_nothing_of_what_is_recorded(house: House) -> None:
    """Refused for the role, whatever else is wrong with it, and told in the audit trail."""
    taken = house.fact("recall")
    house.store.record([taken], by=local("t"))
    last = house.last()
    with pytest.raises(Refused) as refused:
        house.store.record([house.fact("recall", recall_number=taken.recall_number)], by=house.actors["elsewhere"])
    assert [problem.code for problem in refused.value.problems] == ["not_permitted"]
    assert [row["outcome"] for row in house.told(last)] == ["denied"]


def test_a_role_that_was_taken_away_is_gone_at_the_next_write(house: House) -> None:
    """Between the page that was shown and the click on it: whoever acts by the old sign-in does nothing any more."""
    account = _account(house, next(numbers))
    accounts.give(house.store, account, UNIT, Role.RECORDER, by=local("t"))
    by, fact = Actor(account, Way.ACCOUNT, "10.0.0.7", hash_of(house.sessions.begin(account, "10.0.0.7"))), house.fact()
    house.store.record([house.fact()], by=by)
    accounts.give(house.store, account, UNIT, None, by=local("t"))
    accounts.give(house.store, account, UNIT, Role.RECORDER, by=local("t"))  # given again: that is for the next sign-in
    before, last = house.stands(), house.last()
    with pytest.raises(Refused):
        house.store.record([fact], by=by)
    assert house.stands() == before and [row["outcome"] for row in house.told(last)] == ["denied"] and house.sessions.find(by.session_id) is None


# --- the pages -----------------------------------------------------------------------------------------------------


@pytest.fixture
def page(house: House, afresh: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., AppTest]]:
    """page(name, who, **query): a page of the served mode, as somebody sees it."""
    monkeypatch.setenv("SCORECARD_DATA", str(house.folder))
    monkeypatch.setattr(ui_visitor.served, "sessions", house.sessions)
    lend(house.store)

    def go(name: str, who: str, **query: str) -> AppTest:
        monkeypatch.setattr(ui_visitor, "actor", lambda: house.actors.get(who))
        app = AppTest.from_file(str(settings.ROOT / "app.py"), default_timeout=60)
        app.session_state["indicator_plan"] = True  # opened
        for key, value in query.items():
            app.query_params[key] = value
        found = app.run() if name == "overview" else app.switch_page(FILES[name]).run()
        assert not found.exception
        return found

    yield go
    lend(None)


def refusals(app: AppTest) -> list[str]:
    return [element.value for element in (*app.error, *app.warning)]


BUTTONS: dict[str, dict[str, Action]] = {
    "decisions": {"decision.add": Action.MEET, "decision.save": Action.MEET}, "owners": {"owners.save": Action.ASSIGN},
    "monitoring": {"monitoring.save": Action.STATE, "monitoring.adopt": Action.STATE}, "self_evaluation": {"evaluation.save": Action.STATE},
    "official_form": {"official_form.save": Action.STATE}, "sealed": {"sealed.seal_now": Action.SEAL}, "indicator": {"indicator.plan_save": Action.PLAN},
    "meeting": {"decision.add": Action.MEET, "meeting.on": Action.MEET}, "agenda": {"agenda.go_on": Action.MEET}, "record": {"record.save": Action.RECORD},
    "people": {"people.add_now": Action.PEOPLE, "people.reset": Action.PEOPLE}, "backups": {"backup.now": Action.BACKUP}}
"""Page -> the words of the buttons that write -> what they are for."""


def pressable(app: AppTest) -> list[Any]:
    return [button for button in app.button if not button.disabled]


@pytest.mark.parametrize("house", ["file"], indirect=True)  # a page knows no store
@pytest.mark.parametrize("who", ["viewer", "recorder", "administrator", "boss", "elsewhere"])
def test_a_page_admits_or_refuses_and_its_buttons_are_for_whom_they_are(house: House, page: Callable[..., AppTest], who: str) -> None:
    before, unit = house.stands(), OTHER if who == "elsewhere" else UNIT
    for name in FILES:
        needed = NEEDED.get(name, Action.VIEW)
        last, app = house.last(), page(name, who, as_of="2025-12-30")
        denied = [(row["action"], row["outcome"], row["subject"]) for row in house.told(last)]
        if may(who, needed, unit):
            assert not refusals(app) and not denied and (app.title or name == "meeting"), name
            there = [button.label for button in pressable(app)]
            wrong = [words for words, action in BUTTONS.get(name, {}).items()
                     if any(text(words, "zh") in label for label in there) != may(who, action)]
            assert wrong == [] or who == "elsewhere", (name, wrong)
        else:
            assert refusals(app) == [text("problem.not_permitted", "zh", action=text(f"action.{needed}", "zh"))], name
            assert not app.title and not app.text_input and not app.button and denied == [(needed, "denied", name)], name
        if who == "viewer" and name != "overview":  # nothing that can be pressed writes, or is refused
            last = house.last()
            for n in range(len(pressable(app))):
                assert not pressable(page(name, who, as_of="2025-12-30"))[n].click().run().exception
            assert house.told(last) == [], name
    assert house.stands() == before


@pytest.mark.parametrize("house", ["file"], indirect=True)  # a page knows no store
@pytest.mark.parametrize("who", ["nothing", "disabled", "ended", "nobody"])
@pytest.mark.parametrize("name", ["overview", "portfolio", "record", "people"])
def test_whoever_has_no_role_sees_no_page(house: House, page: Callable[..., AppTest], name: str, who: str) -> None:
    app = page(name, who)
    assert refusals(app) == [text("visitor.signed_out", "zh") if who == "nobody" else text("visitor.no_role", "zh", account=who)]
    drawn = "".join(json.loads(element.proto.json)["drawing"] for element in app.get("bidi_component"))
    assert not app.title and not app.button and re.findall('href="([^"]*)"', drawn) == ([] if who == "nobody" else ["account"])  # only the way out


@pytest.mark.parametrize("name", ["overview", "budget", "record", "portfolio", "sealed"])
def test_a_page_shows_no_unit_to_whom_it_is_none_of(page: Callable[..., AppTest], name: str) -> None:
    app = page(name, "recorder", unit=OTHER)
    assert app.query_params["unit"] in (UNIT, [UNIT])
    drawn = "".join(json.loads(element.proto.json)["drawing"] for element in app.get("bidi_component"))
    assert "另一个单位" not in drawn + "".join(element.value for element in (*app.text, *app.caption, *app.markdown))
    assert "另一个单位" not in str([box.options for box in app.selectbox])


# --- over HTTP -----------------------------------------------------------------------------------------------------


def test_over_http_a_page_opens_for_whoever_is_signed_in_and_nobody_else(tmp_path_factory: pytest.TempPathFactory) -> None:
    office = Office(tmp_path_factory.mktemp("office")).start()
    paths = ["/", *(f"/{name}" for name in FILES)]
    for who in ("viewer", "recorder", "boss", "elsewhere"):
        visitor = office.visitor(who)
        assert {visitor.get(path).status_code for path in paths} == {200}
        assert visitor.get("/session").json() == {"signed_in": True}
        own = visitor.get("/account").text
        assert f"<dd>{who}</dd>" in own and text(f"role.{next(iter(PEOPLE[who].values()))}", "zh") in own
    nobody = office.visitor()
    for path in paths:
        answer = nobody.get(path)
        assert answer.status_code == 303 and answer.headers["location"] == f"/sign-in?next={quote(path, safe='')}"
    assert nobody.get("/session").json() == {"signed_in": False}
    assert office.stop() == 0
