"""A file and its declarations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar
from typing import Literal as OneOf

from contractlang.model.amendments import Amendment
from contractlang.model.clauses import (
    Advice,
    Assignment,
    Audit,
    Confidentiality,
    Duration,
    Hosting,
    Interventions,
    Liability,
    Ownership,
    PersonalData,
    Phases,
    Remote,
    Reversibility,
    Services,
    Termination,
)
from contractlang.model.deciding import (
    Billing,
    Credit,
    Hardware,
    Hotline,
    Norm,
    Price,
    Subcontracting,
    Travel,
)
from contractlang.model.levels import Penalties, Priorities, Scope, ServiceLevels
from contractlang.model.nodes import Expression, Literal, Node, PathRef, Term, Value, Word, node
from contractlang.model.plain import (
    Acceptance,
    Benchmark,
    Continuity,
    Disputes,
    ForceMajeure,
    Governance,
    Hardship,
    PublicContract,
    Security,
    Staffing,
    StepIn,
    Studies,
)
from contractlang.model.schema import DATE, MONEY, TEXT, TRUTH, Holds, Slot, word, words
from contractlang.model.templates import Template, Use
from contractlang.records import field
from contractlang.source import Source, Span
from contractlang.words import fold

AnyClause = (
    Duration
    | Termination
    | Assignment
    | Phases
    | Services
    | Scope
    | Interventions
    | Priorities
    | ServiceLevels
    | Penalties
    | Price
    | Billing
    | Hardware
    | Hotline
    | Credit
    | Travel
    | Advice
    | Subcontracting
    | Hosting
    | Ownership
    | Confidentiality
    | PersonalData
    | Remote
    | Audit
    | Liability
    | Reversibility
    | Norm
    | Governance
    | Acceptance
    | Studies
    | Staffing
    | StepIn
    | Continuity
    | Security
    | ForceMajeure
    | Hardship
    | Disputes
    | Benchmark
    | PublicContract
)


@node
class Import(Node):
    """What a file takes from elsewhere."""

    path: PathRef


@node
class Contract(Node):
    """The heading of a contract."""

    name: ClassVar[str] = "contract"
    slots: ClassVar[Mapping[str, Slot]] = {
        "reference": TEXT,
        "signature": DATE,
        "activities": words("trade"),
        "requirements": Slot((Holds.WORD,), many=True),
        "amount": MONEY,
        "critical_functions": TRUTH,
        "standard_form": TRUTH,
        "precedence": Slot((Holds.WORD,), many=True),
    }
    title: str
    terms: tuple[Term, ...]
    set_aside: tuple[Aside, ...] = ()


@node
class Aside(Node):
    """A requirement pack that the parties leave aside, and why."""

    pack: Word
    reason: str


@node
class Party(Node):
    """The client or the provider."""

    slots: ClassVar[Mapping[str, Slot]] = {
        "siren": TEXT,
        "sector": word("sector"),
        "certifications": words("certification"),
        "insurance": Slot((Holds.RATE_OF_MONEY, Holds.MONEY)),
        "status": words("status"),
        "public_buyer": word("public_buyer"),
    }
    role: OneOf["client", "provider"]
    name: Word
    title: str
    terms: tuple[Term, ...]


@node
class Hours(Node):
    """An opening interval of a day, in minutes after local midnight; `close` before `open` crosses midnight.

    None where a time is no time.
    """

    open: int | None
    close: int | None


@node
class Opening(Node):
    """Opening hours of some days (0 is Monday)."""

    days: tuple[int, ...]
    hours: tuple[Hours, ...]


@node
class Closure(Node):
    """Days on which a calendar is closed, both included."""

    first: Literal
    last: Literal


@node
class Calendar(Node):
    """A service calendar."""

    name: Word
    title: str | None
    zones: tuple[Literal, ...]
    openings: tuple[Opening, ...]
    holidays: tuple[Word, ...]
    closures: tuple[Closure, ...]


@node
class Prose(Node):
    """Text of an article; `{path}` in it stands for a term."""

    text: str


@node
class Article(Node):
    """An article: its number, its title, its prose and its clauses."""

    number: str
    title: str
    prose: tuple[Prose, ...]
    clauses: tuple[AnyClause, ...]
    uses: tuple[Use, ...] = ()


@node
class StatedFact(Node):
    """A fact or an expectation of a scenario."""

    label: Word
    value: Value


@node
class Scenario(Node):
    """A case, and the verdict that the parties expect."""

    title: str
    given: tuple[StatedFact, ...]
    expected: tuple[StatedFact, ...]


@node
class VocabularyWord(Node):
    """A word, and its spelling in the other language."""

    word: Word
    translation: str | None


@node
class Vocabulary(Node):
    """A closed list of words; `translation` is its name in the other language. `only`: the words it had are gone."""

    name: Word
    translation: str | None
    only: bool
    ordered: bool
    words: tuple[VocabularyWord, ...]


@node
class FactType(Node):
    """A fact that a case may hold: its name, the same in the other language, its type, its words' vocabulary."""

    name: Word
    translation: str | None
    type: Word
    vocabulary: Word | None


@node
class Bilingual(Node):
    """A text, and the same in the other language."""

    text: str
    translation: str | None


@node
class Otherwise(Node):
    """How grave it is when a requirement is not met, and what is said then."""

    severity: str
    text: Bilingual


@node
class Requirement(Node):
    """What a contract must contain or respect."""

    name: Word
    title: Bilingual
    source: Bilingual | None
    certainty: str | None
    since: Literal | None
    when: Expression | None
    demands: Expression | None
    otherwise: Otherwise | None
    remedy: Bilingual | None


@node
class Pack(Node):
    """A pack of requirements, from when they are in force, and the contracts that they are for.

    `translation` is its name in the other language.
    """

    name: Word
    translation: Word | None
    title: Bilingual
    since: Literal | None
    concerns: Expression | None
    requirements: tuple[Requirement, ...]


Declaration = (
    Import | Contract | Party | Calendar | Article | Scenario | Vocabulary | FactType | Pack | Template | Amendment
)


@node
class File:
    """A whole file; `dropped` is what faults kept from being read, `faults` where all of them stand."""

    source: Source
    language: str
    declarations: tuple[Declaration, ...]
    dropped: tuple[Span, ...] = field(default=(), eq=False)
    faults: tuple[Span, ...] = field(default=(), eq=False)

    def pack(self, name: str) -> Pack | None:
        """The requirement pack of a name, whatever its accents."""
        packs = (node for node in self.declarations if isinstance(node, Pack))
        return next((pack for pack in packs if fold(pack.name.text) == fold(name)), None)
