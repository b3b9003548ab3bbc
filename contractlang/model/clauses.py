"""Clauses whose whole meaning is their terms: a class says which labels there are and what each holds.

The key of a schema is the shared name of a label; how it is spelled is in `grammar/keywords_*.lark`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from contractlang.model.nodes import Literal, Node, Term, Value, Word, node
from contractlang.model.schema import (
    CALENDAR,
    COUNT,
    DATE,
    DELAY,
    LENGTH,
    MONEY,
    PERCENT,
    TEXT,
    TEXTS,
    TRUTH,
    Holds,
    Slot,
    word,
    words,
)


@node
class Clause(Node):
    """A clause: its shared name, the labels it knows, and the terms it holds."""

    name: ClassVar[str] = ""
    slots: ClassVar[Mapping[str, Slot]] = {}

    keyword: Word
    terms: tuple[Term, ...] = ()


# --- the life of the contract -------------------------------------------------------------------------------


@node
class Duration(Clause):
    """When the contract starts, how long it lasts, how it is renewed."""

    name = "duration"
    slots = {
        "start": DATE,
        "initial": LENGTH,
        "renewal": Slot((Holds.LENGTH,), lead="renewal"),
        "notice": LENGTH,
        "ending": word("ending"),
        "maximum": LENGTH,
        "extension": LENGTH,
    }


@node
class Termination(Clause):
    """How each party may end the contract, and what a breach leads to."""

    name = "termination"
    slots = {
        "client": Slot(parts={"notice": LENGTH, "compensation": Slot((Holds.PERCENT, Holds.MONEY), tail="base")}),
        "provider": Slot(parts={"notice": LENGTH, "compensation": Slot((Holds.PERCENT, Holds.MONEY), tail="base")}),
        "breach": Slot((Holds.LENGTH,), lead="breach"),
        "force_majeure": LENGTH,
    }


@node
class Assignment(Clause):
    """Whether the contract may be handed to somebody else, by both parties alike or by each."""

    name = "assignment"
    slots = {"regime": word("consent"), "client": word("consent"), "provider": word("consent")}


@node
class Phase(Node):
    """A phase before or within the run, and its length."""

    label: Word
    length: Literal


@node
class Phases(Clause):
    """The phases of the contract, in order."""

    name = "phases"
    phases: tuple[Phase, ...] = ()


# --- services, interventions --------------------------------------------------------------------------------


@node
class Services(Clause):
    """What the provider does."""

    name = "services"
    slots = {
        "upkeep": words("upkeep"),
        "improvement": words("improvement"),
        "support": words("audience"),
        "maintenance": words("kind"),
    }


@node
class Interventions(Clause):
    """When and how the provider intervenes."""

    name = "interventions"
    slots = {
        "window": CALENDAR,
        "on_call": Slot((Holds.CALENDAR,), conditional=True),
        "team": COUNT,
        "contact": TEXTS,
        "channels": words("channel"),
    }


@node
class Advice(Clause):
    """The duty to advise and to watch technology."""

    name = "advice"
    slots = {"watch": LENGTH, "committee": LENGTH, "warning_duty": TRUTH}


# --- third parties ------------------------------------------------------------------------------------------


@node
class HostingSite(Node):
    """A place where data or machines lie."""

    label: Word
    value: Value


@node
class Hosting(Clause):
    """Where and how the system is hosted."""

    name = "hosting"
    slots = {
        "mode": word("hosting_mode"),
        "isolation": TRUTH,
        "logs": LENGTH,
        "backup": LENGTH,
        "recovery": LENGTH,
        "hosting_certificate": TEXT,
        "validity": DATE,
        "referent": TEXT,
        "changes": LENGTH,
        "languages": words("language"),
    }
    sites: tuple[HostingSite, ...] = ()


# --- protection ---------------------------------------------------------------------------------------------


@node
class Rights(Node):
    """The rights on a deliverable: the term that grants them, and the five mentions that bound them."""

    slots: ClassVar[Mapping[str, Slot]] = {
        "rights": words("right"),
        "extent": TEXT,
        "destination": TEXT,
        "place": word("territory"),
        "term": Slot((Holds.LENGTH, Holds.WORD), vocabulary="protection_term"),
    }
    grant: Term
    mentions: tuple[Term, ...]


@node
class Ownership(Clause):
    """Who owns the software that is developed, and under which licence the rest is used."""

    name = "ownership"
    slots = {
        "developments": Slot((Holds.LENGTH, Holds.WORD), vocabulary="grant", lead="grant"),
        "pre_existing": Slot((Holds.LENGTH, Holds.WORD), vocabulary="grant", lead="grant"),
        "know_how": word("reuse"),
        "correction": word("correction"),
        "barred": words("software_use"),
    }
    rights: tuple[Rights, ...] = ()


@node
class Confidentiality(Clause):
    """How long secrets are kept, by whom, and when documents are returned."""

    name = "confidentiality"
    slots = {"term": LENGTH, "staff": word("commitment_of_staff"), "return": LENGTH}


@node
class PersonalData(Clause):
    """The processing of personal data on the client's behalf."""

    name = "personal_data"
    slots = {
        "purpose": TEXT,
        "purposes": TEXTS,
        "categories": words("data_category"),
        "data_subjects": words("data_subject"),
        "instructions": word("instructions"),
        "sub_processors": word("authorisation", parts={"notice": LENGTH}),
        "fate": words("fate", parts={"deletion": LENGTH}),
        "country": Slot((Holds.COUNTRY,), many=True),
        "nature": TEXT,
        "term": Slot((Holds.LENGTH, Holds.WORD), vocabulary="processing_term"),
        "confidentiality": TRUTH,
        "security": TRUTH,
        "support": words("processor_assistance"),
        "audits": TRUTH,
        "breach_notice": DELAY,
        "transfers": words("transfer"),
        "flow_down": word("flow_down"),
    }


