"""Declarations: vocabularies, facts, calendars, parties, the heading; what every clause may then name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from contractlang.calendars import ServiceCalendar, holiday_regions, is_holiday_region, is_zone, zones
from contractlang.compiler.environment import Environment, shared_name
from contractlang.compiler.pages import INCOMPLETE, TYPE
from contractlang.compiler.terms import enter_terms, label_name
from contractlang.core.origins import Origin
from contractlang.core.schema import FactType, Kind, Type, Vocabulary
from contractlang.diagnostics import Quoted, Text, verbatim
from contractlang.diagnostics.phrases import MEANT
from contractlang.documents.files import of_library
from contractlang.model import deciding as d
from contractlang.model import files as f
from contractlang.model import levels as lv
from contractlang.model.nodes import Word
from contractlang.source import heading
from contractlang.syntax import spelling
from contractlang.words import fold, nearest

_UNKNOWN_TYPE = Text("`{word}` n'est pas une sorte de fait", "`{word}` is not a kind of fact")
_UNKNOWN_VOCABULARY = Text("aucun vocabulaire ne s'appelle `{word}`", "no vocabulary is called `{word}`")
_NO_VOCABULARY = Text("dire de quel vocabulaire viennent les mots", "say which vocabulary the words come from")
_SAY_VOCABULARY = Text("écrire par exemple `{sample}`", "write for instance `{sample}`")
_NO_ZONE = Text("le calendrier `{name}` ne dit pas son fuseau", "the calendar `{name}` does not say its time zone")
_ADD_ZONE = Text('ajouter `{TIMEZONE} : "Europe/Paris"`', 'add `{TIMEZONE} : "Europe/Paris"`')
_UNKNOWN_ZONE = Text("`{word}` n'est pas un fuseau horaire connu", "`{word}` is not a known time zone")
_SAMPLE_ZONE = Text("écrire un nom comme `Europe/Paris`", "write a name like `Europe/Paris`")
_UNKNOWN_REGION = Text("aucun calendrier de fériés pour `{word}`", "no public holidays are known for `{word}`")
_NEVER_OPENS = Text("le calendrier `{name}` n'ouvre jamais", "the calendar `{name}` never opens")
_ADD_HOURS = Text(
    "ajouter des horaires : `{MONDAY} {TO} {FRIDAY} : 09:00-18:00`",
    "add hours: `{MONDAY} {TO} {FRIDAY} : 09:00-18:00`",
)
_EMPTY_HOURS = Text("cet horaire est vide", "these hours are empty")
_OPEN_THEN_CLOSE = Text("écrire l'ouverture, puis une fermeture différente", "write the opening, then another time")
_OVERLAP = Text("ces horaires se chevauchent", "these hours overlap")
_SEPARATE = Text("séparer les horaires d'un même jour", "separate the hours of one day")
_CLOSURE_BACKWARDS = Text("cette fermeture finit avant de commencer", "this closure ends before it begins")
_SORT_DATES = Text("écrire la première date avant la dernière", "write the first date before the last")

_KINDS = {
    "type_instant": Kind.INSTANT,
    "type_length": Kind.LENGTH,
    "type_money": Kind.MONEY,
    "type_count": Kind.COUNT,
    "type_truth": Kind.TRUTH,
    "type_word": Kind.WORD,
    "type_intervals": Kind.INTERVALS,
}


def declare_vocabularies(env: Environment, files: Iterable[f.File]) -> None:
    """Enter the vocabularies of every file; a later file extends what an earlier one declared."""
    for file in files:
        for node in file.declarations:
            if isinstance(node, f.Vocabulary):
                _vocabulary(env, node)


def _vocabulary(env: Environment, node: f.Vocabulary) -> None:
    name, title = shared_name(node.name, node.translation)
    name = env.vocabulary_names.get(fold(node.name.text), name)
    known = env.vocabularies.get(name)
    words = dict(known.words) if known and not node.only else {}
    own = set(known.own) if known else set()
    # words of a vocabulary that is narrowed down keep their shared names
    restated = {fold(text.fr): (shared, text) for shared, text in known.words.items()} if known and node.only else {}
    spelled = {fold(text.fr): shared for shared, text in words.items()}
    for entry in node.words:
        shared, text = shared_name(entry.word, entry.translation)
        if entry.translation is None:
            shared, text = restated.get(fold(entry.word.text), (shared, text))
        taken = spelled.get(fold(entry.word.text), shared)
        if taken in words:
            env.twice(entry.word.text, entry.span, env.word_spans[name, taken])
            continue
        words[shared] = text
        if not of_library(entry.span.source) and (known is None or shared not in known.words):
            own.add(shared)
        spelled[fold(entry.word.text)] = shared
        env.word_spans[name, shared] = entry.span
    env.vocabularies[name] = Vocabulary(
        name=name,
        title=known.title if known else title,
        words=words,
        ordered=node.ordered or (known is not None and known.ordered),
        own=frozenset(own.intersection(words)),
    )
    for written in (name, node.name.text):
        env.vocabulary_names.setdefault(fold(written), name)


def declare_places(env: Environment, files: Iterable[f.File]) -> None:
    """Make vocabularies of what a contract itself names: its sites, its zones, who may intervene, its norms."""
    sites: dict[str, Text] = {}
    people: dict[str, Text] = {}
    travel_zones: dict[str, Text] = {}
    norms: dict[str, Text] = {}
    for file in files:
        for node in file.declarations:
            if isinstance(node, f.Party):
                people[node.role] = Text(node.name.text, node.name.text)
            elif isinstance(node, f.Article):
                for clause in node.clauses:
                    if isinstance(clause, lv.Scope):
                        sites |= {site.name.text: verbatim(site.name.text) for site in clause.sites}
                    elif isinstance(clause, d.Subcontracting):
                        people |= {sub.name.text: verbatim(sub.name.text) for sub in clause.subcontractors}
                    elif isinstance(clause, d.Travel):
                        travel_zones |= {zone.name.text: verbatim(zone.name.text) for zone in clause.zones}
                    elif isinstance(clause, d.Norm):
                        norms[clause.label.text] = verbatim(clause.label.text)
    people["other"] = Text("autre", "other")
    roles = {role: Text(spelling(role, "fr"), role) for role in ("client", "provider")}
    parties = {**roles, **{name: text for name, text in people.items() if name not in roles}}
    for name, title, words in (
        ("site", Text("site", "site"), sites),
        ("zone", Text("zone", "zone"), travel_zones),
        ("performed_by", Text("intervenant", "performed_by"), people),
        ("party", Text("partie", "party"), parties),
        ("norm", Text("norme", "norm"), norms),
    ):
        own = frozenset(words) - {"client", "provider", "other"}
        env.vocabularies[name] = Vocabulary(name=name, title=title, words=words, own=own)
        for spelled in (title.fr, title.en):
            env.vocabulary_names[fold(spelled)] = name


def declare_facts(env: Environment, files: Iterable[f.File]) -> None:
    """Enter the facts that a case may hold."""
    for file in files:
        for node in file.declarations:
            if isinstance(node, f.FactType):
                _fact(env, node)


def _fact(env: Environment, node: f.FactType) -> None:
    name, title = shared_name(node.name, node.translation)
    written = label_name(env, node.type, _KINDS)
    if written is None:
        env.unknown(node.type, _UNKNOWN_TYPE, [spelling(word, env.language_of(node.type)) for word in _KINDS])
        return
    kind = _KINDS[written]
    vocabulary = None
    if kind in (Kind.WORD, Kind.INTERVALS):
        if node.vocabulary is None:
            env.report(
                TYPE,
                node.type.span,
                _NO_VOCABULARY(),
                help=_SAY_VOCABULARY(sample=Quoted("mot gravité", "word severity")),
            )
            return
        vocabulary = env.vocabulary_names.get(fold(node.vocabulary.text))
        if vocabulary is not None:
            env.note(node.vocabulary.span, env.vocabularies[vocabulary].title)
        if vocabulary is None:
            env.unknown(node.vocabulary, _UNKNOWN_VOCABULARY, [env.said(v.title) for v in env.vocabularies.values()])
            return
    spellings_of = [fold(spelled) for spelled in (title.fr, title.en)]
    taken = next((env.fact_names[spelled] for spelled in spellings_of if spelled in env.fact_names), None)
    if taken is not None:
        env.twice(node.name.text, node.name.span, env.fact_spans[taken])
        return
    env.facts[name] = FactType(
        name=name, title=title, type=Type(kind, vocabulary), own=not of_library(node.span.source)
    )
    env.fact_spans[name] = node.name.span
    env.fact_names |= dict.fromkeys(spellings_of, name)


def declare_parties(env: Environment, files: Iterable[f.File]) -> f.Contract | None:
    """Enter the parties and the heading, with their terms; return the heading."""
    contract: f.Contract | None = None
    owners: dict[str, Origin] = {}
    for node in (node for file in files for node in file.declarations):
        match node:
            case f.Contract():
                if env.once("contract", node.span, owners, spelling("contract", env.language)):
                    contract = node
                    owners["contract"] = env.origin(node.span)
                    _enter(env, "contract", node)
            case f.Party(role=role):
                if env.once(role, node.span, owners, spelling(role, env.language)):
                    owners[role] = env.origin(node.span)
                    env.parties[role] = Text(spelling(role, "fr"), spelling(role, "en"))
                    env.titles[role,] = node.title
                    _enter(env, role, node)
            case _:
                continue
    return contract


def _enter(env: Environment, name: str, node: f.Contract | f.Party) -> None:
    env.enter(node)
    env.clauses[(name,)] = env.origin(heading(node.span))
    enter_terms(env, (name,), verbatim(spelling(name, env.language)), node.slots, node.terms)


# --- calendars ----------------------------------------------------------------------------------------------


def declare_calendars(env: Environment, files: Iterable[f.File]) -> None:
    """Enter the service calendars of a contract."""
    for node in (node for file in files for node in file.declarations):
        if isinstance(node, f.Calendar) and env.once(node.name.text, node.name.span, env.calendar_origins):
            env.calendar_origins[node.name.text] = env.origin(node.name.span)
            calendar = _calendar(env, node)
            # a faulty calendar keeps its name, so that what stands on it is not reported in its place
            env.calendars[node.name.text] = calendar or ServiceCalendar(
                name=node.name.text, zone="UTC", weekly=tuple(((0, 1440),) for _ in range(7)), holidays=(), closures=()
            )


def _calendar(env: Environment, node: f.Calendar) -> ServiceCalendar | None:
    zone = _zone(env, node)
    weekly: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    sound = True
    for opening in node.openings:
        for day in opening.days:
            for hours in opening.hours:
                if hours.open is None or hours.close is None:
                    sound = False
                    continue
                close = hours.close + 1440 if hours.close < hours.open else hours.close
                if hours.open == hours.close:
                    env.report(TYPE, hours.span, _EMPTY_HOURS(), help=_OPEN_THEN_CLOSE())
                    sound = False
                elif any(hours.open < end and start < close for start, end in weekly[day]):
                    env.report(TYPE, hours.span, _OVERLAP(), help=_SEPARATE())
                    sound = False
                else:
                    weekly[day].append((hours.open, close))
            if not sound:
                break
    if sound and not any(weekly):
        env.report(TYPE, node.name.span, _NEVER_OPENS(name=node.name.text), help=_ADD_HOURS())
        sound = False
    holidays = [word.text for word in node.holidays if _region(env, word)]
    closures = [pair for closure in node.closures if (pair := _closure(env, closure))]
    if zone is None or not sound:
        return None
    return ServiceCalendar(
        name=node.name.text,
        zone=zone,
        weekly=tuple(tuple(sorted(day)) for day in weekly),
        holidays=tuple(holidays),
        closures=tuple(closures),
    )


def _zone(env: Environment, node: f.Calendar) -> str | None:
    if not node.zones:
        env.report(INCOMPLETE, node.name.span, _NO_ZONE(name=node.name.text), help=_ADD_ZONE())
        return None
    literal = node.zones[0]
    for other in node.zones[1:]:
        env.twice(spelling("timezone", env.language), other.span, literal.span)
    name = str(literal.value)
    if is_zone(name):
        return name
    meant = nearest(name, zones())
    env.report(TYPE, literal.span, _UNKNOWN_ZONE(word=name), help=MEANT(word=meant) if meant else _SAMPLE_ZONE())
    return None


def _region(env: Environment, word: Word) -> bool:
    if is_holiday_region(word.text):
        return True
    env.unknown(word, _UNKNOWN_REGION, holiday_regions())
    return False


def _closure(env: Environment, node: f.Closure) -> tuple[date, date] | None:
    first, last = node.first.value, node.last.value
    if not isinstance(first, date) or not isinstance(last, date):
        return None
    if last < first:
        env.report(TYPE, node.span, _CLOSURE_BACKWARDS(), help=_SORT_DATES())
        return None
    return first, last
