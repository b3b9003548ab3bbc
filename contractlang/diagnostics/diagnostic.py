"""The one form of a finding, and the page that documents its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import IntEnum
from typing import Any, Literal

from contractlang.diagnostics.text import Message, Text
from contractlang.records import evolve, field, frozen
from contractlang.source import Span

_USED = Text("modèle utilisé ici", "template used here")


class Severity(IntEnum):
    """How grave a finding is: an error must not be signed, a warning harms somebody, a note informs."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The stable lower-case name: `error`, `warning` or `note`."""
        return self.name.lower()


@frozen(kw_only=True)
class Label:
    """A place that takes part in a finding, and what it has to do with it."""

    span: Span
    message: Message | None = None


Applicability = Literal["safe", "unsafe", "display"]


@frozen(kw_only=True)
class Edit:
    """A stretch of a text, and what to write in its place."""

    span: Span
    text: str


@frozen(kw_only=True)
class Fix:
    """Edits of one text, sorted, which mend a finding.

    `safe`: they can only give the text the meaning it was meant to have. `unsafe`: they may give it another, so that
    somebody must look. `display`: they show what to write and are no text to be applied.
    """

    edits: tuple[Edit, ...]
    applicability: Applicability

    @classmethod
    def of(cls, span: Span, text: str, applicability: Applicability) -> Fix:
        """One stretch written otherwise."""
        return cls(edits=(Edit(span=span, text=text),), applicability=applicability)


@frozen
class Claim:
    """What a finding says of its case, for the evaluator to confirm; its kinds are in `core.claims`."""


@frozen(kw_only=True)
class Suppression:
    """The comment that silences a finding, and the reason that it gives."""

    span: Span
    reason: str


@frozen(kw_only=True)
class Diagnostic:
    """One finding: what is wrong, where, with which other places, and what to do.

    `case` holds facts under their shared names, in the form in which `infog ask --case` reads them; `claims` say what
    the contract comes to on it. `suppressed`: the parties accept the finding, and say so in the text.
    """

    code: str
    name: str
    severity: Severity
    message: Message
    span: Span
    labels: tuple[Label, ...] = ()
    help: Message | None = None
    case: Mapping[str, Any] | None = field(default=None, eq=False)
    fix: Fix | None = None
    claims: tuple[Claim, ...] = field(default=(), eq=False)
    suppressed: Suppression | None = None

    @property
    def sort_key(self) -> tuple[str, int, str, int]:
        """File, place, code: the order in which findings are shown."""
        return self.span.source.name, self.span.start, self.code, self.span.end

    def claiming(self, *claims: Claim) -> Diagnostic:
        """The finding with what it says of its case."""
        return evolve(self, claims=claims)


@frozen(kw_only=True)
class Page:
    """The documentation of one kind of finding; `example` shows it and `mended` does not, both are tested.

    `example` and `mended` are whole files. Where they start with `…`, they stand in for the article of a
    contract that is otherwise in order.
    """

    code: str
    name: str
    severity: Severity
    title: Text
    finds: Text
    harm: Text
    example: str
    mended: str
    source: Text | None = None

    def finding(
        self,
        span: Span,
        message: Message,
        *,
        labels: tuple[Label, ...] = (),
        help: Message | None = None,
        case: Mapping[str, Any] | None = None,
        severity: Severity | None = None,
        fix: Fix | None = None,
    ) -> Diagnostic:
        """A finding of this kind; what stands in a template is shown where it was used, too."""
        return Diagnostic(
            code=self.code,
            name=self.name,
            severity=severity or self.severity,
            message=message,
            span=span,
            labels=(*labels, *_uses([span, *(label.span for label in labels)])),
            help=help,
            case=case,
            fix=fix,
        )


def relocated(found: Diagnostic, move: Callable[[Span], Span]) -> Diagnostic:
    """A finding whose places are moved into the text of a template, and shown where that was used, too."""
    labels = tuple(evolve(label, span=move(label.span)) for label in found.labels)
    span = move(found.span)
    return evolve(found, span=span, labels=(*labels, *_uses([span, *(label.span for label in labels)])))


def _uses(spans: Iterable[Span]) -> Iterator[Label]:
    """Where the templates were used in which some places stand, from the innermost to the outermost, each once."""
    seen: set[Span] = set()
    for span in spans:
        use = span.source.used_at
        while use is not None and use not in seen:
            seen.add(use)
            yield Label(span=use, message=_USED())
            use = use.source.used_at
