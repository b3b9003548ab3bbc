"""Random norms, written as text: the compiler, the solver and the evaluation agree with trying every case by hand.

The oracle here knows norms only as they were drawn: it never looks at the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contractlang.core.cases import Case
from contractlang.core.program import Decision, Program
from contractlang.evaluation import Conflict, Decided, NoAnswer, decide, verdict
from contractlang.records import frozen
from contractlang.solver import Found, Session
from contractlang.solver.rules import conflicts, dead
from tests.support import compiled

ACTS = {"débauchage": "solicitation", "notification": "notification"}
EVENTS = {"signature": "signature", "violation_de_données": "data_breach"}
BEARERS = {"client": ("client",), "prestataire": ("provider",), "parties": ("client", "provider")}
CONDITIONS = {"": None, "si gravité = bloquante": "blocking", "si gravité = mineure": "minor"}
ANSWERS = {"obligation": "permitted", "permission": "permitted", "interdiction": "prohibited"}
HEADING = """langue fr
importe stdlib.vocabulaire
contrat "Essai" { référence : "N" }
client Ponant "Ponant SAS" { secteur : industrie }
prestataire Infogest "Infogest SAS" { secteur : services }
calendrier H24 "24 h/24" { fuseau : "Europe/Paris" lundi à dimanche : 00:00-24:00 }
"""


@frozen(kw_only=True)
class Drawn:
    """A norm as it was drawn; `hours` and `fine` are an obligation's, `over` the names that `sauf` gives."""

    name: str
    kind: str
    bearer: str
    act: str
    events: tuple[str, ...]
    condition: str
    hours: int
    fine: int
    over: tuple[str, ...]

    def text(self) -> str:
        over = f"sauf {', '.join(self.over)}" if self.over else ""
        lines = [f"qui : {self.bearer}", f"objet : {self.act}"]
        lines += [f"quand : {', '.join(self.events)}"] if self.events else []
        lines += [f"délai : {self.hours} h sur H24"] if self.kind == "obligation" else []
        lines += [self.condition]
        lines += [f"défaut : pénalité {self.fine} €"] if self.fine and self.kind != "permission" else []
        return f'{self.kind} {self.name} "{self.name}" {over} {{\n' + "\n".join(lines) + "\n}\n"

    def raised(self, case: Case) -> bool:
        """Whether its event and its condition hold; a norm without events holds on any."""
        wanted = CONDITIONS[self.condition]
        events = [EVENTS[event] for event in self.events]
        return (not events or case["event"] in events) and wanted in (None, case["severity"])


@st.composite
def norms(draw: st.DrawFn) -> list[Drawn]:
    """A few norms on two acts; one prevails only over earlier norms on the same act."""
    found: list[Drawn] = []
    for place in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(sorted(ANSWERS)))
        act = draw(st.sampled_from(sorted(ACTS)))
        least = 1 if kind == "obligation" else 0
        events = draw(st.lists(st.sampled_from(sorted(EVENTS)), min_size=least, max_size=2, unique=True))
        below = [one.name for one in found if one.act == act and draw(st.booleans())]
        found.append(
            Drawn(
                name=f"N{place}",
                kind=kind,
                bearer=draw(st.sampled_from(sorted(BEARERS))),
                act=act,
                events=tuple(events),
                condition=draw(st.sampled_from(sorted(CONDITIONS))),
                hours=draw(st.sampled_from([24, 48])),
                fine=draw(st.sampled_from([0, 100, 200])),
                over=tuple(below),
            )
        )
    return found


def program_of(drawn: list[Drawn]) -> Program:
    program, findings = compiled(HEADING + 'article 1 "Normes" {\n' + "".join(one.text() for one in drawn) + "}\n")
    assert program is not None
    assert findings == []
    return program


def beats(drawn: list[Drawn]) -> set[tuple[str, str]]:
    """Which norm prevails over which, transitively."""
    found = {(one.name, other) for one in drawn for other in one.over}
    while more := {(a, d) for a, b in found for c, d in found if b == c} - found:
        found |= more
    return found


def cases(act: str) -> Iterator[Case]:
    for actor, event, severity in product(
        ("client", "provider"), (*EVENTS.values(), "none"), ("minor", "major", "blocking")
    ):
        yield {"act": ACTS[act], "actor": actor, "event": event, "severity": severity}


