"""An asset in scope for which the provider promises nothing."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.cases import ASSET, COMMITMENT, LABOUR, MILESTONES
from contractlang.core.claims import Uncommitted
from contractlang.core.expressions import IsOneOf
from contractlang.core.outcomes import Commitment, OutOfContract
from contractlang.core.program import Decision, Program, Rule, ScopeItem
from contractlang.core.wording import asset_words
from contractlang.diagnostics import Diagnostic, Page, Severity, Text
from contractlang.solver import GaveUp, Impossible, Session
from contractlang.solver.findings import undecided
from contractlang.solver.rules import wins

PAGE = Page(
    code="P602",
    name="scope-unserved",
    severity=Severity.WARNING,
    title=Text("matériel du périmètre sans service", "asset in scope without service"),
    finds=Text(
        "un type de matériel que le périmètre inclut, et qu'aucun délai, aucune disponibilité et aucune règle de"
        " facturation ne sert",
        "an asset type that the scope includes, and that no delay, no availability and no billing rule serves",
    ),
    harm=Text(
        "le client paie une redevance pour un matériel dont rien n'oblige à s'occuper",
        "the client pays a fee for an asset that nobody is bound to look after",
    ),
    source=Text(
        "Code civil, article 1163 (la prestation est déterminée ou déterminable)",
        "French Civil Code, article 1163 (the performance is determined or can be)",
    ),
    example="""…
article 2 "Périmètre et service" {
  périmètre {
    inclus postes   : ordinateur
    inclus serveurs : serveur
  }
  niveaux de service {
    niveau postes si bien = ordinateur : intervention 4 h sur HO, rétablissement 8 h sur HO
    défaut : intervention sans engagement, rétablissement sans engagement
  }
  facturation {
    règle T0 "Postes" {
      si    bien = ordinateur
      alors inclus
    }
    défaut : hors contrat
  }
}
""",
    mended="""…
article 2 "Périmètre et service" {
  périmètre {
    inclus postes   : ordinateur
    inclus serveurs : serveur
  }
  niveaux de service {
    niveau postes si bien = ordinateur : intervention 4 h sur HO, rétablissement 8 h sur HO
    défaut : intervention sans engagement, rétablissement sans engagement
  }
  facturation {
    règle T0 "Postes et serveurs" {
      si    bien dans périmètre
      alors inclus
    }
    défaut : hors contrat
  }
}
""",
)

_MESSAGE = Text(
    "`{asset}` est dans le périmètre, mais aucun délai, aucune disponibilité et aucune règle ne le sert",
    "`{asset}` is in scope, but no delay, no availability and no rule serves it",
)
_HELP = Text(
    "donner un niveau de service ou une règle de facturation à `{asset}`, ou le retirer du périmètre",
    "give `{asset}` a service level or a billing rule, or take it out of the scope",
)
_QUESTION = Text("on ne sait pas si `{asset}` est servi", "it is not known whether `{asset}` is served")


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """Every asset type in scope that no case leads to a service for."""
    serving = tuple(_serving(program))
    excluded = {item.asset for item in program.scope if not item.included}
    items = [item for item in program.scope if item.included and item.asset not in excluded]
    if not items or not serving or ASSET not in program.facts:
        return  # a contract without any service lacks more than that, which is said elsewhere
    if any(not _reads_asset(decision, rule) and _possible(session, decision, rule) for decision, rule in serving):
        return  # something serves whatever the asset is
    available = set(_available(program))
    for item in {one.asset: one for one in reversed(items)}.values():
        if item.asset not in available:
            yield from _asset(program, session, item, serving)


def _asset(
    program: Program, session: Session, item: ScopeItem, serving: tuple[tuple[Decision, Rule], ...]
) -> Iterator[Diagnostic]:
    here = IsOneOf(ASSET, (item.asset,))
    asset = asset_words(program, item.asset)
    for decision, rule in serving:
        answer = session.ask(here, *wins(session, decision, rule))
        if isinstance(answer, GaveUp):
            yield undecided(item.origin.span, _QUESTION(asset=asset), answer.reason)
            return
        if not isinstance(answer, Impossible):
            return
    case = {ASSET: item.asset}
    found = PAGE.finding(item.origin.span, _MESSAGE(asset=asset), help=_HELP(asset=asset), case=case)
    yield found.claiming(Uncommitted())


def _serving(program: Program) -> Iterator[tuple[Decision, Rule]]:
    """The rules of the provider that promise a delay, or that say what an intervention costs."""
    names = (*(f"{COMMITMENT}.{milestone}" for milestone in MILESTONES), LABOUR)
    for decision in (program.decisions[name] for name in names if name in program.decisions):
        for rule in (*((decision.default,) if decision.default else ()), *decision.rules):
            outcome = rule.outcome
            promises = isinstance(outcome, Commitment) and outcome.length is not None
            covers = not isinstance(outcome, Commitment | OutOfContract)
            if promises or covers:
                yield decision, rule


def _reads_asset(decision: Decision, rule: Rule) -> bool:
    return any(ASSET in one.reads for one in (rule, *(decision.rules if rule == decision.default else ()))) or any(
        ASSET in other.reads for other in decision.rules if rule.name in other.beats
    )


def _possible(session: Session, decision: Decision, rule: Rule) -> bool:
    return not isinstance(session.ask(*wins(session, decision, rule)), Impossible | GaveUp)


def _available(program: Program) -> Iterator[str]:
    """The assets of the groups to which an availability is promised."""
    for target in program.targets:
        group = program.terms.get(("scope", "included", target.subject))
        if target.kind == "availability" and group is not None and isinstance(group.value, tuple):
            yield from (str(asset) for asset in group.value)