@node
class Remote(Clause):
    """Intervention from a distance: what for, through what, with which trace, with whose consent."""

    name = "remote"
    slots = {
        "uses": words("remote_use"),
        "gateway": TRUTH,
        "authentication": words("authentication"),
        "traceability": LENGTH,
        "consent": word("consent", conditional=True),
        "leak_protection": TRUTH,
    }


@node
class Audit(Clause):
    """The client's right to audit."""

    name = "audit"
    slots = {
        "frequency": LENGTH,
        "notice": LENGTH,
        "extent": word("audit_extent"),
        "authorities": TRUTH,
        "penetration": TRUTH,
    }


@node
class Liability(Clause):
    """The cap on liability, what it does not cover, for whom the provider answers."""

    name = "liability"
    slots = {
        "cap": Slot((Holds.RATE_OF_MONEY, Holds.MONEY)),
        "carve_outs": words("carve_out"),
        "warranty": words("third_party"),
    }


@node
class Reversibility(Clause):
    """How the client takes back its data and its system."""

    name = "reversibility"
    slots = {
        "cases": words("end"),
        "notice": LENGTH,
        "term": LENGTH,
        "plan": Slot((Holds.LENGTH,), parts={"revised": LENGTH, "tested": LENGTH}),
        "restitution": Slot((Holds.LENGTH,), parts={"open_formats": TRUTH}),
        "destruction": Slot((Holds.LENGTH,), parts={"certificate": TRUTH, "complete": TRUTH, "notice": LENGTH}),
        "price": Slot((Holds.WORD, Holds.MONEY), vocabulary="cover"),
        "transition": Slot((Holds.LENGTH,), parts={"maintained": TRUTH}),
        "retrieval": LENGTH,
        "exportable": TEXTS,
        "excluded_data": TEXTS,
        "exit_charges": word("exit_charges"),
        "infeasibility": Slot((Holds.LENGTH,), parts={"alternative": LENGTH}),
        "extension": TRUTH,
        "support": LENGTH,
    }


# Beside the formula of a revision: its bounds, how its coefficient is rounded, what takes the place of an index
REVISION_PARTS: Mapping[str, Slot] = {
    "cap": PERCENT,
    "floor": PERCENT,
    "renegotiation": PERCENT,
    "rounding": Slot((Holds.COUNT,), tail="rounding"),
    "substitute": Slot((Holds.WORD,)),
}
PRICE_SLOTS: Mapping[str, Slot] = {
    "fee": Slot((Holds.RATE_OF_MONEY,)),
    "payment": Slot((Holds.LENGTH,), tail="payment_start"),
    "late": Slot(
        (Holds.COUNT,), tail="interest", parts={"recovery_fee": MONEY, "settlement": LENGTH, "reminder": TRUTH}
    ),
    "revision": word("revision", parts=REVISION_PARTS),
    "day_length": LENGTH,
    "vat": PERCENT,
    "volumes": Slot((Holds.RATE_OF_COUNT,), parts={"tolerance": PERCENT}),
    "currency_of_account": Slot((Holds.CURRENCY,)),
    "counting": word("counting"),
    "invoice": word("invoice"),
    "index": words("price_index"),
    "index_period": LENGTH,
    "index_substitution": TRUTH,
    "grace": word("moderation"),
    "firm": LENGTH,
}
