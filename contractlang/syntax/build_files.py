"""Builders of files and declarations: one method a rule of the grammar."""

from __future__ import annotations

from contractlang.model import clauses as c
from contractlang.model import files as f
from contractlang.model import nodes as m
from contractlang.model.templates import Use
from contractlang.records import frozen
from contractlang.source import Span
from contractlang.syntax.build_changes import ChangeBuilder
from contractlang.syntax.build_levels import Part
from contractlang.syntax.kids import Kids
from contractlang.syntax.lexer import Token

_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")


@frozen
class _Facts:
    """The facts of one half of a scenario."""

    facts: tuple[f.StatedFact, ...]


class FileBuilder(ChangeBuilder):
    """Builds a whole file."""

    def start(self, _span: Span, kids: Kids) -> f.File:
        declarations = kids.all(m.Node)
        return f.File(
            source=self.source,
            language=self.source.language,
            declarations=declarations,  # type: ignore[arg-type]
        )

    # `import` is a word of Python's: the table of builders names it
    def import_(self, span: Span, kids: Kids) -> f.Import:
        return f.Import(span=span, path=kids.one(m.PathRef))

    def contract(self, span: Span, kids: Kids) -> f.Contract:
        aside = tuple(one for part in kids.all(Part) for one in part.value)  # type: ignore[attr-defined]
        return f.Contract(span=span, title=kids.strings()[0], terms=kids.all(m.Term), set_aside=aside)

    def aside(self, span: Span, kids: Kids) -> f.Aside:
        return f.Aside(span=span, pack=kids.word("NAME"), reason=kids.strings()[0])

    def set_aside(self, _span: Span, kids: Kids) -> Part:
        return Part("set_aside", kids.all(f.Aside))

    def party(self, span: Span, kids: Kids) -> f.Party:
        return f.Party(
            span=span,
            role="client" if kids.has("CLIENT") else "provider",
            name=kids.word("NAME"),
            title=kids.strings()[0],
            terms=kids.all(m.Term),
        )

    def article(self, span: Span, kids: Kids) -> f.Article:
        prose = tuple(f.Prose(span=kids.span(token), text=token.text[3:-3]) for token in kids.tokens("PROSE"))
        return f.Article(
            span=span,
            number=kids.token("NUMBER").text,
            title=kids.strings()[0],
            prose=prose,
            clauses=kids.all(c.Clause),  # type: ignore[arg-type]
            uses=kids.all(Use),
        )

    # --- calendars --------------------------------------------------------------------------------------

    def timezone(self, _span: Span, kids: Kids) -> Part:
        return Part("zone", m.Literal(span=kids.span(kids.token("STRING")), value=kids.strings()[0]))

    def days(self, span: Span, kids: Kids) -> tuple[int, ...]:
        first, *rest = (_DAYS.index(token.type) for token in kids.tokens(*_DAYS))
        last = rest[0] if rest else first
        if last < first:
            self.problem("days-backwards", span)
            return (*range(first, 7), *range(last + 1))
        return tuple(range(first, last + 1))

    def hours(self, span: Span, kids: Kids) -> f.Hours:
        opens, closes = (self._minutes(kids, token) for token in kids.tokens("TIME"))
        return f.Hours(span=span, open=opens, close=closes)

    def _minutes(self, kids: Kids, token: Token) -> int | None:
        hour, minute = map(int, token.text.split(":"))
        if minute > 59 or hour * 60 + minute > 1440:
            self.problem("no-such-time", kids.span(token))
            return None
        return hour * 60 + minute

    def opening(self, span: Span, kids: Kids) -> f.Opening:
        return f.Opening(span=span, days=kids.one(tuple), hours=kids.all(f.Hours))

    def holidays(self, _span: Span, kids: Kids) -> Part:
        return Part("holidays", kids.words("NAME"))

    def closed_day(self, span: Span, kids: Kids) -> f.Closure:
        dates = [self.date(kids.span(token), Kids(self.source, [token])) for token in kids.tokens("DATE")]
        return f.Closure(span=span, first=dates[0], last=dates[-1])

    closed_days = closed_day

    def calendar(self, span: Span, kids: Kids) -> f.Calendar:
        parts = kids.all(Part)
        return f.Calendar(
            span=span,
            name=kids.word("NAME"),
            title=next(iter(kids.strings()), None),
            zones=tuple(part.value for part in parts if isinstance(part.value, m.Literal)),
            openings=kids.all(f.Opening),
            holidays=tuple(word for part in parts if isinstance(part.value, tuple) for word in part.value),
            closures=kids.all(f.Closure),
        )

    # --- scenarios, library -----------------------------------------------------------------------------

    def stated_fact(self, span: Span, kids: Kids) -> f.StatedFact:
        return f.StatedFact(span=span, label=kids.word("LABEL", "NO_SHOW"), value=kids.one(m.Value))

    def given(self, _span: Span, kids: Kids) -> _Facts:
        return _Facts(kids.all(f.StatedFact))

    expected = given

    def scenario(self, span: Span, kids: Kids) -> f.Scenario:
        given, expected = kids.all(_Facts)
        return f.Scenario(span=span, title=kids.strings()[0], given=given.facts, expected=expected.facts)

    def vocabulary_word(self, span: Span, kids: Kids) -> f.VocabularyWord:
        return f.VocabularyWord(span=span, word=kids.word("NAME"), translation=next(iter(kids.strings()), None))

    def vocabulary(self, span: Span, kids: Kids) -> f.Vocabulary:
        return f.Vocabulary(
            span=span,
            name=kids.word("NAME"),
            translation=next(iter(kids.strings()), None),
            only=kids.has("ONLY"),
            ordered=kids.has("ORDERED"),
            words=kids.all(f.VocabularyWord),
        )

    def fact_type(self, span: Span, kids: Kids) -> f.FactType:
        name, kind, *vocabulary = kids.words("NAME", "LABEL")
        return f.FactType(
            span=span,
            name=name,
            translation=next(iter(kids.strings()), None),
            type=kind,
            vocabulary=vocabulary[0] if vocabulary else None,
        )

    def _bilingual(self, kids: Kids) -> f.Bilingual:
        first, *other = kids.tokens("STRING")
        return f.Bilingual(
            span=kids.span(first), text=first.text[1:-1], translation=other[0].text[1:-1] if other else None
        )

    def requirement_source(self, _span: Span, kids: Kids) -> Part:
        return Part("source", self._bilingual(kids))

    def requirement_since(self, _span: Span, kids: Kids) -> Part:
        token = kids.token("DATE")
        return Part("since", self.date(kids.span(token), kids))

    def requirement_certainty(self, _span: Span, kids: Kids) -> Part:
        return Part("certainty", kids.token("READ", "QUOTED", "TO_CONFIRM").type.lower())

    def requirement_when(self, _span: Span, kids: Kids) -> Part:
        return Part("when", self.expressions(kids)[0])

    def requirement_demands(self, _span: Span, kids: Kids) -> Part:
        return Part("demands", self.expressions(kids)[0])

    def requirement_otherwise(self, span: Span, kids: Kids) -> Part:
        severity = kids.token("ERROR", "WARNING", "NOTE").type.lower()
        return Part("otherwise", f.Otherwise(span=span, severity=severity, text=self._bilingual(kids)))

    def requirement_remedy(self, _span: Span, kids: Kids) -> Part:
        return Part("remedy", self._bilingual(kids))

    def requirement(self, span: Span, kids: Kids) -> f.Requirement:
        names = ("source", "certainty", "since", "when", "demands", "otherwise", "remedy")
        parts = self._parts(span, kids, names)
        return f.Requirement(span=span, name=kids.word("NAME"), title=self._bilingual(kids), **parts)  # type: ignore[arg-type]

    def _parts(self, span: Span, kids: Kids, names: tuple[str, ...]) -> dict[str, object]:
        """The items of a declaration by their names, each given once at most."""
        parts: dict[str, object] = dict.fromkeys(names)
        for part in kids.all(Part):
            if parts[part.name] is not None:
                self.problem("given-twice", span)
            parts[part.name] = part.value
        return parts

    def pack_concerns(self, _span: Span, kids: Kids) -> Part:
        return Part("concerns", self.expressions(kids)[0])

    def pack(self, span: Span, kids: Kids) -> f.Pack:
        name, *translation = kids.words("NAME")
        parts = self._parts(span, kids, ("since", "concerns"))
        return f.Pack(
            span=span,
            name=name,
            translation=translation[0] if translation else None,
            title=self._bilingual(kids),
            requirements=kids.all(f.Requirement),
            **parts,  # type: ignore[arg-type]
        )
