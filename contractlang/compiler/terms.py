"""From labels and values to typed terms: every clause's schema is applied here, and only here.

A value is read phrase by phrase. A phrase whose words name a part of the slot (`préavis 6 mois`) becomes a term
of its own below the path; the others are the value itself. Words before and after a measure become the terms
`mode` and `basis` (`tacite 12 mois`, `30 jours date de facture`). What does not fit is a finding that shows what
was expected, what was found, and the nearest thing that would do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from contractlang.compiler.environment import Environment, keyword_text
from contractlang.compiler.kinds import WRITE, WRONG_KIND, expected_kinds, fits, kind_name, sample, wrong_kind
from contractlang.compiler.open_terms import check_bounds, declare_open, open_value
from contractlang.compiler.pages import LABEL, TYPE
from contractlang.core.origins import Path
from contractlang.core.program import Term
from contractlang.core.schema import Kind, Type
from contractlang.diagnostics import Fix, Text
from contractlang.diagnostics.phrases import MEANT
from contractlang.model.nodes import Phrase, Value, Word
from contractlang.model.nodes import Term as TermNode
from contractlang.model.schema import Holds, Slot
from contractlang.source import Span
from contractlang.syntax import respelled, spelling, spellings
from contractlang.words import fold, nearest

_UNKNOWN_LABEL = Text("`{clause}` n'a pas de libellé `{label}`", "`{clause}` has no label `{label}`")
_LABELS = Text("libellés : {labels}", "labels: {labels}")
_ONE_ONLY = Text("une seule valeur est attendue ici", "a single value is expected here")
_KEEP_FIRST = Text("n'en garder qu'une", "keep one")
_NO_CONDITION = Text("ce terme ne peut pas dépendre d'une condition", "this term cannot depend on a condition")
_REMOVE_CONDITION = Text("retirer `{IF} …`", "remove `{IF} …`")
_UNKNOWN_PARTY = Text("aucune partie ne s'appelle `{word}`", "no party is called `{word}`")
_EXTRA_WORDS = Text("ces mots ne disent rien ici", "these words say nothing here")
_NO_CALENDAR = Text("ce terme ne court pas sur un calendrier", "this term does not run on a calendar")
_REMOVE_CALENDAR = Text("retirer `{ON} {word}`", "remove `{ON} {word}`")
_REMOVE_WORDS = Text("les retirer, ou les mettre en commentaire", "remove them, or make them a comment")

_KINDS: dict[Holds, Kind] = {
    Holds.LENGTH: Kind.LENGTH,
    Holds.MONEY: Kind.MONEY,
    Holds.RATE_OF_MONEY: Kind.RATE,
    Holds.RATE_OF_LENGTH: Kind.RATE,
    Holds.RATE_OF_COUNT: Kind.RATE,
    Holds.RATE_OF_PERCENT: Kind.RATE,
    Holds.PERCENT: Kind.PERCENT,
    Holds.COUNT: Kind.COUNT,
    Holds.DATE: Kind.DATE,
    Holds.TEXT: Kind.TEXT,
    Holds.TRUTH: Kind.TRUTH,
    Holds.WORD: Kind.WORD,
    Holds.CALENDAR: Kind.CALENDAR,
    Holds.COUNTRY: Kind.COUNTRY,
    Holds.PARTY: Kind.WORD,
    Holds.RULE: Kind.WORD,
    Holds.CURRENCY: Kind.WORD,
}
CURRENCIES = ("EUR", "USD", "GBP", "CHF")


def enter_terms(
    env: Environment, owner: Path, clause: Text, slots: Mapping[str, Slot], terms: tuple[TermNode, ...]
) -> None:
    """Enter the labelled terms of a clause, whose path is `owner`; each is in the language of its own file."""
    language = env.language
    for term in terms:
        env.language = term.span.source.language
        name = label_name(env, term.label, slots)
        if name is None:
            _unknown_label(env, owner, clause, slots, term.label)
            continue
        enter_value(env, (*owner, name), slots[name], term.value, term.span)
    env.language = language


def _unknown_label(env: Environment, owner: Path, clause: Text, slots: Mapping[str, Slot], label: Word) -> None:
    """Report a label that the clause does not have, with the one that is meant: written otherwise, or misspelt."""
    language = env.language_of(label)
    labels = [spelling(known, language) for known in slots]
    written = respelled(label.text, language)
    if written not in labels:
        written = None
    meant = written or nearest(label.text, labels)
    if meant is not None:
        env.faulty_terms.add((*owner, list(slots)[labels.index(meant)]))
    shown = sorted((f"`{known}`" for known in labels), key=fold)
    help = MEANT(word=meant) if meant else (_LABELS(labels=shown) if shown else None)
    fix = Fix.of(label.span, meant, "safe" if written else "unsafe") if meant else None
    env.report(LABEL, label.span, _UNKNOWN_LABEL(clause=clause, label=label.text), help=help, fix=fix)


def label_name(env: Environment, label: Word, names: Iterable[str]) -> str | None:
    """The shared name among `names` that a label spells, or None."""
    target, language = fold(label.text), env.language_of(label)
    name = next((name for name in names if target in map(fold, spellings(name, language))), None)
    if name is not None:
        env.note(label.span, keyword_text(name))
    return name


def enter_value(env: Environment, path: Path, slot: Slot, value: Value, span: Span) -> None:
    """Enter one value at a path, with its parts below it."""
    before = len(env.findings)
    if value.condition is not None and not slot.conditional:
        env.report(TYPE, value.condition.span, _NO_CONDITION(), help=_REMOVE_CONDITION())
    values: list[tuple[Holds, object]] = []
    for phrase in value.phrases:
        if (part := _part(env, slot, phrase)) is None and (word := phrase.calendar) is not None and not slot.timed:
            env.report(TYPE, word.span, _NO_CALENDAR(), help=_REMOVE_CALENDAR(word=word.text))
        elif part is not None:
            _enter_part(env, path, slot.parts[part[0]], *part)
        elif values and not slot.many:
            env.report(TYPE, phrase.span, _ONE_ONLY(), help=_KEEP_FIRST())
        elif not slot.kinds:
            _unknown_part(env, slot, phrase)
        elif (read := _read(env, path, slot, phrase)) is not None:
            values.append(read)
    if values:
        kind = values[0][0]
        if (unsettled := open_value(values[0][1])) is not None:
            declare_open(env, path, kind, unsettled)
        found = tuple(item for _, item in values)
        _add(env, path, Type(_KINDS[kind], slot.vocabulary), found if slot.many else found[0], span)
    elif len(env.findings) > before:
        env.faulty_terms.add(path)


def _add(env: Environment, path: Path, type: Type, value: object, span: Span) -> None:
    env.add_term(Term(path=path, title=env.path_text(path), type=type, value=value, origin=env.origin(span)))


def _part(env: Environment, slot: Slot, phrase: Phrase) -> tuple[str, Phrase] | None:
    """The part that a phrase names, with the phrase less the name."""
    written = phrase.words or phrase.tail
    words = [fold(word.text) for word in written]
    for name, inner in slot.parts.items():
        alone = Holds.TRUTH in inner.kinds
        of_words = any(kind in _FROM_WORDS for kind in inner.kinds)
        for spelled in spellings(name, phrase.span.source.language):
            wanted = [fold(word) for word in spelled.split()]
            valued = phrase.measure is not None or (of_words and len(words) > len(wanted))
            if words[: len(wanted)] != wanted or not (alone or valued):
                continue
            named = written[: len(wanted)]
            env.note(named[0].span.to(named[-1].span), keyword_text(name))
            rest = Phrase(
                span=phrase.span,
                words=phrase.words[len(wanted) :],
                measure=phrase.measure,
                tail=phrase.tail,
                calendar=phrase.calendar,
            )
            return name, rest
    return None


def _enter_part(env: Environment, path: Path, slot: Slot, name: str, phrase: Phrase) -> None:
    if Holds.TRUTH in slot.kinds and phrase.measure is None:
        _add(env, (*path, name), Type(Kind.TRUTH), True, phrase.span)
        return
    enter_value(env, (*path, name), slot, Value(span=phrase.span, phrases=(phrase,)), phrase.span)


def _unknown_part(env: Environment, slot: Slot, phrase: Phrase) -> None:
    labels = [spelling(name, phrase.span.source.language) for name in slot.parts]
    shown = f"{labels[0]} …" if labels else "…"
    message = WRONG_KIND(expected=_listed(labels), found=_found(phrase))
    env.report(TYPE, phrase.span, message, help=WRITE(sample=shown))


def _listed(labels: list[str]) -> Text:
    words = [f"`{label}`" for label in labels]
    return Text(" ou ".join(words), " or ".join(words))


def _read(env: Environment, path: Path, slot: Slot, phrase: Phrase) -> tuple[Holds, object] | None:
    """The value of a phrase, if it is of a kind that the slot holds; a finding if not."""
    if phrase.measure is not None:
        unsettled = open_value(phrase.measure.value)
        if unsettled is not None and not check_bounds(env, phrase.measure, unsettled):
            return None
        kind = next((kind for kind in slot.kinds if fits(kind, phrase.measure.value)), None)
        if kind is None:
            if phrase.measure.value is not None:
                wrong_kind(env, slot.kinds, phrase.measure)
            return None
        _side_words(env, path, slot.lead, "mode", phrase.words)
        _side_words(env, path, slot.tail, "basis", phrase.tail)
        if phrase.calendar is not None and (calendar := env.calendar(phrase.calendar)) is not None:
            _add(env, (*path, "window"), Type(Kind.CALENDAR), calendar, phrase.calendar.span)
        return kind, phrase.measure.value
    if slot.lead and Holds.WORD not in slot.kinds:
        _side_words(env, path, slot.lead, "mode", phrase.words)
        return None
    kind = next((kind for kind in slot.kinds if kind in _FROM_WORDS), None)
    word = joined(phrase.words)
    if kind is None:
        message = WRONG_KIND(expected=expected_kinds(slot.kinds), found=Text(f"`{word.text}`", f"`{word.text}`"))
        env.report(TYPE, phrase.span, message, help=sample(slot.kinds))
        return None
    value = _named(env, kind, slot, word)
    return None if value is None else (kind, value)


_FROM_WORDS = (Holds.WORD, Holds.CALENDAR, Holds.COUNTRY, Holds.PARTY, Holds.RULE, Holds.CURRENCY)
_UNKNOWN_CURRENCY = Text("`{word}` n'est pas une monnaie connue", "`{word}` is not a known currency")


def _named(env: Environment, kind: Holds, slot: Slot, word: Word) -> object | None:
    """What a word names: a calendar, a country, a party, a word of a vocabulary."""
    match kind:
        case Holds.CALENDAR:
            return env.calendar(word)
        case Holds.COUNTRY:
            return env.word("country", word)
        case Holds.PARTY:
            return _party(env, word)
        case Holds.CURRENCY:
            if word.text in CURRENCIES:
                return word.text
            env.unknown(word, _UNKNOWN_CURRENCY, CURRENCIES)
            return None
        case _:
            return env.word(slot.vocabulary, word) if slot.vocabulary else word.text


_BOTH = Text("parties", "both")


def _party(env: Environment, word: Word) -> str | None:
    """A party by its role or its name, a subcontractor by its name, or both parties."""
    people = {**env.vocabularies["performed_by"].words, "both": _BOTH}
    known = {**people, **env.parties}
    known.pop("other", None)
    target = fold(word.text)
    for words in (env.parties, people):
        for name, text in words.items():
            if name in known and target in (fold(name), fold(text.fr), fold(text.en)):
                env.note(word.span, text)
                return name
    env.unknown(word, _UNKNOWN_PARTY, [env.said(text) for text in known.values()])
    return None


def joined(words: tuple[Word, ...]) -> Word:
    """Several words as the one name that they are."""
    return Word(span=words[0].span.to(words[-1].span), text="_".join(word.text for word in words))


def _side_words(env: Environment, path: Path, vocabulary: str | None, name: str, words: tuple[Word, ...]) -> None:
    """Enter the words before or after a measure as a term of their own."""
    if not words:
        return
    word = joined(words)
    if vocabulary is None:
        env.report(TYPE, word.span, _EXTRA_WORDS(), help=_REMOVE_WORDS())
    elif (value := env.word(vocabulary, word)) is not None:
        _add(env, (*path, name), Type(Kind.WORD, vocabulary), value, word.span)


def _found(phrase: Phrase) -> Text:
    if phrase.measure is not None:
        return kind_name(phrase.measure.value)
    text = " ".join(word.text for word in phrase.words)
    return Text(f"`{text}`", f"`{text}`")
