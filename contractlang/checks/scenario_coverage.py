"""Rules and levels that no scenario of the contract reaches."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.cases import COMMITMENT, LABOUR, MILESTONES
from contractlang.core.outcomes import Commitment
from contractlang.core.program import Program, Rule
from contractlang.diagnostics import Diagnostic, Label, Page, Severity, Text
from contractlang.evaluation import Decided, Verdict, run_scenarios
from contractlang.solver import Session

PAGE = Page(
    code="E802",
    name="scenario-coverage",
    severity=Severity.NOTE,
    title=Text("règles qu'aucun essai n'atteint", "rules that no scenario reaches"),
    finds=Text(
        "dans un contrat dont les essais atteignent plus de la moitié des règles de facturation et des niveaux de"
        " service, ceux qui ne répondent à aucun",
        "in a contract whose scenarios reach more than half of the billing rules and the service levels, those that"
        " answer none of them",
    ),
    harm=Text(
        "une règle qu'aucun essai n'exerce peut changer de sens à la première retouche sans que personne le voie",
        "a rule that no scenario exercises may change its meaning with the next edit, and nobody sees it",
    ),
    source=Text(
        "usage : un essai au moins pour chaque règle que les parties ont négociée",
        "usage: at least one scenario for each rule that the parties negotiated",
    ),
    example="""…
article 20 "Facturation et niveaux" {
  niveaux de service {
    défaut : intervention 4 h sur HO
  }
  pénalités {
    retard intervention : 10 € par heure entamée
    plafond             : 15 % de redevance par mois
  }
  facturation {
    règle T1 "Panne" {
      si    nature = curative
      alors inclus
    }
    règle T2 "Évolution" {
      si    nature = évolutive
      alors facturé 95 €/h
    }
    règle T3 "Administration" {
      si    nature = administration
      alors inclus
    }
    défaut : hors contrat
  }
}

essai "Panne d'un poste" {
  soit {
    nature : curative
    canal  : distance
  }
  attendu {
    facturable : non
  }
}

essai "Évolution d'une heure" {
  soit {
    nature : évolutive
    canal  : distance
    durée  : 1 h
  }
  attendu {
    prix : 95 €
  }
}
""",
    mended="""…
article 20 "Facturation et niveaux" {
  niveaux de service {
    défaut : intervention 4 h sur HO
  }
  pénalités {
    retard intervention : 10 € par heure entamée
    plafond             : 15 % de redevance par mois
  }
  facturation {
    règle T1 "Panne" {
      si    nature = curative
      alors inclus
    }
    règle T2 "Évolution" {
      si    nature = évolutive
      alors facturé 95 €/h
    }
    règle T3 "Administration" {
      si    nature = administration
      alors inclus
    }
    défaut : hors contrat
  }
}

essai "Panne d'un poste" {
  soit {
    nature : curative
    canal  : distance
  }
  attendu {
    facturable : non
  }
}

essai "Évolution d'une heure" {
  soit {
    nature : évolutive
    canal  : distance
    durée  : 1 h
  }
  attendu {
    prix : 95 €
  }
}

essai "Création d'un compte" {
  soit {
    nature : administration
    canal  : distance
  }
  attendu {
    facturable : non
  }
}
""",
)

_MESSAGE = Text("aucun essai n'atteint {rules}", "no scenario reaches {rules}")
_NEVER = Text("dans aucun essai", "in no scenario")
_DECISIONS = (LABOUR, *(f"{COMMITMENT}.{milestone}" for milestone in MILESTONES))
_HELP = Text("ajouter un `{SCENARIO}` dont la réponse vient de chacune", "add a `{SCENARIO}` that each of them answers")


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """One note on all that is not tried, where most is: few scenarios are samples, and do not claim to cover."""
    if not program.scenarios or program.amendments:
        return  # a text in force later is tried by the scenarios of its own time only, and by few of them
    known: dict[str, Rule] = {}
    for decision in (program.decisions[name] for name in _DECISIONS if name in program.decisions):
        for rule in decision.rules:
            if not _promises_nothing(rule):
                known.setdefault(_clause(decision.name, rule), rule)
    tried: set[str] = set()
    for result in session.once("scenarios", lambda: run_scenarios(program)):
        if result.verdict is not None:
            tried.update(_answering(result.verdict))
    missed = {clause: rule for clause, rule in known.items() if clause not in tried}
    if missed and 2 * len(missed) < len(known):
        labels = tuple(Label(span=rule.origin.span, message=_NEVER()) for rule in missed.values())
        message = _MESSAGE(rules=[f"`{name}`" for name in missed])
        yield PAGE.finding(next(iter(missed.values())).origin.span, message, labels=labels, help=_HELP())


def _answering(given: Verdict) -> Iterator[str]:
    """The clauses that a verdict comes from."""
    results = {**given.results, **{one.duty.commitment: one.commitment for one in given.milestones}}
    for name in _DECISIONS:
        result = results.get(name)
        if isinstance(result, Decided):
            yield from (_clause(name, rule) for rule in (result.rule, *result.also))


def _promises_nothing(rule: Rule) -> bool:
    return isinstance(rule.outcome, Commitment) and rule.outcome.length is None


def _clause(decision: str, rule: Rule) -> str:
    """What a rule is called by those who wrote it: the clause that lowers to it, or the level."""
    return rule.name.split(".")[0] if decision == LABOUR else rule.name.rsplit(".", 1)[0]
