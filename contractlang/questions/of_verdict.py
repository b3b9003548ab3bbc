"""Questions whose answer is a part of the verdict: billable, price, deadlines, penalty, covered, permitted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from contractlang.core.cases import ASSET, CHANNEL, COUNTRY, PENALTY, PERMISSION
from contractlang.core.outcomes import Billed
from contractlang.core.program import Program, Rule
from contractlang.core.wording import outcome_words
from contractlang.diagnostics import Lang, Message, Text
from contractlang.evaluation.answers import OUTCOMES, answer_text
from contractlang.evaluation.as_json import amount_json, milestone_json, quantity_json, sanction_json
from contractlang.evaluation.as_text import amount_lines, deadline_lines, headline_amount, permission_lines
from contractlang.evaluation.money import decimal_string
from contractlang.evaluation.results import Conflict, Decided, Result, Undetermined
from contractlang.evaluation.sentences import both, cents, fact_title, word_text
from contractlang.evaluation.verdict import PermissionAnswer, Verdict
from contractlang.questions.answers import Answer, Asked, Ground, distinct
from contractlang.questions.refusals import RefusedQuestionError
from contractlang.records import evolve
from contractlang.words import fold

_YES, _NO = Text("oui", "yes"), Text("non", "no")
_UNDETERMINED = Text("indéterminé : il manque des faits", "undetermined: facts are missing")
_NO_DEADLINES = Text("le contrat ne donne pas de délai", "the contract gives no deadline")
_NOTHING_LATE = Text("aucune pénalité", "no penalty")
_PENALTY = Text("pénalités : {amount}", "penalties: {amount}")
_NOT_REACHED = Text(
    "`{fact}` n'est pas renseigné : on ne sait pas encore si ce délai est tenu",
    "`{fact}` is not given: whether this deadline is met is not known yet",
)
_BY_FEE = Text("couvert par la redevance", "covered by the fee")
_BILLED = Text("couvert, et facturé en plus : {price}", "covered, and billed on top: {price}")
_REFUSED = Text("devis refusé, rien n'est dû", "quote refused, nothing is due")
_NOT_COVERED = Text("non couvert : hors contrat", "not covered: out of contract")
_IN_SCOPE = Text("{asset} est dans le périmètre", "{asset} is in scope")
_EXCLUDED = Text("{asset} est exclu du périmètre", "{asset} is excluded from the scope")
_NOT_NAMED = Text("le périmètre ne nomme pas {asset}", "the scope does not name {asset}")
_WHAT = Text(
    "dire de quoi il s'agit : `distance`, un intervenant, un pays, un acte ou une norme du contrat",
    "say what it is about: `remote`, who performs it, a country, an act or a norm of the contract",
)
_NOT_SAID = Text(
    "le contrat ne dit rien de `{word}`, ou ne connaît pas ce mot",
    "the contract says nothing of `{word}`, or does not know this word",
)
_ALSO_WORDS = Text("ce contrat répond sur : {words}", "this contract answers on: {words}")
# Facts whose words a permission may be asked about, in the order in which a word is looked up
_SUBJECTS = (CHANNEL, "performed_by", COUNTRY, "act", "norm")


def billable(asked: Asked) -> Answer:
    """Whether anything is to be paid beside the fee."""
    given = asked.verdict
    said: Text | Message = OUTCOMES[given.outcome]
    if given.billable is not None:
        said = _with(_YES if given.billable else _NO, _results_text(given.results.values()))
    data = {"billable": given.billable, "outcome": given.outcome, "rule": given.rule.name if given.rule else None}
    return _part(asked, said, data, given.results, decided=given.billable is not None, amounts=False)


def price(asked: Asked) -> Answer:
    """What the case costs, line by line."""
    given = asked.verdict
    amount = given.amount
    known = amount is not None and amount.excluded is not None
    data = {
        "amount": amount_json(amount),
        "vat": decimal_string(amount.tax) if amount is not None else None,
        "vat_rate": amount.rate if amount is not None else None,
        "quantity": quantity_json(given.lines),
        "outcome": given.outcome,
        "rule": given.rule.name if given.rule else None,
    }
    said = both(lambda lang: headline_amount(given, lang) or OUTCOMES[given.outcome].say(lang))
    names = {*given.results, *(line.decision for line in given.lines)}
    found = _part(asked, said, data, names, decided=known or given.outcome == "out_of_contract")
    notes = (*found.notes, *(line.note for line in given.lines if line.note is not None))
    return evolve(found, lines=lambda lang: amount_lines(given, lang), notes=notes)


def deadlines(asked: Asked) -> Answer:
    """When each milestone and each duty of the case is due."""
    given = asked.verdict
    late = {one.name: one.deadline for one in given.milestones}
    open_ones = [one for one in given.milestones if not isinstance(one.commitment, Decided) or one.missing]
    data = {"milestones": {one.name: milestone_json(one) for one in given.milestones}}
    said = Text("délais du contrat", "deadlines of the contract") if late else _NO_DEADLINES
    names = {one.duty.commitment for one in given.milestones}
    found = _part(asked, _UNDETERMINED if open_ones else said, data, names, decided=not open_ones)
    return evolve(found, lines=lambda lang: deadline_lines(given.milestones, given.program, lang))


def penalty(asked: Asked) -> Answer:
    """What lateness and broken norms cost in the case, after the cap."""
    given = asked.verdict
    program = given.program
    dues = [one.penalty for one in given.milestones if one.penalty is not None]
    dues += [one.sanction for one in given.permissions if one.sanction is not None]
    known = [one.after_cap for one in dues]
    sure = [amount for amount in known if amount is not None]
    total = sum(sure) if len(sure) == len(known) else None
    currency = next((one.currency for one in dues if one.currency is not None), None)
    waiting = [one for one in given.milestones if one.met is None and one.duty.penalty in program.decisions]
    data = {
        "penalty": decimal_string(total),
        "currency": currency,
        "termination": any(one.termination for one in dues),
        "milestones": {one.name: milestone_json(one) for one in given.milestones},
        "sanctions": {one.name: sanction_json(one.sanction) for one in given.permissions if one.sanction is not None},
        "not_reached": [one.name for one in waiting],
    }
    said: Text | Message = _NOTHING_LATE
    if total is None:
        said = _UNDETERMINED
    elif dues and currency is not None:
        said = _PENALTY(amount=cents(total, currency))
    elif waiting:
        said = _UNDETERMINED
    names = {one.duty.commitment for one in given.milestones} | {one.duty.penalty for one in given.milestones}
    names |= {f"{PENALTY}.{one.name}" for one in given.permissions}
    found = _part(asked, said, data, names, decided=total is not None and not waiting)
    notes = tuple(_NOT_REACHED(fact=fact_title(program, one.duty.reached)) for one in waiting)
    reached = [one for one in given.milestones if one.reached is not None]
    return evolve(found, lines=lambda lang: deadline_lines(tuple(reached), program, lang), notes=(*found.notes, *notes))


def covered(asked: Asked) -> Answer:
    """Whether the contract gives a duty: by the fee, or at a price of its own; and whether the asset is in scope."""
    given = asked.verdict
    answers: dict[str, bool] = {"included": True, "billed": True, "out_of_contract": False}
    said: Text | Message = OUTCOMES[given.outcome]
    if given.outcome == "billed":
        said = _BILLED(price=_price_words(given))
    elif given.outcome in ("included", "out_of_contract"):
        said = _BY_FEE if given.outcome == "included" else _NOT_COVERED
    scope, sentence, grounds = _scope(asked)
    data = {"covered": answers.get(given.outcome), "outcome": given.outcome, "scope": scope}
    found = _part(asked, said, data, given.results, decided=given.outcome in answers, amounts=False)
    notes = (*found.notes, *((sentence,) if sentence is not None else ()))
    return evolve(found, notes=notes, grounds=distinct((*found.grounds, *grounds)))


def _price_words(given: Verdict) -> Text:
    billed = (one.outcome for one in given.results.values() if isinstance(one, Decided) and not one.refused)
    said = [outcome_words(outcome) for outcome in billed if isinstance(outcome, Billed)]
    return both(lambda lang: ", ".join(one.say(lang) for one in said) or _REFUSED.say(lang))


def _scope(asked: Asked) -> tuple[str | None, Message | None, tuple[Ground, ...]]:
    """What the scope says of the asset of the case."""
    asset, scope = asked.case.get(ASSET), asked.program.scope
    if not isinstance(asset, str) or not scope:
        return None, None, ()
    title = word_text(asked.program, ASSET, asset)
    item = next((one for one in scope if one.asset == asset), None)
    if item is None:
        return "not_named", _NOT_NAMED(asset=title), ()
    ground = Ground(what=Text("périmètre", "scope"), origin=item.origin)
    text = _IN_SCOPE if item.included else _EXCLUDED
    return ("included" if item.included else "excluded"), text(asset=title), (ground,)


# --- permitted ------------------------------------------------------------------------------------------------


def permitted(asked: Asked) -> Answer:
    """Whether something may be done: from a distance, by somebody, from a country; or an act of a norm."""
    narrowed = evolve(asked, case=_with_subjects(asked))
    given = narrowed.verdict
    if not given.permissions:
        raise RefusedQuestionError((_WHAT(), *_known_subjects(asked.program)))
    open_ones = [one for one in given.permissions if one.answer is None]
    data = {
        "permissions": {
            one.name: {
                "answer": one.answer,
                "rule": one.result.rule.name if isinstance(one.result, Decided) else None,
                "sanction": None if one.sanction is None else sanction_json(one.sanction),
            }
            for one in given.permissions
        }
    }
    names = {one.decision.name for one in given.permissions}
    names |= {f"{PENALTY}.{one.name}" for one in given.permissions}
    said = both(lambda lang: "; ".join(_permission_words(one, lang) for one in given.permissions))
    found = _part(narrowed, said, data, names, decided=not open_ones)
    return evolve(found, lines=lambda lang: permission_lines(given, lang))


def _permission_words(one: PermissionAnswer, lang: Lang) -> str:
    said = answer_text(one.result) if not isinstance(one.result, Undetermined) else OUTCOMES["undetermined"]
    return f"{one.decision.title.say(lang)}{Text(' : ', ': ').say(lang)}{said.say(lang)}"


def _with_subjects(asked: Asked) -> dict[str, str | bool | int]:
    """The case with the words that the question is narrowed to, each as the fact that it is a word of."""
    case = dict(asked.case)
    for word in asked.about:
        found = next(_facts_with(asked.program, word), None)
        if found is None:
            raise RefusedQuestionError((_NOT_SAID(word=word), *_known_subjects(asked.program)))
        fact, name = found
        case[fact] = name
    return case


def _facts_with(program: Program, word: str) -> Iterator[tuple[str, str]]:
    plain = _plain(word)
    for fact in _SUBJECTS:
        declared = program.facts.get(fact)
        vocabulary = program.vocabularies.get(declared.type.vocabulary or "") if declared else None
        for name, spelled in (vocabulary.words if vocabulary else {}).items():
            if plain in {_plain(name), _plain(spelled.fr), _plain(spelled.en)}:
                yield fact, name


def _plain(word: str) -> str:
    return fold(word).casefold().strip().replace(" ", "_")


def _known_subjects(program: Program) -> tuple[Message, ...]:
    titles = [decision.title for decision in program.decisions_of(PERMISSION)]
    if not titles:
        return ()
    words = both(lambda lang: ", ".join(title.say(lang) for title in titles))
    return (_ALSO_WORDS(words=words),)


# --- what the parts share -------------------------------------------------------------------------------------


def _part(
    asked: Asked,
    said: Text | Message,
    data: Mapping[str, object],
    decisions: Iterable[str],
    *,
    decided: bool,
    amounts: bool = True,
) -> Answer:
    """A part of the verdict: what some decisions say, what they rest on, what they lack; for the outcome or amounts."""
    given, names = asked.verdict, set(decisions)
    return Answer(
        said=said,
        data=data,
        decided=decided,
        grounds=_rules(given, names),
        notes=given.notes,
        # what is certain asks for nothing more
        asks=()
        if decided
        else tuple(
            evolve(one, serves=tuple(name for name in one.serves if name in names))
            for one in given.ask_next
            if names & set(one.serves) and (amounts or one.left is not None)
        ),
        possible=tuple(one for one in given.possible if one.decision in names),
    )


def _rules(given: Verdict, names: set[str]) -> tuple[Ground, ...]:
    """The rules that decided, and those in conflict."""
    results: dict[str, Result] = dict(given.results)
    for milestone in given.milestones:
        results[milestone.duty.commitment] = milestone.commitment
        if milestone.penalty is not None:
            results[milestone.duty.penalty] = milestone.penalty.result
    for permission in given.permissions:
        results[permission.decision.name] = permission.result
        if permission.sanction is not None:
            results[f"{PENALTY}.{permission.name}"] = permission.sanction.result
    found: list[Rule] = []
    for name, result in results.items():
        if name in names:
            found += _rules_of(result)
    return distinct(Ground(what=_rule_name(rule), origin=rule.origin) for rule in found)


def _rules_of(result: Result) -> list[Rule]:
    """The rules in conflict, and those that may still win."""
    match result:
        case Conflict(first, second):
            return [first, second]
        case Undetermined(possible=possible):
            return [rule for one in possible for rule in _rules_of(one.answer)]
        case Decided(rule=rule):
            return [rule]
    return []


def _rule_name(rule: Rule) -> Text:
    return Text(rule.name, rule.name)


def _results_text(results: Iterable[Result]) -> Text:
    said = [answer_text(one) for one in results if not isinstance(one, Undetermined)]
    return both(lambda lang: ", ".join(one.say(lang) for one in said))


def _with(first: Text, second: Text) -> Text:
    return Text(f"{first.fr} : {second.fr}", f"{first.en}: {second.en}")
