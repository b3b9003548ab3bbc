"""Builders of scope, service levels and penalties: one method a rule of those clauses."""

from __future__ import annotations

from typing import TypeVar

from contractlang.model import clauses as c
from contractlang.model import levels as lv
from contractlang.model import nodes as m
from contractlang.records import frozen
from contractlang.source import Span
from contractlang.syntax.build_values import STARTED_UNITS, ValueBuilder
from contractlang.syntax.kids import Kids

C = TypeVar("C", bound=c.Clause)


@frozen
class Part:
    """A part of something, until its owner is built."""

    name: str
    value: object


class LevelBuilder(ValueBuilder):
    """Builds what is served and how well."""

    def _clause(self, cls: type[C], span: Span, kids: Kids, **fields: object) -> C:
        return cls(span=span, keyword=kids.word(), terms=kids.all(m.Term), **fields)

    def site(self, span: Span, kids: Kids) -> lv.Site:
        title = next(iter(kids.strings()), None)
        return lv.Site(span=span, name=kids.word("NAME", "LABEL"), title=title, country=kids.one(m.Value))

    def asset(self, span: Span, kids: Kids) -> lv.Asset:
        numbers = kids.tokens("NUMBER")
        count = self.number(kids.span(numbers[0]), Kids(self.source, [numbers[0]])) if numbers else None
        names = kids.words("NAME")
        return lv.Asset(span=span, type=names[0], count=count, site=names[1] if len(names) > 1 else None)

    asset_on_site = asset

    def included_assets(self, span: Span, kids: Kids) -> lv.AssetGroup:
        included = kids.has("INCLUDED")
        return lv.AssetGroup(span=span, name=kids.word("NAME", "LABEL"), included=included, assets=kids.all(lv.Asset))

    excluded_assets = included_assets

    def scope(self, span: Span, kids: Kids) -> lv.Scope:
        return self._clause(lv.Scope, span, kids, sites=kids.all(lv.Site), groups=kids.all(lv.AssetGroup))

    def priority_cell(self, span: Span, kids: Kids) -> lv.PriorityCell:
        *column, priority = kids.words("NAME")
        return lv.PriorityCell(span=span, row=None, column=column[0] if column else None, priority=priority)

    def priority_row(self, _span: Span, kids: Kids) -> Part:
        row = kids.word("LABEL")
        cells = kids.all(lv.PriorityCell)
        rows = (lv.PriorityCell(span=cell.span, row=row, column=cell.column, priority=cell.priority) for cell in cells)
        return Part("cells", tuple(rows))

    def priority_default(self, span: Span, kids: Kids) -> Part:
        return Part("cells", (lv.PriorityCell(span=span, row=None, column=None, priority=kids.word("NAME")),))

    def priorities(self, span: Span, kids: Kids) -> lv.Priorities:
        cells = tuple(cell for part in kids.all(Part) for cell in part.value)  # type: ignore[attr-defined]
        return self._clause(lv.Priorities, span, kids, axes=kids.words("NAME", "LABEL"), cells=cells)

    def ticket_share(self, span: Span, kids: Kids) -> lv.TicketShare:
        percent = m.Literal(span=kids.span(kids.token("NUMBER")), value=self.percent_of(kids))
        return lv.TicketShare(span=span, percent=percent, period=self.unit_of(kids))

    def within(self, span: Span, kids: Kids) -> lv.Within:
        times = kids.tokens("TIME")
        return lv.Within(
            span=span,
            milestone=self._milestone(kids),
            length=kids.one(m.Literal),
            before=self.time_of_day(kids.span(times[0]), times[0]) if times else None,
            share=kids.maybe(lv.TicketShare),
            calendar=kids.word("NAME") if kids.has("NAME") else None,
        )

    def no_commitment(self, span: Span, kids: Kids) -> lv.Within:
        return lv.Within(span=span, milestone=self._milestone(kids), length=None)

    def _milestone(self, kids: Kids) -> m.Word:
        token = kids.token("ACKNOWLEDGE", "INTERVENE", "RESTORE")
        return m.Word(span=kids.span(token), text=token.type.lower())

    def severity_level(self, span: Span, kids: Kids) -> lv.Level:
        return self._level("severity", span, kids)

    def priority_level(self, span: Span, kids: Kids) -> lv.Level:
        return self._level("priority", span, kids)

    def named_level(self, span: Span, kids: Kids) -> lv.Level:
        return self._level("level", span, kids)

    def default_level(self, span: Span, kids: Kids) -> lv.Level:
        return self._level("default", span, kids)

    def _level(self, kind: str, span: Span, kids: Kids) -> lv.Level:
        name = kids.word("NAME", "LABEL") if kids.has("NAME", "LABEL") else None
        condition = next(iter(self.expressions(kids)), None)
        return lv.Level(span=span, kind=kind, name=name, condition=condition, commitments=kids.all(lv.Within))

    def excluded_causes(self, _span: Span, kids: Kids) -> Part:
        return Part("excluded", kids.words("NAME"))

    def availability(self, span: Span, kids: Kids) -> lv.Availability:
        group, *calendar = kids.words("NAME", "LABEL")
        excluded = kids.maybe(Part)
        return lv.Availability(
            span=span,
            group=group,
            measure=kids.one(m.Literal),
            calendar=calendar[0] if calendar else None,
            excluded=excluded.value if excluded else (),  # type: ignore[arg-type]
        )

    def service_levels(self, span: Span, kids: Kids) -> lv.ServiceLevels:
        return self._clause(
            lv.ServiceLevels, span, kids, levels=kids.all(lv.Level), availabilities=kids.all(lv.Availability)
        )

    def tier(self, span: Span, kids: Kids) -> lv.PenaltyTier:
        amount, beyond = self.expressions(kids)
        assert isinstance(beyond, m.Literal)
        return lv.PenaltyTier(span=span, amount=amount, beyond=beyond)

    def amount_per_unit(self, span: Span, kids: Kids) -> lv.PenaltyAmount:
        (amount,) = self.expressions(kids)
        return lv.PenaltyAmount(span=span, amount=amount, per=self.unit_of(kids), started=kids.has(*STARTED_UNITS))

    def amount_tiers(self, span: Span, kids: Kids) -> lv.PenaltyAmount:
        (first,) = self.expressions(kids)
        tiers = (lv.PenaltyTier(span=first.span, amount=first), *kids.all(lv.PenaltyTier))
        return lv.PenaltyAmount(span=span, tiers=tiers)

    def penalty_amount(self, _span: Span, kids: Kids) -> lv.PenaltyAmount:
        return kids.one(lv.PenaltyAmount)

    def late_penalty(self, span: Span, kids: Kids) -> lv.LatePenalty:
        condition = next(iter(self.expressions(kids)), None)
        return lv.LatePenalty(
            span=span, milestone=self._milestone(kids), condition=condition, amount=kids.one(lv.PenaltyAmount)
        )

    def outage_penalty(self, span: Span, kids: Kids) -> lv.OutagePenalty:
        amount, per = self.expressions(kids)
        assert isinstance(per, m.Literal)
        return lv.OutagePenalty(
            span=span, group=kids.word("NAME", "LABEL"), amount=amount, per=per, started=kids.has("STARTED_MISSING")
        )

    def shortfall_penalty(self, span: Span, kids: Kids) -> lv.ShortfallPenalty:
        *condition, amount, per = self.expressions(kids)
        assert isinstance(per, m.Literal)
        return lv.ShortfallPenalty(
            span=span,
            milestone=self._milestone(kids),
            condition=condition[0] if condition else None,
            amount=amount,
            per=per,
            started=kids.has("STARTED_MISSING"),
        )

    def penalty_cap(self, span: Span, kids: Kids) -> lv.PenaltyCap:
        (amount,) = self.expressions(kids)
        return lv.PenaltyCap(span=span, amount=amount, period=self.unit_of(kids))

    def penalties(self, span: Span, kids: Kids) -> lv.Penalties:
        return self._clause(
            lv.Penalties,
            span,
            kids,
            late=kids.all(lv.LatePenalty),
            outages=kids.all(lv.OutagePenalty),
            shortfalls=kids.all(lv.ShortfallPenalty),
            caps=kids.all(lv.PenaltyCap),
        )
