"""What names mean in one contract: vocabularies, facts, calendars, parties, sites, terms; and the findings so far.

A word is looked up without regard to accents, in the language of the file; what is stored is its shared name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from contractlang.calendars import ServiceCalendar
from contractlang.compiler.pages import INCOMPLETE
from contractlang.core.expressions import Condition
from contractlang.core.origins import Origin, Path
from contractlang.core.program import Allowance, Revision, Term
from contractlang.core.schema import FactType, Vocabulary
from contractlang.diagnostics import Diagnostic, Fix, Label, Message, Page, Text, verbatim
from contractlang.diagnostics.phrases import MEANT
from contractlang.documents.pages import DUPLICATE, UNKNOWN
from contractlang.model.nodes import Node, Word, both_languages
from contractlang.records import define, field
from contractlang.source import Span
from contractlang.syntax import is_keyword, spelling, spellings
from contractlang.words import fold, nearest

_UNKNOWN_WORD = Text("`{word}` n'est pas un mot de `{vocabulary}`", "`{word}` is not a word of `{vocabulary}`")
_KNOWN = Text("connus : {words}", "known: {words}")
_EXTEND = Text(
    "mots connus : {words} ; ou ajouter le sien par `{VOCABULARY}`",
    "known words: {words}; or add yours with `{VOCABULARY}`",
)
_TWICE = Text("`{name}` est déjà donné", "`{name}` is already given")
_FIRST = Text("donné ici d'abord", "first given here")
_KEEP_ONE = Text("ne garder que l'un des deux", "keep one of the two")
_CHECK_NAME = Text(
    "vérifier comment ce nom s'écrit, ou déclarer ce qu'il désigne",
    "check how this name is written, or declare what it stands for",
)
_MOST_WORDS = 12
_NAME = re.compile(r"[\w'’-]+")
# What gives a name to something that others may speak of
_DECLARING = ("calendar", "vocabulary", "fact", "client", "provider", "rule", "site", "included", "excluded")


@define
class Environment:
    """The names of one contract, filled by the passes in their order."""

    language: str = "fr"
    findings: list[Diagnostic] = field(factory=list)
    dropped: tuple[Span, ...] = ()  # what the parser could not read
    vocabularies: dict[str, Vocabulary] = field(factory=dict)
    vocabulary_names: dict[str, str] = field(factory=dict)
    word_spans: dict[tuple[str, str], Span] = field(factory=dict)
    facts: dict[str, FactType] = field(factory=dict)
    fact_spans: dict[str, Span] = field(factory=dict)
    fact_names: dict[str, str] = field(factory=dict)
    calendars: dict[str, ServiceCalendar] = field(factory=dict)
    calendar_origins: dict[str, Origin] = field(factory=dict)
    parties: dict[str, Text] = field(factory=dict)
    terms: dict[Path, Term] = field(factory=dict)
    clauses: dict[Path, Origin] = field(factory=dict)
    # what is given, but faulty: it was reported, and whoever needs it is not at fault
    faulty_terms: set[Path] = field(factory=set)
    faulty_rules: set[str] = field(factory=set)
    # facts that a decision gives: when each of their words holds
    derived: dict[str, Mapping[str, Condition]] = field(factory=dict)
    included: dict[str, Origin] = field(factory=dict)
    excluded: dict[str, Origin] = field(factory=dict)
    revision: Revision | None = None
    allowances: list[Allowance] = field(factory=list)
    article: str | None = None
    titles: dict[Path, str] = field(factory=dict)  # legal names, by the path of the party
    meanings: dict[Span, Text] = field(factory=dict)  # of names, where they stand

    def report(
        self,
        page: Page,
        span: Span,
        message: Message,
        help: Message | None = None,
        labels: tuple[Label, ...] = (),
        fix: Fix | None = None,
    ) -> None:
        """Note a finding, unless it may only follow from what could not be read.

        What a text lacks can only be said once all of it was read, and a name that stands in a part that was not read
        may be declared there.
        """
        if self.dropped and (page is INCOMPLETE or (page is UNKNOWN and self._may_be_dropped(span.text))):
            return
        self.findings.append(page.finding(span, message, help=help, labels=labels, fix=fix))

    def _may_be_dropped(self, words: str) -> bool:
        """Whether a name stands in what was not read, or in place of a name that could not be."""
        name = next(iter(_NAME.findall(words)[-1:]), "")
        return any(
            name in _NAME.findall(span.text) or self._declares_no_name(span.text.strip()) for span in self.dropped
        )

    def _declares_no_name(self, text: str) -> bool:
        first = _NAME.match(text)
        declaring = [fold(word) for keyword in _DECLARING for word in spellings(keyword, self.language)]
        if first is None or fold(first.group()) not in declaring:
            return False
        return re.match(r'(?:"[^"\n]*"|[^\w\n{"]|\d)*(?:[{\n]|$)', text[first.end() :]) is not None

    def origin(self, span: Span) -> Origin:
        """A place in the article that is being read."""
        return Origin(span=span, article=self.article)

    def language_of(self, word: Word) -> str:
        """The language in which a word is written: that of its own file, which may be one of the library."""
        return word.span.source.language

    def said(self, text: Text) -> str:
        """A name as the file of the contract writes it."""
        return text.say("en" if self.language == "en" else "fr")

    def note(self, span: Span, text: Text) -> None:
        """Keep what a name turned out to mean: how each language writes it."""
        self.meanings[span] = text

    def enter(self, node: Node, article: str | None = None) -> None:
        """Read on at a node: its words are in the language of its file."""
        self.language, self.article = node.span.source.language, article

    # --- names ------------------------------------------------------------------------------------------

    def word(self, vocabulary: str, word: Word) -> str | None:
        """The shared name of a word of a vocabulary; a finding and None where it has no such word."""
        known = self.vocabularies.get(vocabulary) or Vocabulary(name=vocabulary, title=verbatim(vocabulary), words={})
        if (name := self.find_word(known, word.text)) is not None:
            self.note(word.span, known.words[name])
            return name
        spelled = [self.said(text) for text in known.words.values()]
        message = _UNKNOWN_WORD(word=word.text, vocabulary=known.title)
        self.report(UNKNOWN, word.span, message, help=self.suggestion(word.text, spelled, _EXTEND))
        return None

    def find_word(self, vocabulary: Vocabulary, text: str) -> str | None:
        """The shared name of a word in either language, or None."""
        return vocabulary.spelled.get(fold("_".join(text.split())))

    def fact(self, word: Word) -> FactType | None:
        """The fact of this name in either language."""
        name = self.fact_names.get(fold(word.text))
        if name is None:
            return None
        self.note(word.span, self.facts[name].title)
        return self.facts[name]

    def calendar(self, word: Word) -> str | None:
        """The name of a declared calendar; a finding and None where there is none."""
        if word.text in self.calendars:
            return word.text
        self.unknown(word, _UNKNOWN_CALENDAR, list(self.calendars))
        return None

    def unknown(self, word: Word, message: Text, known: Iterable[str]) -> None:
        """Report a name that nobody declares, with the nearest that somebody does."""
        self.report(UNKNOWN, word.span, message(word=word.text), help=self.suggestion(word.text, known, _KNOWN))

    def suggestion(self, word: str, known: Iterable[str], listing: Text) -> Message:
        """The nearest known name, else the list of them if it is short, else what to look at."""
        names = sorted(known, key=fold)
        if meant := nearest(word, names):
            return MEANT(word=meant)
        return listing(words=[f"`{name}`" for name in names]) if 0 < len(names) <= _MOST_WORDS else _CHECK_NAME()

    def once(self, name: str, span: Span, first: Mapping[str, Origin], shown: str | None = None) -> bool:
        """Whether a name is new; a finding that shows both places where it is not."""
        if name not in first:
            return True
        self.twice(shown or name, span, first[name].span)
        return False

    def twice(self, name: object, span: Span, first: Span) -> None:
        """Report what is given twice."""
        labels = (Label(span=first, message=_FIRST()),)
        self.report(DUPLICATE, span, _TWICE(name=name), help=_KEEP_ONE(), labels=labels)

    # --- terms ------------------------------------------------------------------------------------------

    def add_term(self, term: Term) -> None:
        """Enter a term; a finding where its path is taken."""
        if (first := self.terms.get(term.path)) is not None:
            self.twice(term.title, term.origin.span, first.origin.span)
            return
        self.terms[term.path] = term

    def resolve_path(self, parts: tuple[Word, ...]) -> Path | None:
        """The path of shared names that a written path means: a term, a clause, or a part of one."""
        known = [*self.terms, *self.clauses, *sorted(self.faulty_terms)]
        wanted = [fold(part.text) for part in parts]
        languages = [self.language_of(part) for part in parts]
        meant: dict[str, bool] = {}  # of thousands of paths few begin alike
        for path in known:
            first = path[0]
            if first not in meant:
                meant[first] = self._means(wanted[0], first, languages[0])
            if not meant[first]:
                continue
            prefix = path[: len(wanted)]
            if len(prefix) == len(wanted) and all(map(self._means, wanted, prefix, languages)):
                self.note_path(parts, prefix)
                return prefix
        return None

    def note_path(self, parts: tuple[Word, ...], path: Path) -> None:
        """Keep what the segments of a path mean."""
        for part, segment in zip(parts, path, strict=True):
            self.note(part.span, self._segment_text(segment, part.text))

    def _segment_text(self, segment: str, otherwise: str) -> Text:
        if names := self._level_names(segment):
            return Text(*names)
        return _segment_or(segment, otherwise)

    def _means(self, written: str, segment: str, language: str) -> bool:
        """Whether what is written, without accents, is a segment of a path."""
        return written in _segments(segment, language) or written in map(_joined, self._level_names(segment))

    def _level_names(self, segment: str) -> tuple[str, ...]:
        severity = self.vocabularies.get("severity")
        words = severity.words.get(segment) if severity else None
        return (words.fr, words.en) if words else ()

    def path_text(self, path: Path) -> Text:
        """A path as it is shown: as its file writes it, and to English readers of a French file by its shared names."""
        words = self.path_words(path)
        return Text(words, words if self.language == "en" else ".".join(path))

    def path_words(self, path: Path) -> str:
        """A path as the file of the contract writes it."""
        return ".".join(self.said(self._segment_text(segment, segment)) for segment in path)


@cache
def keyword_text(name: str) -> Text:
    """A keyword as each language writes it."""
    return Text(spelling(name, "fr"), spelling(name, "en"))


@cache
def _segment_or(segment: str, otherwise: str) -> Text:
    """A segment of a path in each language, and what is no keyword as another text."""
    return segment_text(segment) if is_keyword(segment) else verbatim(otherwise)


@cache
def _segments(segment: str, language: str) -> frozenset[str]:
    """Every way in which a segment of a path may be written, without accents."""
    return frozenset(map(_joined, (*spellings(segment, language), segment)))


def _joined(words: str) -> str:
    return fold(words).replace(" ", "_")


@cache
def segment_text(segment: str) -> Text:
    """A segment of a path in each language: its first spelling of one word, else its words joined by `_`."""
    return Text(_one_word(segment, "fr"), _one_word(segment, "en"))


def _one_word(segment: str, language: str) -> str:
    words = spellings(segment, language)
    return next((word for word in words if " " not in word), words[0].replace(" ", "_"))


_UNKNOWN_CALENDAR = Text("aucun calendrier ne s'appelle `{word}`", "no calendar is called `{word}`")


def shared_name(word: Word, translation: str | None) -> tuple[str, Text]:
    """The shared name of a declared word, which is the English one, and its spellings."""
    if translation is None:
        return word.text, verbatim(word.text)
    names = both_languages(word.span, word.text, translation)
    return names.en, names
