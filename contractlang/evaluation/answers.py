"""Answers in a few words, as the explanation, the JSON and the text of a verdict name them."""

from __future__ import annotations

from contractlang.core.cases import LABOUR, PARTS, TRAVEL
from contractlang.core.outcomes import Billed, Permission
from contractlang.core.program import Program
from contractlang.core.schema import Kind
from contractlang.core.wording import outcome_words
from contractlang.diagnostics import Text
from contractlang.diagnostics.wording import money, number
from contractlang.evaluation.nearest import Unless, Unsearched
from contractlang.evaluation.results import Answer, Conflict, Decided, NoAnswer
from contractlang.evaluation.sentences import both, cents, fact_title, length_text, value_text
from contractlang.evaluation.verdict import OutcomeName

OUTCOMES: dict[OutcomeName, Text] = {
    "included": Text("inclus", "included"),
    "billed": Text("facturé", "billed"),
    "out_of_contract": Text("hors contrat", "out of contract"),
    "undetermined": Text("indéterminé", "undetermined"),
    "conflict": Text("conflit entre deux règles", "conflict between two rules"),
    "no_intervention": Text("aucune intervention à facturer", "no intervention to bill"),
}
LINE_TITLES = {
    LABOUR: Text("main-d'œuvre", "labour"),
    PARTS: Text("pièces", "parts"),
    TRAVEL: Text("déplacement", "travel"),
}


def answer_text(answer: Answer) -> Text:
    """What a decision came to, or could: `inclus`, `facturé 95 €/h`, `conflit entre T1 et T2`."""
    match answer:
        case NoAnswer():
            return Text("aucune règle ne s'applique", "no rule applies")
        case Conflict(first, second):
            return Text(
                f"conflit entre `{first.name}` et `{second.name}`",
                f"conflict between `{first.name}` and `{second.name}`",
            )
        case Decided(refused=True):
            return Text("rien n'est dû, le devis étant refusé", "nothing is due, the quote being refused")
    words = outcome_words(answer.outcome)
    if isinstance(answer.outcome, Billed):
        return Text(f"facturé {words.say('fr')}", f"billed {words.say('en')}")
    return Text(words.say("fr"), words.say("en"))


def answer_name(answer: Answer) -> str:
    """The stable name of an answer in JSON."""
    match answer:
        case NoAnswer():
            return "no_answer"
        case Conflict():
            return "conflict"
    if isinstance(answer.outcome, Permission):
        return answer.outcome.answer
    name = type(answer.outcome).__name__
    return {"Included": "included", "Billed": "billed", "OutOfContract": "out_of_contract"}.get(name, name.lower())


def quantity_text(kind: Kind, value: int, currency: str) -> Text:
    """A quantity that is charged: a length, an amount of money, a count."""
    match kind:
        case Kind.LENGTH:
            return length_text(value)
        case Kind.MONEY:
            return both(lambda lang: money(cents(value, currency), lang))
    return both(lambda lang: number(value, lang))


def unless_text(unless: Unless | Unsearched, program: Program) -> Text:
    """`nature = évolutive au lieu de curative : facturé 650 €/jour, sur devis`."""
    if isinstance(unless, Unsearched):
        count = unless.without
        return Text(
            f"rien, en changeant {count} {'fait' if count == 1 else 'faits'} au plus ; au-delà, trop de cas à essayer",
            f"nothing, with {count} {'fact' if count == 1 else 'facts'} changed at most; beyond, too many cases to try",
        )
    parts: list[Text] = []
    for change in unless.changes:
        title = fact_title(program, change.fact)
        value, instead = (value_text(program, change.fact, one) for one in (change.value, change.instead))
        parts.append(
            Text(
                f"si {title.fr} = {instead.fr} (au lieu de {value.fr})",
                f"if {title.en} = {instead.en} (instead of {value.en})",
            )
        )
    answers = [answer_text(result) for _, result in unless.results]
    return Text(
        f"{' et '.join(part.fr for part in parts)} : {', '.join(answer.fr for answer in answers)}",
        f"{' and '.join(part.en for part in parts)}: {', '.join(answer.en for answer in answers)}",
    )
