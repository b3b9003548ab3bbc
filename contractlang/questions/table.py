"""All questions: a new one is a line here, and the function that answers it."""

from __future__ import annotations

from collections.abc import Callable

from contractlang.diagnostics import Text
from contractlang.questions import agenda, allowance, dates, of_verdict, ownership, revised
from contractlang.questions.answers import Answer, Asked
from contractlang.records import frozen
from contractlang.words import fold, nearest


@frozen(kw_only=True)
class Question:
    """A question: its name in both languages, what it asks, what it needs, and the function that answers it.

    `of_case`: it is about an intervention, which happens while the contract is in force. `about` says what it may be
    narrowed to by words behind its name.
    """

    name: Text
    title: Text
    needs: Text
    answer: Callable[[Asked], Answer]
    of_case: bool = False
    about: Text | None = None

    @property
    def key(self) -> str:
        """Its name in JSON."""
        return self.name.en


_FACTS = Text("les faits du cas", "the facts of the case")
_AT = Text("`--at` : le jour dont il s'agit", "`--at`: the day that it is about")
_NOTHING = Text("rien", "nothing")

QUESTIONS: tuple[Question, ...] = (
    Question(
        name=Text("facturable", "billable"),
        title=Text("faut-il payer en plus de la redevance ?", "is anything to be paid beside the fee?"),
        needs=_FACTS,
        answer=of_verdict.billable,
        of_case=True,
    ),
    Question(
        name=Text("prix", "price"),
        title=Text("combien, et comment c'est compté", "how much, and how it is made"),
        needs=_FACTS,
        answer=of_verdict.price,
        of_case=True,
    ),
    Question(
        name=Text("délais", "deadlines"),
        title=Text("pour quand, et si c'est tenu", "due by when, and whether it is met"),
        needs=_FACTS,
        answer=of_verdict.deadlines,
        of_case=True,
    ),
    Question(
        name=Text("pénalité", "penalty"),
        title=Text("ce que coûte le retard, ou une norme violée", "what lateness, or a broken norm, costs"),
        needs=_FACTS,
        answer=of_verdict.penalty,
        of_case=True,
    ),
    Question(
        name=Text("couvert", "covered"),
        title=Text("le contrat le prévoit-il, et la redevance ?", "does the contract cover it, and the fee?"),
        needs=_FACTS,
        answer=of_verdict.covered,
        of_case=True,
    ),
    Question(
        name=Text("permis", "permitted"),
        title=Text(
            "à distance, par qui, depuis quel pays, quel acte",
            "from a distance, by whom, from which country, which act",
        ),
        needs=_FACTS,
        answer=of_verdict.permitted,
        of_case=True,
        about=Text("un canal, un intervenant, un pays, un acte", "a channel, a person, a country, an act"),
    ),
    Question(
        name=Text("propriétaire", "owner"),
        title=Text("à qui est un livrable, avec quels droits", "who owns a deliverable, with which rights"),
        needs=_NOTHING,
        answer=ownership.owner,
        about=Text("développements, préexistants, savoir-faire", "developments, pre-existing, know-how"),
    ),
    Question(
        name=Text("dates", "dates"),
        title=Text("toutes les dates du contrat", "all dates of the contract"),
        needs=_AT,
        answer=dates.dates,
    ),
    Question(
        name=Text("fin", "end"),
        title=Text("quand le contrat, ou la période, finit", "when the contract, or the period, ends"),
        needs=_AT,
        answer=dates.end,
    ),
    Question(
        name=Text("reconduction", "renewal"),
        title=Text(
            "quelle période, et jusqu'à quand refuser la suivante", "which period, and until when to refuse the next"
        ),
        needs=_AT,
        answer=dates.renewal,
    ),
    Question(
        name=Text("préavis", "notice"),
        title=Text("les préavis, et quand ils prennent effet", "the notices, and when they take effect"),
        needs=_AT,
        answer=dates.notice,
    ),
    Question(
        name=Text("réversibilité", "reversibility"),
        title=Text("chaque étape de la sortie, avec sa date", "each step of the exit, with its date"),
        needs=Text(
            "`--at`, ou `survenance` : le jour d'une autre fin", "`--at`, or `occurred`: the day of another end"
        ),
        answer=dates.reversibility,
    ),
    Question(
        name=Text("prix_révisé", "revised_price"),
        title=Text("le prix à une date, pour des valeurs d'indices", "the price at a date, for values of indices"),
        needs=Text("`--at`, `--index NOM[@JOUR]=VALEUR`", "`--at`, `--index NAME[@DAY]=VALUE`"),
        answer=revised.revised,
    ),
    Question(
        name=Text("reste", "left"),
        title=Text("ce qui reste d'un forfait ou d'un crédit", "what is left of an allowance or a credit"),
        needs=Text("`consommé`", "`consumed`"),
        answer=allowance.allowance_left,
        about=Text("assistance, ou le nom d'un crédit", "hotline, or the name of a credit"),
    ),
    Question(
        name=Text("agenda", "agenda"),
        title=Text("tout ce qui est dû dans une fenêtre", "all that is due in a window"),
        needs=Text("`--from`, `--to`", "`--from`, `--to`"),
        answer=agenda.agenda,
    ),
)


def question(name: str) -> Question | None:
    """The question of a name in either language, without regard to accents."""
    return next((one for one in QUESTIONS if _plain(name) in {_plain(one.name.fr), _plain(one.name.en)}), None)


def nearest_question(name: str) -> Question | None:
    """The question whose name is spelled most like a word."""
    near = nearest(_plain(name), [_plain(spelled) for one in QUESTIONS for spelled in (one.name.fr, one.name.en)])
    return None if near is None else question(near)


def _plain(name: str) -> str:
    return fold(name).casefold().strip().replace(" ", "_").replace("-", "_")
