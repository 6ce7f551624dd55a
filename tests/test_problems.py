"""A Problem is a value: placed at a line without being changed; a refusal carries at least one."""

from scorecard.problems import Problem, Refused


def test_a_problem_is_placed_at_a_line() -> None:
    problem = Problem("missing", "lots", values={"least": 1})
    placed = problem.at_line(3)
    assert (placed.line, problem.line) == (3, None)
    assert (placed.code, placed.field, placed.values) == ("missing", "lots", {"least": 1})


def test_a_refusal_names_its_problems() -> None:
    refused = Refused([Problem("missing", "lots"), Problem("unknown_kind")])
    assert str(refused) == "missing; unknown_kind"
    assert [p.field for p in refused.problems] == ["lots", None]
