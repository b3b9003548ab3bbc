"""A contract through time: its program as signed, and from the effect of each of its amendments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from hashlib import sha256

from contractlang.calendars import is_zone, legal_deadline, to_datetime, to_instant
from contractlang.core.cases import OPENED
from contractlang.core.program import AmendmentRef, Program
from contractlang.diagnostics import Diagnostic, Text
from contractlang.documents.files import Library
from contractlang.documents.in_force import Amended, contradictions, in_force
from contractlang.documents.pages_amendments import AMENDMENT_DATE
from contractlang.model import files as f
from contractlang.model import nodes as m
from contractlang.records import evolve, frozen
from contractlang.source import Span, heading
from contractlang.values import Length
from contractlang.words import fold

_BEFORE = Text(
    "l'avenant prend effet le {effect}, avant le contrat ({start})",
    "the amendment takes effect on {effect}, before the contract ({start})",
)
_AFTER = Text(
    "l'avenant prend effet le {effect}, quand le contrat a pris fin ({end})",
    "the amendment takes effect on {effect}, when the contract has ended ({end})",
)
_REVIEW = Text("revoir `effet`, ou la durée du contrat", "review `effet`, or the term of the contract")


# What makes a program of a file
Compiler = Callable[[f.File], tuple[Program | None, list[Diagnostic]]]


@frozen
class Version:
    """The contract as it holds from a date on (None: as it was signed), until the next version."""

    since: date | None
    file: f.File
    program: Program | None
    findings: tuple[Diagnostic, ...]


@frozen
class Compiled:
    """All versions of a contract, the first as signed, and what is wrong with its amendments.

    `amendments`: in order of effect. `focus`: where an amendment was asked for, the date of its effect.
    """

    signed: f.File
    versions: tuple[Version, ...]
    findings: tuple[Diagnostic, ...]
    amendments: tuple[Amended, ...] = ()
    focus: date | None = None

    def at(self, day: date | None) -> Version:
        """The version in force on a day; as signed on none."""
        known = (one for one in reversed(self.versions) if one.since is None or (day is not None and one.since <= day))
        return next(known)


def compile_versions(file: f.File, amendments: list[Amended], library: Library, compiled: Compiler) -> Compiled:
    """Compile a contract as signed, and as in force from each date on which an amendment takes effect."""
    dates: list[date | None] = [None, *sorted({amendment.effect for amendment in amendments})]
    texts = [in_force(file, amendments, since) for since in dates]
    files = [text.file for text in texts]
    if amendments:
        files = list(_with_scenarios(files, dates, _names_of_opening(library)))
    versions = []
    for since, text, tried in zip(dates, texts, files, strict=True):
        program, found = compiled(tried)
        if program is not None and text.amendments:
            program = _amended(program, text.amendments)
        versions.append(Version(since, text.file, program, tuple(found)))
    findings = [*texts[-1].findings, *contradictions(texts[-1])]
    if versions[0].program is not None:
        findings += _out_of_life(amendments, versions[0].program)
    return Compiled(file, tuple(versions), tuple(findings), tuple(amendments))


def _amended(program: Program, amendments: Iterable[Amended]) -> Program:
    """A program that says which amendments made it."""
    made = list(amendments)
    texts = [program.digest, *dict.fromkeys(one.file.source.text for one in made)]
    references = [AmendmentRef(number=one.node.number.text, title=one.node.title, effect=one.effect) for one in made]
    digest = sha256("\0".join(texts).encode()).hexdigest()
    return evolve(program, amendments=tuple(references), digest=digest)


def _out_of_life(amendments: list[Amended], program: Program) -> Iterator[Diagnostic]:
    """Amendments that take effect before the contract, or after its end where it is not renewed."""
    start, initial, renewal = (
        term.value if (term := program.terms.get(("duration", name))) else None
        for name in ("start", "initial", "renewal")
    )
    if not isinstance(start, date):
        return
    end = None
    if isinstance(initial, Length) and renewal is None and initial.seconds is None and initial.amount.denominator == 1:
        end = legal_deadline(start, initial)
    for amendment in amendments:
        place = heading(amendment.node.span)
        if amendment.effect < start:
            yield AMENDMENT_DATE.finding(place, _BEFORE(effect=amendment.effect, start=start), help=_REVIEW())
        elif end is not None and amendment.effect >= end:
            yield AMENDMENT_DATE.finding(place, _AFTER(effect=amendment.effect, end=end), help=_REVIEW())


# --- scenarios ----------------------------------------------------------------------------------------------


def _with_scenarios(texts: list[f.File], dates: list[date | None], names: set[str]) -> Iterator[f.File]:
    """The texts, each with the scenarios to be tried on it.

    A scenario is tried once, on the text in force at its opening, whichever texts hold it. One without an opening is
    tried on every text that holds it. `names`: how the opening may be called, without accents.
    """
    moved: dict[int, list[f.Scenario]] = {at: [] for at in range(len(texts))}
    seen: set[Span] = set()
    for text in texts:
        for node in _scenarios(text):
            day = _opening(node, names, text)
            if day is not None and node.span not in seen:
                seen.add(node.span)
                moved[max(n for n, since in enumerate(dates) if since is None or since <= day)].append(node)
    for at, text in enumerate(texts):
        others = [node for node in text.declarations if not isinstance(node, f.Scenario)]
        undated = [node for node in _scenarios(text) if _opening(node, names, text) is None]
        yield m.changed(text, declarations=(*others, *undated, *moved[at]))


def _scenarios(text: f.File) -> list[f.Scenario]:
    return [node for node in text.declarations if isinstance(node, f.Scenario)]


def _opening(node: f.Scenario, names: set[str], text: f.File) -> date | None:
    """The day, in the contract's zone, on which the case of a scenario is opened."""
    for stated in node.given:
        phrase = stated.value.phrases[0]
        if fold(stated.label.text) not in names or phrase.measure is None:
            continue
        value = phrase.measure.value
        if isinstance(value, datetime):
            zones = (str(zone.value) for one in text.declarations if isinstance(one, f.Calendar) for zone in one.zones)
            zone = next((zone for zone in zones if is_zone(zone)), "UTC")
            return to_datetime(to_instant(value, zone)[0], zone).date()
        return value if isinstance(value, date) else None
    return None


def _names_of_opening(library: Library) -> set[str]:
    """How the library calls the instant at which a case is opened."""
    shared, _ = library.load("vocabulaire")
    nodes = shared.declarations if shared else ()
    names = {node.name.text for node in nodes if isinstance(node, f.FactType) and node.translation == OPENED}
    return {fold(name) for name in (*names, OPENED)}
