"""How an answer is read: a text, a date, an amount, one word or several of a closed list."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from contractlang.diagnostics import Lang, Message, Text
from contractlang.diagnostics.phrases import MEANT
from contractlang.syntax import parse_value
from contractlang.values import Money
from contractlang.words import fold, nearest

MOST_MONTHS = 120
# Public holidays are known up to 2100, and the longest contract ends before
FIRST_YEAR, LAST_YEAR = 2000, 2089
MOST = Decimal(1_000_000_000)

_EMPTY = Text("il faut une réponse", "an answer is needed")
_SAY = Text("écrire quelques mots", "write some words")
_NO_QUOTES = Text(
    "ni guillemets droits ni caractères de contrôle : `{text}`",
    "neither straight quotes nor control characters: `{text}`",
)
_OTHER_QUOTES = Text("employer « » ou ’", "use “ ” or ’")
_NO_DATE = Text("`{text}` n'est pas une date", "`{text}` is no date")
_DATE = Text("écrire par exemple `2026-02-01`", "write for instance `2026-02-01`")
_FAR = Text("cette année n'est pas entre {first} et {last}", "this year is not between {first} and {last}")
_NO_MONTHS = Text("`{text}` n'est pas un nombre de mois entier", "`{text}` is no whole number of months")
_MONTHS = Text("écrire un nombre de 1 à {most}", "write a number from 1 to {most}")
_NO_AMOUNT = Text("`{text}` n'est pas un montant en euros hors taxe", "`{text}` is no amount in euros before tax")
_AMOUNT = Text("écrire par exemple `{sample}`", "write for instance `{sample}`")
_SAMPLE = Text("4 800 €", "4,800 €")
_OUT_OF_RANGE = Text(
    "ce montant n'est pas entre 0 et {most}, au centime", "this amount is not between 0 and {most}, to the cent"
)
_UNKNOWN = Text("`{text}` n'est pas une réponse connue", "`{text}` is no known answer")
_CHOICES = Text("réponses : {words}", "answers: {words}")


class BadAnswerError(Exception):
    """An answer that cannot be taken: what is wrong with it, and what would do."""

    def __init__(self, problem: Message, help: Message) -> None:
        self.problem, self.help = problem, help
        super().__init__(problem.say("en"))


Answers = Mapping[str, object]


def quoted(text: str, _answers: Answers) -> str:
    """Words that can stand between quotes on one line."""
    said = " ".join(text.split())
    if not said:
        raise BadAnswerError(_EMPTY(), _SAY())
    if '"' in said or not said.isprintable():
        raise BadAnswerError(_NO_QUOTES(text=text), _OTHER_QUOTES())
    return said


def day(text: str, _answers: Answers) -> date:
    """A date that exists, in the years that a contract may begin or a certificate end."""
    said = text.strip()
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", said):
            raise ValueError
        found = date.fromisoformat(said)
    except ValueError:
        raise BadAnswerError(_NO_DATE(text=said), _DATE()) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise BadAnswerError(_FAR(first=str(FIRST_YEAR), last=str(LAST_YEAR)), _DATE())
    return found


def months(text: str, _answers: Answers) -> int:
    """A whole number of months, of ten years at most."""
    said = text.strip()
    number = int(said) if re.fullmatch(r"[0-9]{1,4}", said) else 0
    if not 1 <= number <= MOST_MONTHS:
        raise BadAnswerError(_NO_MONTHS(text=said), _MONTHS(most=MOST_MONTHS))
    return number


def amount(text: str, answers: Answers) -> Decimal:
    """An amount in euros before tax, with or without its sign, in cents at the finest."""
    read = parse_value(text.strip(), _lang(answers))
    value: object = None
    if read is not None and read.condition is None and len(read.phrases) == 1:
        (phrase,) = read.phrases
        if phrase.measure is not None and not phrase.words and not phrase.tail:
            value = phrase.measure.value
    if isinstance(value, Money) and value.currency == "EUR" and value.tax == "excluded":
        value = value.amount
    if not isinstance(value, Decimal):
        raise BadAnswerError(_NO_AMOUNT(text=text.strip()), _AMOUNT(sample=_SAMPLE))
    # `4,800` is four euros eighty in French: digits finer than a cent are rather a thousand misread
    if not 0 < value <= MOST or int(value.as_tuple().exponent) < -2:
        raise BadAnswerError(_OUT_OF_RANGE(most=f"{MOST:f} €"), _AMOUNT(sample=_SAMPLE))
    return value


def truth(text: str, _answers: Answers) -> bool:
    """Yes or no, in either language."""
    said = _plain(text)
    if said in ("oui", "yes", "o", "y"):
        return True
    if said in ("non", "no", "n"):
        return False
    raise BadAnswerError(_UNKNOWN(text=text.strip()), _CHOICES(words=[Text("`oui`", "`yes`"), Text("`non`", "`no`")]))


def choice(words: Sequence[Text]) -> Callable[[str, Answers], str]:
    """One of some words, in either language: its shared name."""
    known = {_plain(spelled): word.en for word in words for spelled in (word.fr, word.en)}

    def read(text: str, answers: Answers) -> str:
        found = known.get(_plain(text))
        if found is None:
            raise BadAnswerError(_UNKNOWN(text=text.strip()), _meant(text, words, _lang(answers)))
        return found

    return read


def choices(words: Sequence[Text]) -> Callable[[str, Answers], tuple[str, ...]]:
    """Some of some words, between commas, each once."""
    one = choice(words)

    def read(text: str, answers: Answers) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one(part, answers) for part in text.split(",")))

    return read


def _plain(text: str) -> str:
    return fold("_".join(text.split())).casefold()


def _lang(answers: Answers) -> Lang:
    return "en" if answers.get("lang") == "en" else "fr"


def _meant(text: str, words: Sequence[Text], lang: Lang) -> Message:
    if (meant := nearest("_".join(text.split()), [word.say(lang) for word in words])) is not None:
        return MEANT(word=meant)
    return _CHOICES(words=[Text(f"`{word.fr}`", f"`{word.en}`") for word in words])