def unbeaten(applying: list[Drawn], above: set[tuple[str, str]]) -> list[Drawn]:
    return [one for one in applying if not any((other.name, one.name) in above for other in applying)]


def permits(drawn: list[Drawn], act: str, case: Case) -> list[Drawn]:
    """The norms that say whether the act may be done in a case, none of which another beats."""
    applying = [one for one in drawn if one.act == act and case["actor"] in BEARERS[one.bearer] and one.raised(case)]
    return unbeaten(applying, beats(drawn))


def bans(drawn: list[Drawn], act: str) -> bool:
    return any(one.act == act and one.kind != "obligation" for one in drawn)


SETTINGS = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@SETTINGS
@given(norms())
def test_an_act_is_what_the_norms_on_it_say(drawn: list[Drawn]) -> None:
    program = program_of(drawn)
    session = Session(program)
    for act, shared in ACTS.items():
        decision = program.decisions.get(f"permission.act.{shared}")
        assert (decision is not None) == bans(drawn, act)
        if decision is None:
            continue
        clashes: set[tuple[str, str]] = set()
        winning: set[str] = set()
        for case in cases(act):
            left = permits(drawn, act, case)
            answers = {ANSWERS[one.kind] for one in left}
            winning |= {one.name for one in left}
            clashes |= {
                (one.name, two.name) for one, two in combinations(left, 2) if ANSWERS[one.kind] != ANSWERS[two.kind]
            }
            match decide(decision, program, case):
                case NoAnswer():
                    assert left == []
                case Conflict(first=first, second=second):
                    assert len(answers) == 2
                    assert {first.name, second.name} <= {one.name for one in left}
                case Decided(outcome=outcome):
                    assert {outcome.answer} == answers  # type: ignore[union-attr]
                case other:
                    raise AssertionError(other)
        found = list(conflicts(session, decision))
        assert {(one.first.name, one.second.name) for one in found} == clashes
        for one in found:
            assert isinstance(one.answer, Found)
            # a case of the solver raises the decision, and the evaluation finds the same conflict in it
            answer = verdict(program, one.answer.case)
            replayed = next(permission for permission in answer.permissions if permission.decision is decision)
            full = {"event": "none", "severity": "major", **one.answer.case}
            assert isinstance(decide(replayed.decision, program, full), Conflict)
        assert {one.rule.name for one in dead(session, decision)} == {r.name for r in decision.rules} - winning


def owed(drawn: list[Drawn], decision: Decision, case: Case) -> list[Drawn]:
    """The obligations of a decision that hold in a case: raised, and no norm that prevails over them is."""
    above = beats(drawn)
    group = [one for one in drawn if one.kind == "obligation" and one.name in {rule.name for rule in decision.rules}]
    over = [one for one in drawn if any((one.name, other.name) in above for other in group)]
    everyone = [*group, *(one for one in over if one not in group)]
    return [one for one in unbeaten([one for one in everyone if one.raised(case)], above) if one in group]


@SETTINGS
@given(norms())
def test_what_is_due_is_what_the_obligations_say(drawn: list[Drawn]) -> None:
    program = program_of(drawn)
    obligations = {one.name for one in drawn if one.kind == "obligation"}
    duties = [program.decisions[duty.commitment] for duty in program.duties]
    assert {rule.name for decision in duties for rule in decision.rules} >= obligations
    for case in cases("notification"):
        late = {**case, "occurred": 1_772_440_800, "performed": 1_772_440_800 + 30 * 86_400}
        answer = {milestone.duty.commitment: milestone for milestone in verdict(program, late).milestones}
        for decision in duties:
            left = owed(drawn, decision, case)
            if decision.name not in answer:
                assert left == []
                continue
            milestone = answer[decision.name]
            hours = {one.hours for one in left}
            waived = [rule for rule in decision.rules if rule.name not in obligations]
            if isinstance(milestone.commitment, Conflict):
                assert len(hours) == 2 or waived
                continue
            if milestone.deadline is None:
                assert left == [] or waived
                continue
            assert hours == {(milestone.deadline - late["occurred"]) // 3600}
            fines = {one.fine for one in left if one.fine}
            if milestone.penalty is None:
                assert fines == set()
            elif len(fines) > 1:
                assert isinstance(milestone.penalty.result, Conflict)
            else:
                assert {milestone.penalty.after_cap} == {fine * 100 for fine in fines}
