"""Builders of clauses: one method a rule of the clause files of the grammar."""

from __future__ import annotations

from collections.abc import Mapping

from contractlang.model import clauses as c
from contractlang.model import deciding as d
from contractlang.model import levels as lv
from contractlang.model import nodes as m
from contractlang.model import plain as p
from contractlang.records import frozen
from contractlang.source import Span
from contractlang.syntax.build_levels import LevelBuilder, Part
from contractlang.syntax.kids import Kids
from contractlang.values import Money, Rate


@frozen
class Guarded:
    """The delay of a norm, with the condition of the norm that stands behind it."""

    deadline: d.NormDeadline
    conditions: tuple[m.Expression, ...]


def _unconditional(term: m.Term) -> m.Term:
    """A term of a norm without its condition, which is the norm's."""
    value = m.Value(span=term.value.span, phrases=term.value.phrases)
    return m.Term(span=term.span, label=term.label, value=value)


class ClauseBuilder(LevelBuilder):
    """Builds the clauses of an article."""

    # --- clauses that are their terms -------------------------------------------------------------------

    def duration(self, span: Span, kids: Kids) -> c.Duration:
        return self._clause(c.Duration, span, kids)

    def termination(self, span: Span, kids: Kids) -> c.Termination:
        return self._clause(c.Termination, span, kids)

    def assignment(self, span: Span, kids: Kids) -> c.Assignment:
        return self._clause(c.Assignment, span, kids)

    def services(self, span: Span, kids: Kids) -> c.Services:
        return self._clause(c.Services, span, kids)

    def interventions(self, span: Span, kids: Kids) -> c.Interventions:
        return self._clause(c.Interventions, span, kids)

    def advice(self, span: Span, kids: Kids) -> c.Advice:
        return self._clause(c.Advice, span, kids)

    def confidentiality(self, span: Span, kids: Kids) -> c.Confidentiality:
        return self._clause(c.Confidentiality, span, kids)

    def personal_data(self, span: Span, kids: Kids) -> c.PersonalData:
        return self._clause(c.PersonalData, span, kids)

    def remote(self, span: Span, kids: Kids) -> c.Remote:
        return self._clause(c.Remote, span, kids)

    def audit(self, span: Span, kids: Kids) -> c.Audit:
        return self._clause(c.Audit, span, kids)

    def reversibility(self, span: Span, kids: Kids) -> c.Reversibility:
        return self._clause(c.Reversibility, span, kids)

    def liability(self, span: Span, kids: Kids) -> c.Liability:
        return self._clause(c.Liability, span, kids)

    def liability_cap(self, span: Span, kids: Kids) -> m.Term:
        return self.term(span, kids)

    def hotline(self, span: Span, kids: Kids) -> d.Hotline:
        return self._clause(d.Hotline, span, kids)

    # --- plain clauses ----------------------------------------------------------------------------------

    def governance(self, span: Span, kids: Kids) -> p.Governance:
        return self._clause(p.Governance, span, kids)

    def acceptance(self, span: Span, kids: Kids) -> p.Acceptance:
        return self._clause(p.Acceptance, span, kids)

    def studies(self, span: Span, kids: Kids) -> p.Studies:
        return self._clause(p.Studies, span, kids)

    def staffing(self, span: Span, kids: Kids) -> p.Staffing:
        return self._clause(p.Staffing, span, kids)

    def step_in(self, span: Span, kids: Kids) -> p.StepIn:
        return self._clause(p.StepIn, span, kids)

    def continuity(self, span: Span, kids: Kids) -> p.Continuity:
        return self._clause(p.Continuity, span, kids)

    def security(self, span: Span, kids: Kids) -> p.Security:
        return self._clause(p.Security, span, kids)

    def force_majeure(self, span: Span, kids: Kids) -> p.ForceMajeure:
        return self._clause(p.ForceMajeure, span, kids)

    def hardship(self, span: Span, kids: Kids) -> p.Hardship:
        return self._clause(p.Hardship, span, kids)

    def disputes(self, span: Span, kids: Kids) -> p.Disputes:
        return self._clause(p.Disputes, span, kids)

    def benchmark(self, span: Span, kids: Kids) -> p.Benchmark:
        return self._clause(p.Benchmark, span, kids)

    def public_contract(self, span: Span, kids: Kids) -> p.PublicContract:
        return self._clause(p.PublicContract, span, kids)

    # --- clauses with items of their own ----------------------------------------------------------------

    def phase(self, span: Span, kids: Kids) -> c.Phase:
        words = kids.words("NAME", "LABEL")
        label = m.Word(span=words[0].span.to(words[-1].span), text=" ".join(word.text for word in words))
        return c.Phase(span=span, label=label, length=kids.one(m.Literal))

    def phases(self, span: Span, kids: Kids) -> c.Phases:
        return self._clause(c.Phases, span, kids, phases=kids.all(c.Phase))

    # --- price and billing ------------------------------------------------------------------------------

    def revision(self, span: Span, kids: Kids) -> d.Revision:
        names = kids.words("NAME")
        rhythm = m.Word(span=names[0].span.to(names[-1].span), text=" ".join(name.text for name in names))
        (formula,) = self.expressions(kids)
        return d.Revision(span=span, rhythm=rhythm, formula=formula, bounds=kids.all(m.Phrase))

    def plain_revision(self, span: Span, kids: Kids) -> m.Term:
        return self.term(span, kids)

    def price(self, span: Span, kids: Kids) -> d.Price:
        return self._clause(d.Price, span, kids, revisions=kids.all(d.Revision))

    def included_outcome(self, span: Span, _kids: Kids) -> d.IncludedOutcome:
        return d.IncludedOutcome(span=span)

    def out_of_contract(self, span: Span, _kids: Kids) -> d.OutOfContractOutcome:
        return d.OutOfContractOutcome(span=span)

    def minimum(self, _span: Span, kids: Kids) -> Part:
        return Part("minimum", kids.one(m.Literal))

    def step(self, _span: Span, kids: Kids) -> Part:
        return Part("step", kids.one(m.Literal))

    def first(self, span: Span, kids: Kids) -> Part:
        length, price = kids.all(m.Literal)
        return Part("first", d.FirstPart(span=span, length=length, price=price))

    def on_quote(self, _span: Span, _kids: Kids) -> Part:
        return Part("on_quote", True)

    def price_per_unit(self, span: Span, kids: Kids) -> m.Expression:
        """A rate where the price is an amount of money; what else it is, the compiler reports."""
        (price,) = self.expressions(kids)
        if not isinstance(price, m.Literal) or not isinstance(price.value, Money):
            self.problem("no-such-price", span)
            name = price.parts[0] if isinstance(price, m.PathRef) and len(price.parts) == 1 else None
            return m.Literal(span=span, value=None, name=name)
        per = self.unit_of(kids) or kids.words("NAME")[-1].text
        return m.Literal(span=span, value=Rate(price.value, per))

    def billed(self, span: Span, kids: Kids) -> d.BilledOutcome:
        price = next(iter(self.expressions(kids)), None)
        options: Mapping[str, object] = {part.name: part.value for part in kids.all(Part)}
        return d.BilledOutcome(span=span, price=price, **options)  # type: ignore[arg-type]

    def overrides(self, _span: Span, kids: Kids) -> Part:
        return Part("overrides", kids.words("NAME"))

    def targets(self, _span: Span, kids: Kids) -> Part:
        return Part("targets", kids.words("NAME"))

    def _outcome(self, kids: Kids) -> d.OutcomeNode:
        return next(value for value in kids.values if isinstance(value, d.OutcomeNode))

    def rule(self, span: Span, kids: Kids) -> d.BillingRule:
        overrides = kids.maybe(Part)
        return d.BillingRule(
            span=span,
            name=kids.word("NAME"),
            title=kids.strings()[0],
            overrides=overrides.value if overrides else (),  # type: ignore[arg-type]
            condition=self.expressions(kids)[0],
            outcome=self._outcome(kids),
        )

    def surcharge(self, span: Span, kids: Kids) -> d.Surcharge:
        parts: Mapping[str, tuple[m.Word, ...]] = {part.name: part.value for part in kids.all(Part)}  # type: ignore[misc]
        condition, percent = self.expressions(kids)
        assert isinstance(percent, m.Literal)
        return d.Surcharge(
            span=span,
            name=kids.word("NAME"),
            title=kids.strings()[0],
            targets=parts.get("targets", ()),
            overrides=parts.get("overrides", ()),
            condition=condition,
            percent=percent,
        )

    def default_outcome(self, span: Span, kids: Kids) -> d.DefaultOutcome:
        return d.DefaultOutcome(span=span, outcome=self._outcome(kids))

    def billing(self, span: Span, kids: Kids) -> d.Billing:
        return self._clause(
            d.Billing,
            span,
            kids,
            rules=kids.all(d.BillingRule),
            surcharges=kids.all(d.Surcharge),
            defaults=kids.all(d.DefaultOutcome),
        )

    def credit(self, span: Span, kids: Kids) -> d.Credit:
        condition = next(iter(self.expressions(kids)), None)
        label, title = kids.word("NAME"), kids.strings()[0]
        return self._clause(d.Credit, span, kids, label=label, title=title, condition=condition)

    def zone(self, span: Span, kids: Kids) -> d.Zone:
        return d.Zone(
            span=span,
            name=kids.word("NAME", "LABEL"),
            title=next(iter(kids.strings()), None),
            condition=next(iter(self.expressions(kids)), None),
            outcome=self._outcome(kids),
        )

    def no_show(self, span: Span, kids: Kids) -> d.NoShow:
        condition = next(iter(self.expressions(kids)), None)
        return d.NoShow(span=span, condition=condition, outcome=self._outcome(kids))

    def travel(self, span: Span, kids: Kids) -> d.Travel:
        return self._clause(
            d.Travel,
            span,
            kids,
            zones=kids.all(d.Zone),
            no_shows=kids.all(d.NoShow),
            defaults=kids.all(d.DefaultOutcome),
        )

    def hardware_outcome(self, span: Span, kids: Kids) -> d.HardwareOutcome:
        token = kids.token("REPAIR", "REPLACEMENT")
        operation = m.Word(span=kids.span(token), text=token.type.lower())
        return d.HardwareOutcome(span=span, operation=operation, outcome=self._outcome(kids))

    def hardware(self, span: Span, kids: Kids) -> d.Hardware:
        return self._clause(d.Hardware, span, kids, outcomes=kids.all(d.HardwareOutcome))

    # --- third parties, ownership, norms ----------------------------------------------------------------

    def subcontractor(self, span: Span, kids: Kids) -> d.Subcontractor:
        return d.Subcontractor(
            span=span,
            name=kids.word("NAME"),
            title=kids.strings()[0],
            terms=kids.all(m.Term),
            levels=kids.all(lv.ServiceLevels),
        )

    def subcontracting(self, span: Span, kids: Kids) -> d.Subcontracting:
        return self._clause(d.Subcontracting, span, kids, subcontractors=kids.all(d.Subcontractor))

    def hosting_site(self, span: Span, kids: Kids) -> c.HostingSite:
        return c.HostingSite(span=span, label=kids.word("NAME", "LABEL"), value=kids.one(m.Value))

    def hosting(self, span: Span, kids: Kids) -> c.Hosting:
        return self._clause(c.Hosting, span, kids, sites=kids.all(c.HostingSite))

    def assigned_rights(self, span: Span, kids: Kids) -> c.Rights:
        grant, *mentions = kids.all(m.Term)
        return c.Rights(span=span, grant=grant, mentions=tuple(mentions))

    def ownership(self, span: Span, kids: Kids) -> c.Ownership:
        return self._clause(c.Ownership, span, kids, rights=kids.all(c.Rights))

    def norm_deadline(self, span: Span, kids: Kids) -> Guarded:
        length, *conditions = self.expressions(kids)
        assert isinstance(length, m.Literal)
        times = kids.tokens("TIME")
        deadline = d.NormDeadline(
            span=span,
            length=length,
            before=self.time_of_day(kids.span(times[0]), times[0]) if times else None,
            calendar=kids.word("NAME") if kids.has("NAME") else None,
            notice=kids.has("AT_LEAST"),
        )
        return Guarded(deadline, tuple(conditions))

    notice_deadline = norm_deadline

    def sanction(self, span: Span, kids: Kids) -> d.Sanction:
        condition = next(iter(self.expressions(kids)), None)
        return d.Sanction(span=span, amount=kids.maybe(lv.PenaltyAmount), condition=condition)

    termination_sanction = sanction

    def norm(self, span: Span, kids: Kids) -> d.Norm:
        overrides = kids.maybe(Part)
        guarded = kids.all(Guarded)
        terms = kids.all(m.Term)
        behind = (condition for one in guarded for condition in one.conditions)
        conditions = (*(term.value.condition for term in terms if term.value.condition is not None), *behind)
        return d.Norm(
            span=span,
            keyword=kids.word(),
            terms=tuple(map(_unconditional, terms)),
            kind=kids.token().type.lower(),
            label=kids.word("NAME"),
            title=kids.strings()[0],
            overrides=overrides.value if overrides else (),  # type: ignore[arg-type]
            conditions=(*self.expressions(kids), *conditions),
            deadlines=tuple(one.deadline for one in guarded),
            sanctions=kids.all(d.Sanction),
        )
