"""What differs between two programs: terms, clauses, and the cases that a decision answers otherwise."""

from __future__ import annotations

from contractlang.comparison.answers import Effect
from contractlang.comparison.effects import effects
from contractlang.comparison.joint import Joint, joined
from contractlang.comparison.parts import parts
from contractlang.comparison.terms import ClauseChange, TermChange, clause_changes, term_changes
from contractlang.core.program import Program
from contractlang.records import frozen


@frozen(kw_only=True)
class Comparison:
    """Two programs compared."""

    joint: Joint
    terms: tuple[TermChange, ...]
    added: tuple[ClauseChange, ...]
    removed: tuple[ClauseChange, ...]
    effects: tuple[Effect, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs, and that is proved; a term that a decision says all of counts by its effect."""
        said = all(change.decided for change in self.terms) and not self.added and not self.removed
        return said and all(effect.state == "same" for effect in self.effects)


def compare(before: Program, after: Program) -> Comparison:
    """Compare two programs; raises DisagreementError where the evaluation contradicts the solver."""
    joint = joined(before, after)
    added, removed = clause_changes(joint)
    return Comparison(
        joint=joint,
        terms=tuple(term_changes(joint)),
        added=added,
        removed=removed,
        effects=(*effects(joint), *parts(joint)),
    )
