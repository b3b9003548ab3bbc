"""Why a ticket has no verdict, in words."""

from __future__ import annotations

from collections.abc import Mapping

from contractlang.core.program import Program
from contractlang.diagnostics import Message, Text
from contractlang.evaluation.results import Conflict, Result, Undetermined
from contractlang.evaluation.sentences import fact_title

NO_OPENING = Text(
    "l'ouverture manque : sans elle, ni la période ni le texte en vigueur ne sont connus",
    "the opening is missing: without it neither the period nor the text in force is known",
)
NO_CONTRACT = Text("aucun contrat n'est indiqué", "no contract is named")
UNKNOWN_CONTRACT = Text("aucun contrat n'a pour référence `{contract}`", "no contract has the reference `{contract}`")
BEFORE_START = Text(
    "ouvert avant que le contrat ne prenne effet, le {day}", "opened before the contract takes effect, on {day}"
)
AFTER_END = Text("ouvert après la fin du contrat, le {day}", "opened after the end of the contract, on {day}")
_NO_BILLING = Text("le contrat ne contient aucune règle de facturation", "the contract contains no billing rules")
_MISSING = Text("il manque : {facts}", "missing: {facts}")
_CONFLICT = Text(
    "les règles {first} et {second} se contredisent : aucune ne prévaut sur l'autre",
    "rules {first} and {second} contradict each other: neither prevails over the other",
)
_NO_ANSWER = Text("aucune règle ne s'applique, et il n'y a pas de défaut", "no rule applies, and there is no default")


def refusal(outcome: str, results: Mapping[str, Result], program: Program) -> tuple[str | None, Message]:
    """The fact on account of which tickets have no verdict, and the reason."""
    if not results:
        return None, _NO_BILLING()
    if outcome == "conflict":
        found = next(result for result in results.values() if isinstance(result, Conflict))
        return None, _CONFLICT(first=found.first.name, second=found.second.name)
    open_ones = [result for result in results.values() if isinstance(result, Undetermined)]
    needed = list(dict.fromkeys(need.fact for result in open_ones for need in result.needed))
    if not needed:
        return None, _NO_ANSWER()
    titles = [fact_title(program, fact) for fact in needed]
    facts = Text(", ".join(one.fr for one in titles), ", ".join(one.en for one in titles))
    return needed[0], _MISSING(facts=facts)
