"""What a new contract asks: the questions in their order, what an answer may be, and all the answers together.

An answer is text. It is read in the language of the contract, whether it comes from an option or from a terminal. Some
questions only arise from earlier answers: a public client's kind, the place of hosting, the certificate of a host.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, cast

from contractlang.diagnostics import Lang, Message, Text
from contractlang.drafting.readers import (
    BadAnswerError,
    amount,
    choice,
    choices,
    day,
    months,
    quoted,
    truth,
)
from contractlang.records import frozen

Answers = Mapping[str, object]

SIDES = (Text("équilibré", "balanced"), Text("client", "client"), Text("prestataire", "provider"))
WINDOWS = (Text("bureau", "office"), Text("étendue", "extended"), Text("continue", "always"))
CLOUD = frozenset({"hosting", "saas", "asp"})

_OR_DEFAULTS = Text(
    "il manque {options} ; `--yes` prend les réponses par défaut de {defaults}",
    "missing: {options}; `--yes` takes the default answers to {defaults}",
)
_MISSING = Text("il manque {options}", "missing: {options}")
_BAD = Text("`{option}` : {problem}", "`{option}`: {problem}")
_WITH_HELP = Text("{problem} ; {help}", "{problem}; {help}")


@frozen(kw_only=True)
class Draft:
    """All that a new contract is made from; words by their shared names, amounts in euros before tax."""

    lang: Lang
    title: str
    client: str
    provider: str
    sector: str
    public_buyer: str | None = None
    trade: tuple[str, ...]
    side: str
    personal_data: bool
    start: date
    months: int
    fee: Decimal
    window: str
    insurance: Decimal
    hosting_place: str | None = None
    health_certificate: str | None = None
    health_validity: date | None = None
    health_referent: str | None = None


@frozen(kw_only=True)
class Question:
    """A question: how it is put, how its answer is read, what is taken where nobody answers, and when it arises."""

    name: str
    text: Text
    read: Callable[[str, Answers], object]
    default: Text | None = None
    needed: Callable[[Answers], bool] = lambda _answers: True
    choices: tuple[Text, ...] = ()

    @property
    def option(self) -> str:
        """The option of the command that answers it."""
        return f"--{self.name.replace('_', '-')}"


class Ask(Protocol):
    """Puts a question to somebody; `problem` says what was wrong with the answer before."""

    def __call__(self, question: Question, default: str | None, problem: Message | None, lang: Lang, /) -> str: ...


class MissingError(Exception):
    """Answers that are missing or cannot be taken: `messages` say which, and what would do."""

    def __init__(self, messages: Iterable[Message]) -> None:
        self.messages = tuple(messages)
        super().__init__("; ".join(message.say("en") for message in self.messages))


def _is_public(answers: Answers) -> bool:
    return answers.get("sector") == "public"


def _is_hosted(answers: Answers) -> bool:
    """Whether the law asks where data are: the trade is a cloud service, or the client a financial entity."""
    trade = cast(tuple[str, ...], answers.get("trade", ()))
    return bool(CLOUD.intersection(trade)) or answers.get("sector") == "finance"


def _is_health_host(answers: Answers) -> bool:
    hosted = "hosting_place" in answers
    return hosted and answers.get("sector") == "health" and bool(answers.get("personal_data"))


def questions(words: Mapping[str, tuple[Text, ...]]) -> tuple[Question, ...]:
    """Every question in order; `words` are the vocabularies of the language that some choose from, by shared name."""
    return (*_heading(), *_business(words), *_terms(), *_hosting())


def _heading() -> tuple[Question, ...]:
    return (
        Question(
            name="lang",
            text=Text("langue du contrat / language of the contract", "language of the contract"),
            read=choice((Text("fr", "fr"), Text("en", "en"))),
            default=Text("fr", "fr"),
            choices=(Text("fr", "fr"), Text("en", "en")),
        ),
        Question(
            name="title",
            text=Text("titre", "title"),
            read=quoted,
            default=Text("Contrat d'infogérance", "Managed services contract"),
        ),
        Question(name="client", text=Text("nom du client", "name of the client"), read=quoted),
        Question(name="provider", text=Text("nom du prestataire", "name of the provider"), read=quoted),
    )


def _business(words: Mapping[str, tuple[Text, ...]]) -> tuple[Question, ...]:
    sectors, trades, buyers = words["sector"], words["trade"], words["public_buyer"]
    return (
        Question(
            name="sector", text=Text("secteur du client", "sector of the client"), read=choice(sectors), choices=sectors
        ),
        Question(
            name="public_buyer",
            text=Text("sorte d'acheteur public", "kind of public buyer"),
            read=choice(buyers),
            needed=_is_public,
            choices=buyers,
        ),
        Question(
            name="trade",
            text=Text("métiers, séparés par des virgules", "trades, between commas"),
            read=choices(trades),
            default=Text("infogérance", "managed_services"),
            choices=trades,
        ),
        Question(
            name="side",
            text=Text("version des clauses", "version of the clauses"),
            read=choice(SIDES),
            default=SIDES[0],
            choices=SIDES,
        ),
    )


def _terms() -> tuple[Question, ...]:
    return (
        Question(
            name="personal_data",
            text=Text("données personnelles traitées", "personal data processed"),
            read=truth,
            default=Text("oui", "yes"),
            choices=(Text("oui", "yes"), Text("non", "no")),
        ),
        Question(
            name="start", text=Text("date d'effet (année-mois-jour)", "date of effect (year-month-day)"), read=day
        ),
        Question(
            name="months",
            text=Text("durée en mois", "length in months"),
            read=months,
            default=Text("36", "36"),
        ),
        Question(name="fee", text=Text("redevance par mois, hors taxe", "fee per month, before tax"), read=amount),
        Question(
            name="window",
            text=Text("plage de service", "service hours"),
            read=choice(WINDOWS),
            default=WINDOWS[0],
            choices=WINDOWS,
        ),
        Question(
            name="insurance",
            text=Text("assurance du prestataire, par sinistre", "provider's insurance, per claim"),
            read=amount,
            default=Text("1 000 000 €", "1,000,000 €"),
        ),
    )


def _hosting() -> tuple[Question, ...]:
    return (
        Question(
            name="hosting_place",
            text=Text("ville d'hébergement, en France", "town of hosting, in France"),
            read=quoted,
            needed=_is_hosted,
        ),
        Question(
            name="health_certificate",
            text=Text("certificat HDS de l'hébergeur, et sa portée", "the host's HDS certificate, and its scope"),
            read=quoted,
            needed=_is_health_host,
        ),
        Question(
            name="health_validity",
            text=Text("fin de validité de ce certificat", "end of validity of that certificate"),
            read=day,
            needed=_is_health_host,
        ),
        Question(
            name="health_referent",
            text=Text("personne à joindre en cas d'incident", "person to reach upon an incident"),
            read=quoted,
            needed=_is_health_host,
        ),
    )


def gather(
    asked: Iterable[Question], given: Mapping[str, str], *, defaults: bool = False, ask: Ask | None = None
) -> Draft:
    """The answers to the questions that arise: those given, else the defaults if wanted, else those that `ask` gets.

    What is wrong is asked again; without `ask`, raises MissingError with everything that is missing or wrong.
    """
    answers: dict[str, object] = {}
    missing: list[Question] = []
    wrong: list[Message] = []
    lang: Lang = "en" if given.get("lang") == "en" else "fr"
    for question in asked:
        text = given.get(question.name)
        if text is None and not question.needed(answers):
            continue
        default = question.default.say(lang) if question.default else None
        if text is None and defaults:
            text = default
        problem: Message | None = None
        while question.name not in answers:
            if text is None:
                if ask is None:
                    missing.append(question)
                    break
                text = ask(question, default, problem, lang)
            try:
                answers[question.name] = question.read(text, answers)
            except BadAnswerError as error:
                problem = _WITH_HELP(problem=error.problem, help=error.help)
                if ask is None:
                    wrong.append(_BAD(option=question.option, problem=problem))
                    break
                text = None
        if question.name == "lang" and "lang" in answers:
            lang = cast(Lang, answers["lang"])
    if missing:
        wrong.append(_what_is_missing(missing))
    if wrong:
        raise MissingError(wrong)
    return Draft(**cast(dict[str, Any], answers))


def _what_is_missing(missing: Iterable[Question]) -> Message:
    options = [f"`{question.option}`" for question in missing]
    defaults = [f"`{question.option}`" for question in missing if question.default is not None]
    if defaults:
        return _OR_DEFAULTS(options=options, defaults=defaults)
    return _MISSING(options=options)
