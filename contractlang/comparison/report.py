"""A comparison as text and as JSON."""

from __future__ import annotations

from decimal import Decimal

from contractlang.comparison.compare import Comparison, Effect, TermChange
from contractlang.comparison.favour import Gap
from contractlang.core.program import Origin, Term
from contractlang.core.wording import outcome_words
from contractlang.diagnostics import Lang, Text
from contractlang.diagnostics.wording import say, span_of_time
from contractlang.evaluation import Conflict, Decided, NoAnswer, write_case
from contractlang.evaluation.decide import Result
from contractlang.values import Money

_TERMS = Text("Termes modifiés :", "Terms changed:")
_ADDED = Text("Clauses ajoutées :", "Clauses added:")
_REMOVED = Text("Clauses supprimées :", "Clauses removed:")
_EFFECT = Text("Par effet :", "By effect:")
_SAME = Text("aucun cas n'est décidé autrement", "no case is decided otherwise")
_OTHERWISE = Text("décidé autrement", "decided otherwise")
_UNDECIDED = Text("non tranché", "undecided")
_CASE = Text("cas", "case")
_BEFORE = Text("avant", "before")
_AFTER = Text("après", "after")
_GAP = Text("écart", "difference")
_FAVOURS = Text("en faveur de", "favours")
_NONE = Text("(absent)", "(absent)")
_NO_ANSWER = Text("aucune réponse", "no answer")
_CONFLICT = Text("règles en conflit", "rules in conflict")
_UNKNOWN = Text("indéterminé", "undetermined")
_PARTY = {
    "client": Text("client", "client"),
    "provider": Text("prestataire", "provider"),
    "unclear": Text("indéterminé", "unclear"),
}


def comparison_text(found: Comparison, lang: Lang, favours: str | None = None) -> str:
    """A comparison for a reader."""
    lines: list[str] = []
    if found.terms:
        lines.append(_TERMS.say(lang))
        lines += [_term_line(change, lang) for change in found.terms]
    for title, clauses in ((_ADDED, found.added), (_REMOVED, found.removed)):
        if clauses:
            lines.append(title.say(lang))
            lines += [f"  {'.'.join(path)} ({_place(origin)})" for path, origin in clauses.items()]
    lines.append(_EFFECT.say(lang))
    for effect in shown(found, favours):
        lines += _effect_lines(found, effect, lang)
    return "\n".join(lines)


def shown(found: Comparison, favours: str | None) -> tuple[Effect, ...]:
    """The effects, or the differences that favour one party."""
    return tuple(effect for effect in found.effects if favours is None or effect.favours == favours)


def comparison_json(found: Comparison, lang: Lang, favours: str | None = None) -> dict[str, object]:
    """A comparison for a program."""
    return {
        "same": found.same,
        "terms": [_term_json(change, lang) for change in found.terms],
        "clauses_added": _clauses(found.added),
        "clauses_removed": _clauses(found.removed),
        "effects": [_effect_json(found, effect, lang) for effect in shown(found, favours)],
    }


def _clauses(clauses: object) -> list[dict[str, str]]:
    assert isinstance(clauses, dict)
    return [{"path": ".".join(path), "place": _place(origin)} for path, origin in clauses.items()]


def _place(origin: Origin) -> str:
    span = origin.span
    return f"{span.source.name}:{span.source.text.count(chr(10), 0, span.start) + 1}"


def _value(term: Term | None, lang: Lang) -> str:
    if term is None:
        return _NONE.say(lang)
    return str(term.value) if term.value is None else say(term.value, lang)


def _term_line(change: TermChange, lang: Lang) -> str:
    places = " → ".join(_place(one.origin) for one in (change.before, change.after) if one is not None)
    return f"  {_title(change, lang)} : {_value(change.before, lang)} → {_value(change.after, lang)} ({places})"


def _title(change: TermChange, lang: Lang) -> str:
    term = change.after or change.before
    assert term is not None
    return term.title.say(lang)


def _term_json(change: TermChange, lang: Lang) -> dict[str, object]:
    return {
        "path": ".".join(change.path),
        "title": _title(change, lang),
        **{
            name: None if term is None else {"value": _value(term, lang), "place": _place(term.origin)}
            for name, term in (("before", change.before), ("after", change.after))
        },
    }


def _effect_lines(found: Comparison, effect: Effect, lang: Lang) -> list[str]:
    title = effect.title.say(lang)
    if effect.state == "same":
        return [f"  {title} : {_SAME.say(lang)}"]
    if effect.state == "undecided":
        return [f"  {title} : {_UNDECIDED.say(lang)} ({effect.reason.say(lang) if effect.reason else ''})"]
    lines = [f"  {title} : {_OTHERWISE.say(lang)}"]
    if effect.case is not None:
        lines.append(f"    {_CASE.say(lang)} : {_case(found, effect, lang)}")
        lines.append(f"    {_BEFORE.say(lang)} : {_result(effect.before, lang)}")
        lines.append(f"    {_AFTER.say(lang)} : {_result(effect.after, lang)}")
    if effect.gap is not None:
        lines.append(f"    {_GAP.say(lang)} : {_gap(effect.gap, lang)}")
    lines.append(f"    {_FAVOURS.say(lang)} : {_PARTY[effect.favours].say(lang)}")
    return lines


def _case(found: Comparison, effect: Effect, lang: Lang) -> dict[str, object]:
    assert effect.case is not None
    written: dict[str, object] = {}
    for fact, value in effect.case.items():
        program = found.after if fact in found.after.facts else found.before
        written.update(write_case(program, {fact: value}, lang))
    return written


def _result(result: Result | None, lang: Lang) -> str:
    match result:
        case Decided():
            return outcome_words(result.outcome).say(lang)
        case NoAnswer():
            return _NO_ANSWER.say(lang)
        case Conflict():
            return _CONFLICT.say(lang)
    return _UNKNOWN.say(lang)


def _gap(gap: Gap, lang: Lang) -> str:
    sign = "+" if gap.amount >= 0 else "-"
    if gap.currency is None:
        return sign + span_of_time(abs(gap.amount), lang)
    return sign + say(Money(Decimal(abs(gap.amount)) / 100, gap.currency), lang)


def _effect_json(found: Comparison, effect: Effect, lang: Lang) -> dict[str, object]:
    return {
        "decision": effect.name,
        "title": effect.title.say(lang),
        "state": effect.state,
        "case": None if effect.case is None else _case(found, effect, lang),
        "before": None if effect.before is None else _result(effect.before, lang),
        "after": None if effect.after is None else _result(effect.after, lang),
        "difference": None if effect.gap is None else _gap(effect.gap, lang),
        "favours": effect.favours if effect.state == "differs" else None,
        "reason": None if effect.reason is None else effect.reason.say(lang),
    }
