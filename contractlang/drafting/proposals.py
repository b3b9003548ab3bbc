"""A scenario of a finding: its case, with what the parties must expect once the contract is mended.

What that is follows from what the finding claims of its case: two rules that clash, or none that answers, must become
an answer; a delay that outlasts another must not. Claims on which no mended verdict follows give no scenario. The
scenario fails on the contract as it is; one that would pass says nothing and is not given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count

from contractlang.compiler.scenarios import NOT_AFTER, SETTLED
from contractlang.core.cases import COMMITMENT, LABOUR, MILESTONES, PARTS, PENALTY, PRIORITY, TRAVEL
from contractlang.core.claims import Clash, Outlasts, Uncovered
from contractlang.core.duties import TITLES
from contractlang.core.program import Decision, Expectation, NotAfter, Program, Rule, Scenario, Settled
from contractlang.diagnostics import Diagnostic, Lang, Text
from contractlang.diagnostics.cells import width_of
from contractlang.evaluation.literals import literal_case
from contractlang.evaluation.scenarios import run_scenario
from contractlang.model.files import File
from contractlang.model.files import Scenario as Node
from contractlang.records import frozen
from contractlang.source import Source
from contractlang.syntax import parse_file, spelling

_BILLED = (LABOUR, PARTS, TRAVEL)
_BILLABLE, _PENALTY = "billable", "penalty"
_TITLE = Text("{code} : {about}", "{code}: {about}")
_OF_RULES = Text("{decision} ({rules})", "{decision} ({rules})")
_ORDER = Text("{one} puis {other} ({rules})", "{one} then {other} ({rules})")


@frozen(kw_only=True)
class Proposal:
    """A scenario to be written: its title, and the finding that it comes from."""

    title: Text
    scenario: Scenario
    program: Program


def proposal(program: Program, finding: Diagnostic) -> Proposal | None:
    """The scenario of a finding in core form; None where there is none, or it would pass already."""
    if finding.case is None:
        return None
    for claim in finding.claims:
        expected: tuple[str, object] | None
        match claim:
            case Clash(decision=name, first=first, second=second):
                rules = (first, second)
                expected = _answered(program, program.decisions[name], rules)
                about = _about(program.decisions[name], rules)
            case Uncovered(decision=name, default=False):
                expected = _answered(program, program.decisions[name], program.decisions[name].rules)
                about = program.decisions[name].title
            case Outlasts(earlier=earlier, later=later) if not (earlier.given or later.given):
                one, other = (_deadline(program, due.decision, due.rule) for due in (earlier, later))
                expected = None if one is None or other is None or one == other else (one, NotAfter(other))
                about = _ordered(one, other, earlier.rule, later.rule)
            case _:
                continue
        if expected is None:
            continue
        title = _titled(finding.code, about)
        one_expected = Expectation(name=expected[0], value=expected[1], origin=program.origin)
        scenario = Scenario(title=title.fr, case=finding.case, expected=(one_expected,), origin=program.origin)
        if not run_scenario(program, scenario).passed:
            return Proposal(title=title, scenario=scenario, program=program)
    return None


def _titled(code: str, about: Text) -> Text:
    return _each(lambda lang: _TITLE(code=code, about=about.say(lang)).say(lang))


def _answered(program: Program, decision: Decision, rules: tuple[Rule, ...]) -> tuple[str, Settled] | None:
    """The expectation that a decision has an answer, by a name that a verdict has; None where it has none."""
    kind, _, about = decision.name.partition(".")
    if decision.name in _BILLED:
        return _BILLABLE, Settled()
    if decision.name == PRIORITY:
        return PRIORITY, Settled()
    if kind == PENALTY:
        return _PENALTY, Settled()
    if kind == COMMITMENT and about in MILESTONES:
        return about, Settled()
    norms = program.vocabularies["norm"].words if "norm" in program.vocabularies else {}
    named = next((name for rule in rules if (name := rule.name.split(".")[0]) in norms), None)
    return None if named is None else (named, Settled())


def _deadline(program: Program, decision: str, rule: Rule) -> str | None:
    """What an expectation calls a deadline: a milestone of the provider, or a norm."""
    kind, _, about = decision.partition(".")
    if kind == COMMITMENT and about in MILESTONES:
        return about
    name = rule.name.split(".")[0]
    return name if "norm" in program.vocabularies and name in program.vocabularies["norm"].words else None


def _about(decision: Decision, rules: tuple[Rule, ...]) -> Text:
    names = ", ".join(rule.name for rule in rules)
    return _each(lambda lang: _OF_RULES(decision=decision.title, rules=names).say(lang))


def _ordered(one: str | None, other: str | None, *rules: Rule) -> Text:
    titles = [TITLES.get(name or "", Text(str(name), str(name))) for name in (one, other)]
    names = ", ".join(dict.fromkeys(rule.name.split(".")[0] for rule in rules))
    return _each(lambda lang: _ORDER(one=titles[0], other=titles[1], rules=names).say(lang))


def _each(said: Callable[[Lang], str]) -> Text:
    return Text(said("fr"), said("en"))


# --- as text ------------------------------------------------------------------------------------------------


def text_of(proposals: Iterable[Proposal], into: File) -> list[str]:
    """Those scenarios that a file does not hold yet, each as the text to be written at its end.

    One that the file has already, under whatever title, is left out; a title that is taken gets a number.
    """
    lang: Lang = "en" if into.language == "en" else "fr"
    known = [node for node in into.declarations if isinstance(node, Node)]
    found: list[str] = []
    for one in proposals:
        same = _read(_written(one, "", lang), lang)
        if any(_same(same, other) for other in known):
            continue
        titles = {node.title for node in known}
        title = next(title for title in _titles(one.title.say(lang)) if title not in titles)
        found.append(_written(one, title, lang))
        known.append(_read(found[-1], lang))
    return found


def _titles(title: str) -> Iterator[str]:
    yield title
    yield from (f"{title} ({number})" for number in count(2))


def _read(text: str, lang: Lang) -> Node:
    file, findings = parse_file(Source("", f"{spelling('language', lang)} {lang}\n{text}"))
    assert file is not None
    assert not findings
    (node,) = file.declarations
    assert isinstance(node, Node)
    return node


def _same(one: Node, other: Node) -> bool:
    """Whether two scenarios state the same facts and expect the same, in whatever order."""
    return all(
        sorted(((fact.label.text, fact.value) for fact in facts), key=lambda fact: fact[0])
        == sorted(((fact.label.text, fact.value) for fact in others), key=lambda fact: fact[0])
        for facts, others in ((one.given, other.given), (one.expected, other.expected))
    )


def _written(one: Proposal, title: str, lang: Lang) -> str:
    """A scenario as a file in one language has it, in the one layout."""
    given = {name: str(value) for name, value in literal_case(one.program, one.scenario.case, lang).items()}
    expected = {_name(one.program, e.name, lang): _value(one.program, e.value, lang) for e in one.scenario.expected}
    blocks = [*_block("given", given, lang), *_block("expected", expected, lang)]
    return f'{spelling("scenario", lang)} "{title}" {{\n{"".join(blocks)}}}\n'


def _block(name: str, facts: Mapping[str, str], lang: Lang) -> Iterator[str]:
    widest = max(map(width_of, facts), default=0)
    yield f"  {spelling(name, lang)} {{\n"
    yield from (f"    {fact}{'':{widest - width_of(fact)}} : {value}\n" for fact, value in facts.items())
    yield "  }\n"


def _name(program: Program, name: str, lang: Lang) -> str:
    """What a verdict holds, as an expectation calls it: by a keyword, or by the name of a norm."""
    norms = program.vocabularies["norm"].words if "norm" in program.vocabularies else {}
    return norms[name].say(lang) if name in norms else spelling(name, lang)


def _value(program: Program, value: object, lang: Lang) -> str:
    if isinstance(value, NotAfter):
        return f"{NOT_AFTER.say(lang)} {_name(program, value.other, lang)}"
    return SETTLED.say(lang)
