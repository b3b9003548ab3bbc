"""A level, a penalty or a price for what the scope does not cover."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.cases import ASSET, COMMITMENT, PENALTY
from contractlang.core.claims import Answered, OutOfScope
from contractlang.core.expressions import Condition, IsOneOf
from contractlang.core.outcomes import Commitment, Included, Penalty
from contractlang.core.program import Decision, Program, Rule
from contractlang.core.wording import asset_words
from contractlang.diagnostics import Diagnostic, Label, Page, Severity, Text
from contractlang.solver import Found, Impossible, Session
from contractlang.solver.rules import answers
from contractlang.source import Span

PAGE = Page(
    code="P603",
    name="out-of-scope-term",
    severity=Severity.WARNING,
    title=Text("engagement sur ce que le périmètre ne couvre pas", "commitment on what the scope does not cover"),
    finds=Text(
        "un délai, une pénalité, une disponibilité ou une prestation incluse qui ne vise que des matériels que le"
        " périmètre n'inclut pas",
        "a delay, a penalty, an availability or an included service that is only about assets that the scope does not"
        " include",
    ),
    harm=Text(
        "le client croit ce matériel servi, le prestataire dira qu'il n'est pas dans le contrat",
        "the client believes that this asset is served, the provider will say that it is not in the contract",
    ),
    source=Text(
        "Code civil, article 1189 (les clauses s'interprètent les unes par les autres)",
        "French Civil Code, article 1189 (clauses are read together)",
    ),
    example="""…
article 2 "Périmètre et service" {
  périmètre {
    inclus postes     : ordinateur
    exclus impression : équipement_d_impression
  }
  niveaux de service {
    niveau impression si bien = équipement_d_impression : intervention 4 h sur HO, rétablissement 8 h sur HO
    défaut : intervention 8 h sur HO, rétablissement 16 h sur HO
  }
}
""",
    mended="""…
article 2 "Périmètre et service" {
  périmètre {
    inclus postes     : ordinateur
    inclus impression : équipement_d_impression
  }
  niveaux de service {
    niveau impression si bien = équipement_d_impression : intervention 4 h sur HO, rétablissement 8 h sur HO
    défaut : intervention 8 h sur HO, rétablissement 16 h sur HO
  }
}
""",
)

_RULE = Text(
    "`{rule}` ne vise que ce que le périmètre n'inclut pas, comme `{asset}`",
    "`{rule}` is only about what the scope does not include, such as `{asset}`",
)
_TARGET = Text(
    "la disponibilité porte sur `{group}`, que le périmètre exclut",
    "the availability is about `{group}`, which the scope excludes",
)
_EXCLUDED = Text("exclu ici", "excluded here")
_HELP = Text("l'inclure au périmètre, ou retirer cet engagement", "include it in the scope, or remove this commitment")


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """Every promise that only concerns assets outside the scope."""
    excluded = {item.asset: item.origin.span for item in reversed(program.scope) if not item.included}
    covered = tuple(item.asset for item in program.scope if item.included and item.asset not in excluded)
    if not covered or ASSET not in program.facts:
        return
    told: set[tuple[str, Condition]] = set()
    for decision in program.decisions.values():
        promised = decision.name.split(".")[0] in (COMMITMENT, PENALTY)
        for rule in decision.rules:
            line = _line(decision, rule), rule.guard
            if line in told or ASSET not in rule.reads or not _promises(rule, promised):
                continue
            if not isinstance(session.ask(rule.guard, IsOneOf(ASSET, covered)), Impossible):
                continue
            answer = session.ask(*answers(session, decision, rule))
            if isinstance(answer, Found):
                asset = str(answer.case[ASSET])
                told.add(line)
                message = _RULE(rule=line[0], asset=asset_words(program, asset))
                labels = _labels(excluded.get(asset))
                found = PAGE.finding(rule.origin.span, message, labels=labels, help=_HELP(), case=answer.case)
                yield found.claiming(Answered(decision=decision.name, rule=rule), OutOfScope(asset=asset))
    for target in program.targets:
        place = program.terms.get(("scope", "excluded", target.subject))
        if target.kind == "availability" and place and ("scope", "included", target.subject) not in program.terms:
            labels = _labels(place.origin.span)
            yield PAGE.finding(target.origin.span, _TARGET(group=target.subject), labels=labels, help=_HELP())


def _line(decision: Decision, rule: Rule) -> str:
    """What a rule is called by those who wrote it: all delays of one line of levels are the same promise."""
    return rule.name.rpartition(".")[0] if decision.name.split(".")[0] == COMMITMENT and "." in rule.name else rule.name


def _promises(rule: Rule, promised: bool) -> bool:
    """Whether a rule binds the provider: to a delay, to a penalty, or to a service that the fee covers."""
    match rule.outcome:
        case Commitment(length=length):
            return promised and length is not None
        case Penalty():
            return promised
        case Included():
            return True
    return False


def _labels(span: Span | None) -> tuple[Label, ...]:
    return () if span is None else (Label(span=span, message=_EXCLUDED()),)
