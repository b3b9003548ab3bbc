"""Builders of templates and amendments: one method a rule of `templates.lark` and `amendments.lark`."""

from __future__ import annotations

import textwrap

from contractlang.model import amendments as a
from contractlang.model import clauses as c
from contractlang.model import nodes as m
from contractlang.model import templates as t
from contractlang.source import Span
from contractlang.syntax.build_clauses import ClauseBuilder
from contractlang.syntax.kids import Kids

_VERBS = {"REPLACES": "replace", "ADDS": "add", "REMOVES": "remove"}
# What is at fault outside a template, and inside it stands for a value
_PLACEHOLDERS = ("no-number", "no-such-price")


class ChangeBuilder(ClauseBuilder):
    """Builds what makes other clauses: templates and amendments."""

    # --- templates --------------------------------------------------------------------------------------

    def named(self, span: Span, kids: Kids) -> m.Literal:
        self.problem("no-number", span)
        return m.Literal(span=span, value=None, name=kids.word("NAME"))

    measured = named

    def named_unit(self, span: Span, _kids: Kids) -> m.Literal:
        self.problem("no-number", span)
        return m.Literal(span=span, value=None)

    def named_share(self, span: Span, kids: Kids) -> m.Share:
        word = kids.word("NAME")
        self.problem("no-number", word.span)
        percent = m.Literal(span=word.span, value=None, name=word)
        (of,) = self.expressions(kids)
        return self._composite(m.Share, span, (of,), percent=percent, of=of)

    def parameter(self, span: Span, kids: Kids) -> t.Parameter:
        name, kind = kids.words("NAME", "LABEL")
        return t.Parameter(span=span, name=name, type=kind, default=kids.maybe(m.Phrase))

    def documentation(self, span: Span, kids: Kids) -> t.Documentation:
        text, *translation = (textwrap.dedent(prose.text[3:-3]).strip() for prose in kids.tokens("PROSE"))
        return t.Documentation(span=span, text=text, translation=translation[0] if translation else None)

    def template(self, span: Span, kids: Kids) -> t.Template:
        self.problems = [
            (kind, place)
            for kind, place in self.problems
            if kind not in _PLACEHOLDERS or not span.start <= place.start < span.end
        ]
        said = kids.maybe(t.Documentation)
        return t.Template(
            span=span,
            name=kids.word("NAME"),
            parameters=kids.all(t.Parameter),
            documentation=said,
            clauses=kids.all(c.Clause),
            uses=kids.all(t.Use),
        )

    def argument(self, span: Span, kids: Kids) -> t.Argument:
        return t.Argument(span=span, name=kids.word("NAME"), value=kids.one(m.Phrase))

    def use(self, span: Span, kids: Kids) -> t.Use:
        return t.Use(span=span, template=kids.word("NAME"), arguments=kids.all(t.Argument))

    def body_start(self, _span: Span, kids: Kids) -> tuple[m.Node, ...]:
        return kids.all(m.Node)

    # --- amendments -------------------------------------------------------------------------------------

    def term_change(self, span: Span, kids: Kids) -> a.TermChange:
        return a.TermChange(span=span, path=kids.one(m.PathRef), value=kids.maybe(m.Value))

    removed_term = term_change

    def removed_article(self, span: Span, kids: Kids) -> a.Named:
        return a.Named(span=span, kind="article", name=kids.word("NUMBER"))

    def removed_name(self, span: Span, kids: Kids) -> a.Named:
        return a.Named(span=span, kind=kids.token().type.lower(), name=kids.word("NAME"))

    def removed_scenario(self, span: Span, kids: Kids) -> a.Named:
        token = kids.token("STRING")
        return a.Named(span=span, kind="scenario", name=m.Word(span=kids.span(token), text=token.text[1:-1]))

    def removed_clause(self, span: Span, kids: Kids) -> a.Named:
        words = kids.words("NAME")
        name = m.Word(span=words[0].span.to(words[-1].span), text=" ".join(word.text for word in words))
        return a.Named(span=span, kind="clause", name=name)

    def replacing(self, span: Span, kids: Kids) -> a.Change:
        article = kids.word("NUMBER") if kids.has("NUMBER") else None
        verb = _VERBS[kids.token().type]
        return a.Change(span=span, verb=verb, subject=kids.one(m.Node), article=article)  # type: ignore[arg-type]

    adding = removing = replacing

    def amendment(self, span: Span, kids: Kids) -> a.Amendment:
        return a.Amendment(
            span=span,
            number=kids.word("NUMBER"),
            title=kids.strings()[0],
            terms=kids.all(m.Term),
            changes=kids.all(a.Change),
        )
