"""A verdict as text, for a desk under pressure: the answer first, then money, deadlines, reasons, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from contractlang.calendars import to_datetime
from contractlang.core.cases import PERFORMED
from contractlang.core.outcomes import Commitment
from contractlang.core.program import Program, Rule
from contractlang.core.schema import Kind
from contractlang.core.wording import outcome_words
from contractlang.diagnostics import Lang, Text
from contractlang.diagnostics.cells import width_of
from contractlang.diagnostics.wording import moment, money, say
from contractlang.evaluation.answers import LINE_TITLES, OUTCOMES, answer_text, quantity_text, unless_text
from contractlang.evaluation.fulfilment import Milestone, PenaltyDue
from contractlang.evaluation.money import Amount, Line
from contractlang.evaluation.regions import words_of
from contractlang.evaluation.results import Conflict, Decided, NoAnswer, Result, State, Step
from contractlang.evaluation.sentences import cents, choices_text, fact_title, length_text, word_text
from contractlang.evaluation.trace import article_of, line_of, missing_titles, sentence
from contractlang.evaluation.verdict import Ask, ContractId, Possible, Verdict

_AMOUNT = Text("Montant", "Amount")
_DEADLINES = Text("Délais", "Deadlines")
_PERMISSIONS = Text("Autorisations", "Permissions")
_WHY = Text("Pourquoi", "Why")
_UNLESS = Text("Ce qui changerait la réponse", "What would change the answer")
_POSSIBLE = Text("Réponses encore possibles", "Answers still possible")
_MISSING = Text("Ce qu'il faut savoir, dans l'ordre", "What to find out, in this order")
_PRIORITY = Text("Priorité", "Priority")
_NOTHING_DUE = Text("rien n'est dû", "nothing is due")
_ANSWERS = {
    "permitted": Text("permis", "permitted"),
    "prior_approval": Text("accord préalable", "prior approval"),
    "prohibited": Text("interdit", "prohibited"),
    "required": Text("exigé", "required"),
}
_IF_BROKEN = Text("à défaut : ", "if broken: ")
_MARKS: dict[State, str] = {
    "won": "→",
    "same": "=",
    "beaten": "<",
    "false": "·",
    "open": "?",
    "conflict": "!",
    "none": "!",
    "note": "*",
}
_MOST_WORDS = 8


def verdict_text(verdict: Verdict, lang: Lang) -> str:
    """The verdict as plain text in one language, ending with a line break."""
    program = verdict.program
    parts = [
        list(_headline(verdict, lang)),
        _section(_POSSIBLE, possible_lines(verdict, verdict.possible, lang), lang),
        _section(_MISSING, ask_lines(verdict.ask_next, program, lang), lang),
        _section(_AMOUNT, amount_lines(verdict, lang), lang),
        _section(_PRIORITY, _priority(verdict, lang), lang),
        _section(_DEADLINES, deadline_lines(verdict.milestones, program, lang), lang),
        _section(_PERMISSIONS, permission_lines(verdict, lang), lang),
        _section(_WHY, _reasons(verdict, lang), lang),
        _section(_UNLESS, [unless_text(verdict.unless, program).say(lang)] if verdict.unless else [], lang),
        [contract_line(verdict.contract, lang)],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _section(title: Text, lines: Iterable[str], lang: Lang) -> list[str]:
    found = list(lines)
    return [title.say(lang), *(f"  {line}" for line in found)] if found else []


# --- headline -----------------------------------------------------------------------------------------------


def _headline(verdict: Verdict, lang: Lang) -> Iterator[str]:
    name = OUTCOMES[verdict.outcome].say(lang).upper()
    said = headline_amount(verdict, lang)
    yield f"{name} — {said}" if said else name
    if verdict.conflict is not None:
        for rule in (verdict.conflict.first, verdict.conflict.second):
            yield (
                f"{_rule_title(rule, lang)} : {_outcome(rule, lang)}"
                if lang == "fr"
                else (f"{_rule_title(rule, lang)}: {_outcome(rule, lang)}")
            )
    elif verdict.rule is not None:
        yield _rule_title(verdict.rule, lang)


def headline_amount(verdict: Verdict, lang: Lang) -> str | None:
    """What is due, in one line; None where the outcome says all."""
    amount = verdict.amount
    if any(isinstance(result, NoAnswer) for result in verdict.results.values()):
        return Text("aucune règle ne s'applique", "no rule applies").say(lang)
    if verdict.outcome != "billed":
        return _NOTHING_DUE.say(lang) if verdict.outcome == "included" else None
    if amount is None or amount.excluded is None or amount.currency is None:
        return Text("montant à établir", "amount to be established").say(lang)
    if not verdict.billable:
        return Text("devis refusé, rien n'est dû", "quote refused, nothing is due").say(lang)
    excluded = money(cents(amount.excluded, amount.currency), lang)
    if amount.included is None:
        return Text(f"{excluded} HT", f"{excluded} excl. VAT").say(lang)
    included = money(cents(amount.included, amount.currency), lang)
    return Text(f"{excluded} HT, {included} TTC", f"{excluded} excl. VAT, {included} incl. VAT").say(lang)


def _rule_title(rule: Rule, lang: Lang) -> str:
    """`T2 « Mauvaise utilisation », article 4, ligne 128`."""
    title = rule.title.say(lang)
    quoted = Text(f" « {title} »", f" “{title}”").say(lang) if title and title != rule.name else ""
    return f"{rule.name}{quoted}, {_place(rule, lang)}"


def _place(rule: Rule, lang: Lang) -> str:
    article, line = article_of(rule), line_of(rule)
    where = Text(f"ligne {line}", f"line {line}").say(lang)
    return where if article is None else f"article {article}, {where}"


def _outcome(rule: Rule, lang: Lang) -> str:
    return answer_text(Decided(rule=rule)).say(lang)


# --- money --------------------------------------------------------------------------------------------------


def amount_lines(verdict: Verdict, lang: Lang) -> Iterator[str]:
    """How the amount is made, line by line."""
    if not verdict.lines:
        return
    rows = [row for line in verdict.lines for row in _line_rows(line, lang)]
    if verdict.amount is not None:
        rows += _total_rows(verdict.amount, lang)
    yield from aligned(rows, right={2})


def _line_rows(line: Line, lang: Lang) -> Iterator[tuple[str, ...]]:
    title = LINE_TITLES[line.decision].say(lang)
    amount = "?" if line.amount is None else money(cents(line.amount, line.currency), lang)
    price = line.price.say(lang)
    if line.charged is not None and line.amount != 0:
        price = f"{quantity_text(line.kind, line.charged, line.currency).say(lang)} × {price}"
    yield title, price, amount
    if made := list(_how(line, lang)):
        yield "", ", ".join(made), ""


def _how(line: Line, lang: Lang) -> Iterator[str]:
    """How a quantity was made: what was reported, the step and the minimum."""
    if line.reported is not None and line.kind is not Kind.COUNT:
        said = quantity_text(line.kind, line.reported, line.currency)
        yield Text(f"déclaré : {said.fr}", f"reported: {said.en}").say(lang)
    if line.step is not None:
        yield Text(f"par tranche de {say(line.step, 'fr')}", f"in steps of {say(line.step, 'en')}").say(lang)
    if line.minimum is not None:
        yield Text(f"minimum {say(line.minimum, 'fr')}", f"minimum {say(line.minimum, 'en')}").say(lang)
    if line.note is not None:
        yield line.note.say(lang)


def _total_rows(amount: Amount, lang: Lang) -> Iterator[tuple[str, ...]]:
    if amount.currency is None or amount.excluded is None:
        return
    yield Text("total HT", "total excl. VAT").say(lang), "", money(cents(amount.excluded, amount.currency), lang)
    if amount.tax is not None and amount.rate is not None and amount.included is not None:
        yield Text("TVA", "VAT").say(lang), say(amount.rate, lang), money(cents(amount.tax, amount.currency), lang)
        included = money(cents(amount.included, amount.currency), lang)
        yield Text("total TTC", "total incl. VAT").say(lang), "", included


# --- deadlines ----------------------------------------------------------------------------------------------


def deadline_lines(found: tuple[Milestone, ...], program: Program, lang: Lang) -> list[str]:
    """When each milestone is due, whether it was met, what lateness costs."""
    rows = [_milestone_row(milestone, program, lang) for milestone in found]
    if not rows:
        return []
    titles = (
        "",
        Text("échéance", "due").say(lang),
        Text("constaté", "reached").say(lang),
        Text("état", "state").say(lang),
        Text("pénalité", "penalty").say(lang),
    )
    keep = [column for column in range(5) if column == 0 or any(row[column] for row in rows)]
    return list(aligned([tuple(row[column] for column in keep) for row in (titles, *rows)]))


def _priority(verdict: Verdict, lang: Lang) -> list[str]:
    if verdict.priority is None:
        return []
    said = answer_text(verdict.priority) if isinstance(verdict.priority, Decided | Conflict | NoAnswer) else None
    return [(said or _undecided(verdict.priority, verdict.program)).say(lang)]


def _milestone_row(milestone: Milestone, program: Program, lang: Lang) -> tuple[str, str, str, str, str]:
    return (
        milestone.duty.title.say(lang),
        _moment(milestone.deadline, milestone.zone, lang),
        _moment(milestone.reached, milestone.zone, lang),
        _state(milestone, program, lang),
        _penalty(milestone.penalty, lang),
    )


def _moment(instant: int | None, zone: str, lang: Lang) -> str:
    return "" if instant is None else moment(to_datetime(instant, zone), lang)


def _state(milestone: Milestone, program: Program, lang: Lang) -> str:
    if not isinstance(milestone.commitment, Decided):
        return _undecided(milestone.commitment, program).say(lang)
    outcome = milestone.commitment.outcome
    if isinstance(outcome, Commitment) and outcome.length is None:
        return Text("sans engagement", "no commitment").say(lang)
    if milestone.missing:
        titles = missing_titles(program, milestone.missing)
        return Text(f"il manque : {titles.fr}", f"missing: {titles.en}").say(lang)
    if milestone.deadline is None:
        return milestone.note.say(lang) if milestone.note else ""
    if milestone.met is None:
        return Text("pas encore constaté", "not reached yet").say(lang)
    if milestone.met:
        return Text("tenu", "met").say(lang)
    if not milestone.late_seconds:
        return Text("tardif, sans heure ouverte entre les deux", "late, with no open time in between").say(lang)
    late = length_text(milestone.late_seconds)
    return Text(f"en retard de {late.fr}", f"late by {late.en}").say(lang)


def _undecided(result: Result, program: Program) -> Text:
    match result:
        case Conflict() | NoAnswer():
            return answer_text(result)
        case Decided():
            return Text("", "")
    titles = missing_titles(program, tuple(need.fact for need in result.needed))
    return Text(f"dépend de : {titles.fr}", f"depends on: {titles.en}")


def _penalty(penalty: PenaltyDue | None, lang: Lang) -> str:
    """What is due, and whether the other party may end the contract."""
    if penalty is None:
        return ""
    if not penalty.termination:
        return _due(penalty, lang)
    ends = Text("résiliation possible", "termination possible").say(lang)
    return f"{_due(penalty, lang)}, {ends}" if penalty.before_cap else ends


def _due(penalty: PenaltyDue, lang: Lang) -> str:
    if penalty.before_cap is None or penalty.after_cap is None or penalty.currency is None:
        return penalty.note.say(lang) if penalty.note else Text("à déterminer", "to be determined").say(lang)
    after = money(cents(penalty.after_cap, penalty.currency), lang)
    if penalty.after_cap == penalty.before_cap:
        return after
    before = money(cents(penalty.before_cap, penalty.currency), lang)
    return Text(f"{after} ({before} avant plafond)", f"{after} ({before} before the cap)").say(lang)


# --- permissions, reasons, what is missing ------------------------------------------------------------------


def permission_lines(verdict: Verdict, lang: Lang) -> Iterator[str]:
    """What the contract says of each permission that the case asks about, and what breaking it costs."""
    rows = []
    for permission in verdict.permissions:
        answer = _ANSWERS[permission.answer] if permission.answer else _undecided(permission.result, verdict.program)
        cost = _penalty(permission.sanction, lang)
        if cost and PERFORMED not in verdict.case:
            cost = f"{_IF_BROKEN.say(lang)}{cost}"
        rows.append((permission.decision.title.say(lang), answer.say(lang), cost))
    yield from aligned(rows)


def _reasons(verdict: Verdict, lang: Lang) -> Iterator[str]:
    """All steps of billing; of the other decisions only what decided them."""
    for step in verdict.because:
        said = sentence(step, verdict.program, verdict.case).say(lang)
        if step.decision is None or step.decision in verdict.results:
            yield f"{_MARKS[step.state]} {_placed(said, step, lang)}"
        elif step.state in ("won", "conflict", "none"):
            title = f"{verdict.program.decisions[step.decision].title.say(lang)}{Text(' : ', ': ').say(lang)}"
            yield f"{_MARKS[step.state]} {title}{_placed(_decided(step, said, lang), step, lang)}"


def _decided(step: Step, said: str, lang: Lang) -> str:
    """What a rule gives and why, for a decision beside billing: `30 min sur HO, car gravité = majeure`."""
    if step.rule is None:
        return said
    return f"{outcome_words(step.rule.outcome).say(lang)} — {said}"


def _placed(words: str, step: Step, lang: Lang) -> str:
    return words if step.rule is None else f"{words} ({_place(step.rule, lang)})"


def possible_lines(verdict: Verdict, found: Iterable[Possible], lang: Lang) -> Iterator[str]:
    """Answers that are still possible, each with what leads to it."""
    for possible in found:
        answer = possible.possibility.answer
        words = answer_text(answer).say(lang)
        if possible.decision not in verdict.results:
            title = verdict.program.decisions[possible.decision].title.say(lang)
            words = f"{title}{Text(' : ', ': ').say(lang)}{words}"
        if isinstance(answer, Decided):
            words = f"{words} ({', '.join(rule.name for rule in (answer.rule, *answer.also))})"
        when = choices_text(possible.possibility.when, verdict.program).say(lang)
        yield f"{words}, {Text('si', 'if').say(lang)} {when}" if when else words


def ask_lines(asks: tuple[Ask, ...], program: Program, lang: Lang) -> Iterator[str]:
    """The facts to find out, with the words that each may be and what it serves."""
    for place, ask in enumerate(asks, start=1):
        serves = ", ".join(program.decisions[name].title.say(lang) for name in ask.serves)
        what = f"{place}. {fact_title(program, ask.fact).say(lang)}{_choices(ask, program, lang)}"
        yield f"{what} — {serves}" if serves else what


def _choices(ask: Ask, program: Program, lang: Lang) -> str:
    declared = program.facts.get(ask.fact)
    if declared is None or declared.type.kind is not Kind.WORD:
        return ""
    words = words_of(ask.fact, (), program)
    said = [word_text(program, ask.fact, word).say(lang) for word in words[:_MOST_WORDS]]
    return f" ({', '.join(said)}{', …' if len(words) > _MOST_WORDS else ''})"


def contract_line(contract: ContractId, lang: Lang) -> str:
    """Which text answered."""
    name = contract.title if contract.reference is None else f"{contract.title} ({contract.reference})"
    digest = Text(f", empreinte {contract.digest[:12]}", f", digest {contract.digest[:12]}").say(lang)
    amendment = ""
    if (last := contract.amendment) is not None:
        words = Text(", avenant {number} en vigueur depuis le {day}", ", amendment {number} in force since {day}")
        amendment = words(number=last.number, day=last.effect).say(lang)
    return f"{Text('Contrat : ', 'Contract: ').say(lang)}{name}{amendment}{digest if contract.digest else ''}"


def aligned(rows: Iterable[tuple[str, ...]], right: Iterable[int] = ()) -> Iterator[str]:
    """Rows as columns two spaces apart; the columns of `right` end together."""
    table = list(rows)
    widths = [max(width_of(row[column]) for row in table) for column in range(len(table[0]))] if table else []
    ends = set(right)
    for row in table:
        cells = []
        for column, cell in enumerate(row):
            pad = " " * (widths[column] - width_of(cell))
            cells.append(pad + cell if column in ends else cell + pad)
        yield "  ".join(cells).rstrip()
