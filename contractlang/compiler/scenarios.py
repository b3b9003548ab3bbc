"""Scenarios to cases and expectations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from contractlang.compiler.environment import Environment, keyword_text, segment_text
from contractlang.compiler.kinds import fits, kind_name
from contractlang.compiler.pages import LABEL, TYPE
from contractlang.compiler.terms import joined, label_name
from contractlang.core.cases import FactValue
from contractlang.core.origins import Origin
from contractlang.core.program import Expectation, NotAfter, Program, Rule, Scenario, Settled
from contractlang.core.schema import FactType, Kind, Vocabulary
from contractlang.diagnostics import Message, Quoted, Text, verbatim
from contractlang.evaluation.facts import fact_value
from contractlang.evaluation.intervals import RawInterval
from contractlang.model import files as f
from contractlang.model import nodes as m
from contractlang.model.schema import Holds
from contractlang.records import frozen
from contractlang.source import heading
from contractlang.syntax import spelling, spellings
from contractlang.words import fold

_UNKNOWN_FACT = Text("aucun fait ne s'appelle `{word}`", "no fact is called `{word}`")
_UNKNOWN_EXPECTATION = Text("un verdict n'a pas de `{word}`", "a verdict has no `{word}`")
_ONE_VALUE = Text("une seule valeur est attendue ici", "a single value is expected here")
_KEEP_ONE = Text("n'en garder qu'une, sans condition", "keep one, without a condition")
_WRONG_VALUE = Text("`{label}` ne peut pas valoir {found}", "`{label}` cannot be {found}")
_SAMPLE = Text("écrire par exemple `{sample}`", "write for instance `{sample}`")
# what rules are called that no text names
_RULE_PARTS = ("default", "hotline", "crossing", "beyond")
_UNKNOWN_RULE = Text("aucune règle ne s'appelle `{word}`", "no rule is called `{word}`")
_KNOWN = Text("connus : {words}", "known: {words}")

# What a verdict can be expected to say, and a sample of each
_EXPECTATIONS: dict[str, str | Quoted] = {
    "billable": Quoted("oui", "yes"),
    "price": Quoted("95,00 €", "95.00 €"),
    "rule": "T2",
    "acknowledge": "2026-03-09 08:45",
    "intervene": "2026-03-09 12:15",
    "restore": "2026-03-09 17:15",
    "penalty": "150 €",
    "priority": "P1",
}
_SAMPLES: dict[Kind, str | Quoted] = {
    Kind.INSTANT: "2026-03-06 17:45",
    Kind.LENGTH: "50 min",
    Kind.MONEY: Quoted("95,00 €", "95.00 €"),
    Kind.COUNT: "3",
    Kind.TRUTH: Quoted("oui", "yes"),
    Kind.INTERVALS: Quoted(
        "2026-03-10 10:00 à 2026-03-10 11:30 attente_client", "2026-03-10 10:00 to 2026-03-10 11:30 client_wait"
    ),
}
_NOT_INTERVALS = Text("des intervalles sont attendus ici", "intervals are expected here")
_NORM_SAMPLE = Text("2026-03-08 17:45`, ou `permis", "2026-03-08 17:45`, or `permis")
_INSTANTS = ("acknowledge", "intervene", "restore")
_MILESTONE_OR_NORM = Text(
    "aucune échéance ni norme ne s'appelle `{word}`", "no deadline and no norm is called `{word}`"
)

# What may be expected without saying what the answer is
SETTLED = Text("décidé", "decided")
_SETTLED_OF = frozenset({"billable", "penalty", "priority", *_INSTANTS})
NOT_AFTER = Text("pas après", "not after")


def lower_scenarios(env: Environment, files: Iterable[f.File], program: Program) -> tuple[Scenario, ...]:
    """The scenarios of some files; a faulty fact is reported, and its scenario left out."""
    nodes = (node for file in files for node in file.declarations if isinstance(node, f.Scenario))
    lowered = [_scenario(env, node, program) for node in nodes]
    return tuple(scenario for scenario in lowered if scenario is not None)


def _scenario(env: Environment, node: f.Scenario, program: Program) -> Scenario | None:
    before = len(env.findings)
    env.enter(node)
    case: dict[str, FactValue] = {}
    places: dict[str, m.Word] = {}
    for stated in node.given:
        fact = env.fact(stated.label)
        if fact is None:
            env.unknown(stated.label, _UNKNOWN_FACT, [env.said(known.title) for known in env.facts.values()])
            continue
        if fact.name in places:
            env.twice(stated.label.text, stated.label.span, places[fact.name].span)
            continue
        places[fact.name] = stated.label
        value = _value(env, stated) if fact.type.kind is not Kind.INTERVALS else _intervals(env, stated, fact)
        if value is None:
            continue
        vocabulary = env.vocabularies.get(fact.type.vocabulary or "")
        if vocabulary is not None and vocabulary.words and isinstance(value, str):
            word = env.word(vocabulary.name, m.Word(span=stated.value.span, text=value))
            case |= {fact.name: word} if word else {}
            continue
        read = fact_value(program, fact.name, value)
        if not isinstance(read, Message):
            case[fact.name] = read
        else:
            env.report(TYPE, stated.value.span, read, help=_sample(fact, vocabulary))
    expected = [one for stated in node.expected if (one := _expectation(env, stated, program))]
    if len(env.findings) > before:
        return None
    return Scenario(title=node.title, case=case, expected=tuple(expected), origin=Origin(span=heading(node.span)))


def _sample(fact: FactType, vocabulary: Vocabulary | None) -> Message | None:
    if vocabulary is not None and vocabulary.words:
        first = next(iter(vocabulary.words.values()))
        return _SAMPLE(sample=Quoted(first.fr, first.en))
    return _SAMPLE(sample=_SAMPLES[fact.type.kind]) if fact.type.kind in _SAMPLES else None


def _value(env: Environment, stated: f.StatedFact) -> object | None:
    """The one value of a stated fact: a value object, or its words joined."""
    phrases = stated.value.phrases
    if len(phrases) != 1 or stated.value.condition is not None:
        env.report(TYPE, stated.value.span, _ONE_VALUE(), help=_KEEP_ONE())
        return None
    (phrase,) = phrases
    if phrase.measure is not None:
        return phrase.measure.value
    return joined(phrase.words).text


def _intervals(env: Environment, stated: f.StatedFact, fact: FactType) -> list[RawInterval] | None:
    """The intervals of a stated fact, each with its shared word; None after a finding."""
    found: list[RawInterval] = []
    for phrase in stated.value.phrases:
        value = phrase.measure.value if phrase.measure is not None else phrase
        if not isinstance(value, tuple) or stated.value.condition is not None or phrase.words:
            if value is not None:
                env.report(TYPE, phrase.span, _NOT_INTERVALS(), help=_SAMPLE(sample=_SAMPLES[Kind.INTERVALS]))
            return None
        word = env.word(fact.type.vocabulary or "", joined(phrase.tail)) if phrase.tail else None
        if phrase.tail and word is None:
            return None
        start, end = value
        found.append(RawInterval(start, end, word))
    return found


def _expectation(env: Environment, stated: f.StatedFact, program: Program) -> Expectation | None:
    name = label_name(env, stated.label, _EXPECTATIONS)
    if name is None and (norm := env.find_word(env.vocabularies["norm"], stated.label.text)) is not None:
        return _norm_expectation(env, stated, norm, program)
    if name is None:
        labels = [*env.vocabularies["norm"].words, *(spelling(known, env.language) for known in _EXPECTATIONS)]
        help = env.suggestion(stated.label.text, labels, _KNOWN)
        env.report(LABEL, stated.label.span, _UNKNOWN_EXPECTATION(word=stated.label.text), help=help)
        return None
    value = _value(env, stated)
    if value is None:
        return None
    if (wide := _without_value(env, stated, name, program)) is not None:
        return wide.expectation
    read = _expected_value(program, name, value)
    if read is None:
        message = _WRONG_VALUE(label=stated.label.text, found=kind_name(value))
        env.report(TYPE, stated.value.span, message, help=_SAMPLE(sample=_EXPECTATIONS[name]))
        return None
    if name == "rule":
        _note_parts(env, stated)
    if name == "rule" and str(read) not in env.faulty_rules and not _is_rule(program, str(read)):
        word = stated.value.phrases[0].words[0]
        env.unknown(word, _UNKNOWN_RULE, [rule.name for rule in _rules(program)])
        return None
    return Expectation(name=name, value=read, origin=Origin(span=stated.span))


def _note_parts(env: Environment, stated: f.StatedFact) -> None:
    """Keep what the name of a rule has from the language of the file: `défaut`, `assistance.au-delà`."""
    for word in stated.value.phrases[0].words:
        known = {fold(spelling(part, env.language)): keyword_text(part) for part in _RULE_PARTS}
        texts = [known.get(fold(part), verbatim(part)) for part in word.text.split(".")]
        env.note(word.span, Text(".".join(text.fr for text in texts), ".".join(text.en for text in texts)))


@frozen
class _Wide:
    """An expectation that gives no value of its own; None where it is faulty."""

    expectation: Expectation | None


def _without_value(env: Environment, stated: f.StatedFact, name: str, program: Program) -> _Wide | None:
    """`décidé`, and `pas après` another deadline; None where neither is expected."""
    (phrase,) = stated.value.phrases
    words, origin = phrase.words, Origin(span=stated.span)
    norm = name in program.vocabularies["norm"].words
    if phrase.measure is not None or not words:
        return None
    if len(words) == 1 and _says(env, words, SETTLED) and (norm or name in _SETTLED_OF):
        env.note(words[0].span, SETTLED)
        return _Wide(Expectation(name=name, value=Settled(), origin=origin))
    if len(words) > 2 and _says(env, words[:2], NOT_AFTER) and (norm or name in _INSTANTS):
        env.note(words[0].span.to(words[1].span), NOT_AFTER)
        other = _deadline_name(env, joined(words[2:]))
        return _Wide(None if other is None else Expectation(name=name, value=NotAfter(other), origin=origin))
    return None


def _says(env: Environment, words: tuple[m.Word, ...], text: Text) -> bool:
    return fold(" ".join(word.text for word in words)) == fold(env.said(text))


def _deadline_name(env: Environment, word: m.Word) -> str | None:
    """A milestone or a norm; a finding where it is neither."""
    norms = env.vocabularies["norm"]
    for name in _INSTANTS:
        if fold(word.text) in (fold(one).replace(" ", "_") for one in spellings(name, env.language)):
            env.note(word.span, segment_text(name))
            return name
    if (norm := env.find_word(norms, word.text)) is not None:
        env.note(word.span, norms.words[norm])
        return norm
    known = [*(env.said(segment_text(name)) for name in _INSTANTS), *norms.words]
    env.unknown(word, _MILESTONE_OR_NORM, known)
    return None


def _norm_expectation(env: Environment, stated: f.StatedFact, norm: str, program: Program) -> Expectation | None:
    """What is expected of a norm: a deadline, or whether it permits."""
    value = _value(env, stated)
    if value is not None and (wide := _without_value(env, stated, norm, program)) is not None:
        return wide.expectation
    read: object = None
    if isinstance(value, datetime):
        found = fact_value(program, "occurred", value)
        read = found if isinstance(found, int) else None
    elif isinstance(value, str):
        read = env.word("answer", m.Word(span=stated.value.span, text=value))
        if read is None:
            return None
    if read is not None:
        return Expectation(name=norm, value=read, origin=Origin(span=stated.span))
    if value is not None:
        message = _WRONG_VALUE(label=stated.label.text, found=kind_name(value))
        env.report(TYPE, stated.value.span, message, help=_SAMPLE(sample=_NORM_SAMPLE))
    return None


def _rules(program: Program) -> tuple[Rule, ...]:
    """The rules that may decide what labour costs, the default among them."""
    labour = program.decisions.get("labour")
    return (*labour.rules, *([labour.default] if labour.default else [])) if labour else ()


def _is_rule(program: Program, name: str) -> bool:
    return any(fold(rule.name) == fold(name) for rule in _rules(program))


def _expected_value(program: Program, name: str, value: object) -> object | None:
    if name in _INSTANTS:
        if not isinstance(value, datetime):
            return None
        read = fact_value(program, "opened", value)
        return read if isinstance(read, int) else None
    if name in ("price", "penalty"):
        return value if fits(Holds.MONEY, value) else None
    if name == "priority":
        vocabulary = program.vocabularies["priority"]
        return next((word for word, said in vocabulary.words.items() if fold(str(value)) == fold(said.fr)), None)
    if name == "billable":
        return value if isinstance(value, bool) else None
    return value if isinstance(value, str) else None
