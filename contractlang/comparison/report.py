"""A comparison as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from contractlang.calendars import to_datetime
from contractlang.comparison.answers import Answer, Effect
from contractlang.comparison.compare import Comparison
from contractlang.comparison.favour import Favour
from contractlang.comparison.joint import Joint
from contractlang.comparison.terms import ClauseChange, TermChange
from contractlang.comparison.wording import case_json, case_words, gap_json, gap_words, place, term_json, term_words
from contractlang.core.life import contract_zone
from contractlang.core.origins import Path
from contractlang.core.program import Program, Term
from contractlang.diagnostics import Lang, Text
from contractlang.diagnostics.wording import moment, say
from contractlang.evaluation.answers import answer_name
from contractlang.evaluation.iso import write_moment
from contractlang.evaluation.results import Conflict, Decided, NoAnswer
from contractlang.values import Money

Json = dict[str, object]

_TERMS = Text("Termes modifiés", "Terms changed")
_REWRITTEN = Text(
    "Termes de délais ou de prix écrits autrement, comparés par leur effet : {number}",
    "Terms of delays or prices written otherwise, compared by their effect: {number}",
)
_ADDED = Text("Clauses ajoutées", "Clauses added")
_REMOVED = Text("Clauses supprimées", "Clauses removed")
_EFFECT = Text("Effets", "Effects")
_OTHERWISE = Text("décidé autrement", "decided otherwise")
_CHANGED = Text("modifié", "changed")
_UNDECIDED = Text("non tranché", "undecided")
_CASE = Text("cas", "case")
_BEFORE, _AFTER = Text("avant", "before"), Text("après", "after")
_DUE = Text("dû le {moment}", "due on {moment}")
_GAP = Text("écart", "difference")
_OTHER_HOURS = Text("{calendar} (autres horaires)", "{calendar} (other hours)")
_NONE = Text("(absent)", "(absent)")
_OTHERS_SAME = Text(
    "autres questions ({number}) : aucun cas n'est décidé autrement",
    "other questions ({number}): no case is decided otherwise",
)
_ALL_SAME = Text(
    "Aucun cas n'est décidé autrement (questions : {number}).",
    "No case is decided otherwise (questions: {number}).",
)
_NONE_FAVOUR = Text("Aucune différence n'est en faveur de cette partie.", "No difference favours this party.")
_FAVOURS: dict[Favour, Text] = {
    "client": Text("en faveur du client", "favours the client"),
    "provider": Text("en faveur du prestataire", "favours the provider"),
    "unclear": Text("on ne sait pas en faveur de qui", "it is unclear whom this favours"),
}


def comparison_text(found: Comparison, lang: Lang, favours: str | None = None) -> str:
    """A comparison for a reader: what differs, and in one line how much does not."""
    whole = {one.path for one in (*found.added, *found.removed)} if favours is None else set()
    shown_terms = (one for one in found.terms if not _within(one.path, whole))
    terms = [one for one in shown_terms if not one.decided and favours in (None, one.favours)]
    rewritten = sum(one.decided for one in found.terms) if favours is None else 0
    added, removed = (found.added, found.removed) if favours is None else ((), ())
    shown = [one for one in found.effects if one.state != "same" and favours in (None, one.favours)]
    blocks = [
        _block(_TERMS, (line for one in terms for line in _term_lines(found.joint, one, lang)), lang),
        _block(_ADDED, (_clause_line(one, lang) for one in added), lang),
        _block(_REMOVED, (_clause_line(one, lang) for one in removed), lang),
        _block(_EFFECT, (line for one in shown for line in _effect_lines(found.joint, one, lang)), lang),
    ]
    same = sum(one.state == "same" for one in found.effects)
    if favours is not None:
        blocks += [] if any(blocks) else [[_NONE_FAVOUR.say(lang)]]
    elif not shown:
        blocks.append([_ALL_SAME(number=str(same)).say(lang)])
    elif same:
        blocks[-1].append(f"  {_OTHERS_SAME(number=str(same)).say(lang)}")
    blocks += [[_REWRITTEN(number=str(rewritten)).say(lang)]] if rewritten else []
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def _within(path: Path, clauses: set[Path]) -> bool:
    """Whether a term belongs to a clause that is shown as a whole."""
    return any(path[: len(clause)] == clause for clause in clauses)


def _block(title: Text, lines: Iterable[str], lang: Lang) -> list[str]:
    said = list(lines)
    return [title.say(lang), *said] if said else []


def _colon(lang: Lang) -> str:
    return " : " if lang == "fr" else ": "


def _term_lines(joint: Joint, change: TermChange, lang: Lang) -> Iterator[str]:
    values = [_value(change.before, joint.before, lang), _value(change.after, joint.after, lang)]
    if values[0] == values[1]:
        values[1] = _OTHER_HOURS(calendar=values[1]).say(lang)
    favour = f", {_FAVOURS[change.favours].say(lang)}" if change.favours != "unclear" else ""
    yield f"  {change.title.say(lang)}{_colon(lang)}{values[0]} → {values[1]}{favour}"
    yield "    " + " → ".join(place(one.origin) for one in (change.before, change.after) if one is not None)


def _value(term: Term | None, program: Program, lang: Lang) -> str:
    return _NONE.say(lang) if term is None else term_words(term, program, lang)


def _clause_line(change: ClauseChange, lang: Lang) -> str:
    title = change.title if isinstance(change.title, str) else change.title.say(lang)
    return f"  {title} ({place(change.origin)})"


def _effect_lines(joint: Joint, effect: Effect, lang: Lang) -> Iterator[str]:
    title = effect.title.say(lang) + _colon(lang)
    if effect.state == "undecided":
        reason = "" if effect.reason is None else f" ({effect.reason.say(lang)})"
        yield f"  {title}{_UNDECIDED.say(lang)}{reason}"
        return
    state = _CHANGED if effect.case is None else _OTHERWISE
    yield f"  {title}{state.say(lang)}, {_FAVOURS[effect.favours].say(lang)}"
    if effect.case is not None:
        facts = [f"{name}{_colon(lang)}{value}" for name, value in case_words(joint, effect.case, lang).items()]
        yield f"    {_CASE.say(lang)}{_colon(lang)}{' ; '.join(facts) if lang == 'fr' else '; '.join(facts)}"
    sides = (_BEFORE, effect.before, joint.before), (_AFTER, effect.after, joint.after)
    for said, answer, program in sides:
        if answer is not None:
            yield f"    {said.say(lang)}{_colon(lang)}{_answer(answer, program, lang)}"
    if effect.gap is not None:
        yield f"    {_GAP.say(lang)}{_colon(lang)}{gap_words(effect.gap, lang)}"
    yield from (f"    {note.say(lang)}" for note in effect.notes)


def _answer(answer: Answer, program: Program, lang: Lang) -> str:
    words = answer.words.say(lang)
    if answer.due is not None:
        due = moment(to_datetime(answer.due, contract_zone(program)), lang)
        words += f", {_DUE(moment=due).say(lang)}"
    if answer.paid is not None and answer.paid[1] is not None:
        words += f"{_colon(lang)}{say(Money(Decimal(answer.paid[0]).scaleb(-2), answer.paid[1]), lang)}"
    return words if answer.origin is None else f"{words} ({place(answer.origin)})"


# --- JSON ---------------------------------------------------------------------------------------------------


def comparison_json(found: Comparison, lang: Lang, favours: str | None = None) -> Json:
    """A comparison for a program: stable keys; only titles and words depend on the language."""
    return {
        "same": found.same,
        "terms": [_term_json(one, lang) for one in found.terms if favours in (None, one.favours)],
        "clauses_added": [_clause_json(one) for one in found.added if favours is None],
        "clauses_removed": [_clause_json(one) for one in found.removed if favours is None],
        "effects": [
            _effect_json(found.joint, one, lang)
            for one in found.effects
            if favours is None or (one.state == "differs" and one.favours == favours)
        ],
    }


def _term_json(change: TermChange, lang: Lang) -> Json:
    sides = {
        name: None if term is None else {"value": term_json(term.value), "place": place(term.origin)}
        for name, term in (("before", change.before), ("after", change.after))
    }
    return {
        "path": ".".join(change.path),
        "title": change.title.say(lang),
        **sides,
        "favours": change.favours,
        "by_effect": change.decided,
    }


def _clause_json(change: ClauseChange) -> Json:
    return {"path": ".".join(change.path), "place": place(change.origin)}


def _effect_json(joint: Joint, effect: Effect, lang: Lang) -> Json:
    differs = effect.state == "differs"
    return {
        "question": effect.name,
        "area": effect.area,
        "title": effect.title.say(lang),
        "state": effect.state,
        "case": None if effect.case is None else case_json(joint, effect.case),
        "before": _answer_json(effect.before, joint.before, lang),
        "after": _answer_json(effect.after, joint.after, lang),
        "difference": None if effect.gap is None else gap_json(effect.gap),
        "favours": effect.favours if differs else None,
        "notes": [note.say(lang) for note in effect.notes],
        "reason": None if effect.reason is None else effect.reason.say(lang),
    }


def _answer_json(answer: Answer | None, program: Program, lang: Lang) -> Json | None:
    if answer is None:
        return None
    result = answer.result
    return {
        "outcome": answer_name(result) if isinstance(result, Decided | Conflict | NoAnswer) else None,
        "text": answer.words.say(lang),
        "amount": None
        if answer.paid is None or answer.paid[1] is None
        else {"money": f"{Decimal(answer.paid[0]).scaleb(-2):.2f}", "currency": answer.paid[1]},
        "due": None if answer.due is None else write_moment(answer.due, contract_zone(program)),
        "place": None if answer.origin is None else place(answer.origin),
    }
