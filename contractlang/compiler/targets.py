"""Targets over a period: availability of a group of assets, and the share of tickets for which a delay is kept."""

from __future__ import annotations

from contractlang.compiler.environment import Environment
from contractlang.compiler.kinds import wrong_kind
from contractlang.compiler.pages import TYPE
from contractlang.core.expressions import Always
from contractlang.core.origins import Path
from contractlang.core.outcomes import TicketShare
from contractlang.core.program import Rule, Target, Term
from contractlang.core.schema import Kind, Type
from contractlang.diagnostics import Text
from contractlang.model import levels as lv
from contractlang.model import nodes as m
from contractlang.model.schema import Holds
from contractlang.values import Open, Percent, Rate, Unit

_UNKNOWN_GROUP = Text("le périmètre n'a pas de groupe `{word}`", "the scope has no group `{word}`")
_NOT_A_SHARE = Text("cette disponibilité n'est pas entre 0 et 100 %", "this availability is not between 0 and 100 %")
_WRITE_SHARE = Text("écrire par exemple `99 % {PER} {MONTH}`", "write for instance `99 % {PER} {MONTH}`")


def known_group(env: Environment, word: m.Word) -> bool:
    """Whether a word names a group of the scope; a finding where it does not."""
    groups = [path[2] for path in env.terms if path[:2] in (("scope", "included"), ("scope", "excluded"))]
    if word.text in groups:
        return True
    env.unknown(word, _UNKNOWN_GROUP, groups)
    return False


def lower_availability(env: Environment, node: lv.Availability, owner: Path) -> Target | None:
    """The target of a group's availability, with its terms; None after a finding, or while it is to be agreed."""
    calendar = env.calendar(node.calendar) if node.calendar is not None else None
    known = known_group(env, node.group)
    value = node.measure.value
    share = value.value if isinstance(value, Rate) else value
    if not isinstance(share, Percent | Open):
        if value is not None:
            wrong_kind(env, (Holds.PERCENT, Holds.RATE_OF_PERCENT), node.measure)
        return None
    path = (*owner, "availability", node.group.text)
    origin = env.origin(node.span)
    kind = Kind.RATE if isinstance(value, Rate) else Kind.PERCENT
    env.add_term(Term(path=path, title=env.path_text(path), type=Type(kind), value=value, origin=origin))
    causes = [env.word("cause", word) for word in node.excluded]
    excluded = tuple(cause for cause in causes if cause is not None)
    if excluded:
        below = (*path, "excluded_causes")
        title = env.path_text(below)
        env.add_term(Term(path=below, title=title, type=Type(Kind.WORD, "cause"), value=excluded, origin=origin))
    if not isinstance(share, Percent) or not known:
        return None
    if not 0 < share.fraction <= 1:
        env.report(TYPE, node.measure.span, _NOT_A_SHARE(), help=_WRITE_SHARE())
        return None
    return Target(
        kind="availability",
        subject=node.group.text,
        guard=Always(True),
        share=share.fraction,
        period=value.per if isinstance(value, Rate) and isinstance(value.per, Unit) else None,
        calendar=calendar,
        excluded=excluded,
        origin=origin,
    )


def punctuality(rule: Rule, milestone: str, share: TicketShare, calendar: str | None) -> Target:
    """The target that a commitment about a share of tickets sets."""
    return Target(
        kind="punctuality",
        subject=milestone,
        guard=rule.guard,
        share=share.share,
        period=share.period,
        calendar=calendar,
        excluded=(),
        origin=rule.origin,
    )
