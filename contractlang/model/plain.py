"""Plain clauses: how the parties steer, accept, staff, secure and end; nothing but labels and their values."""

from __future__ import annotations

from contractlang.model.clauses import Clause
from contractlang.model.nodes import node
from contractlang.model.schema import COUNTRY, DELAY, LENGTH, TEXT, TRUTH, Holds, Slot, word, words


@node
class PlainClause(Clause):
    """A clause that holds its labels and nothing else."""


@node
class Governance(PlainClause):
    """How often the committees meet, when minutes follow, how often indicators are given, how soon one escalates."""

    name = "governance"
    slots = {
        "steering": LENGTH,
        "project": LENGTH,
        "strategy": LENGTH,
        "minutes": LENGTH,
        "indicators": LENGTH,
        "escalation": LENGTH,
    }


@node
class Acceptance(PlainClause):
    """How what is delivered is verified: within which delay, tacitly or expressly; commissioning, fitness, service."""

    name = "acceptance"
    slots = {
        "verification": Slot((Holds.LENGTH,), parts={"express": TRUTH}),
        "mode": word("acceptance_mode"),
        "reservations": LENGTH,
        "commissioning": LENGTH,
        "fitness": LENGTH,
        "regular_service": LENGTH,
    }


@node
class Studies(PlainClause):
    """The studies that come before the run."""

    name = "studies"
    slots = {"purpose": TEXT, "term": LENGTH, "price": Slot((Holds.WORD, Holds.MONEY), vocabulary="cover")}


@node
class Staffing(PlainClause):
    """Whether staff is transferred, how it is informed, who bears what is owed to it; the certificates of vigilance."""

    name = "staffing"
    slots = {
        "transfer": TRUTH,
        "information": LENGTH,
        "accrued": Slot((Holds.PARTY,)),
        "vigilance": Slot((Holds.LENGTH,), parts={"conclusion": TRUTH, "authenticated": TRUTH, "registration": TRUTH}),
    }


@node
class StepIn(PlainClause):
    """When the client may have the service done by others, after which notice, at whose expense."""

    name = "step_in"
    slots = {"cases": words("step_in_case"), "notice": LENGTH, "expense": Slot((Holds.PARTY,))}


@node
class Continuity(PlainClause):
    """Continuity and recovery: the plans, the recovery time and point objectives, how often plans are tested."""

    name = "continuity"
    slots = {"plans": words("continuity_plan"), "rto": LENGTH, "rpo": LENGTH, "tests": LENGTH}


@node
class Security(PlainClause):
    """The security plan and policy, vulnerabilities, patches, logs, and what follows an incident."""

    name = "security"
    slots = {
        "security_plan": words("security_plan"),
        "security_policy": TRUTH,
        "vulnerabilities": LENGTH,
        "patches": LENGTH,
        "logs": LENGTH,
        "notification": DELAY,
        "report": DELAY,
        "incidents": word("incident_support"),
        "training": TRUTH,
    }


@node
class ForceMajeure(PlainClause):
    """What force majeure is, whether it suspends the contract, after how long it ends it."""

    name = "force_majeure"
    slots = {"definition": word("definition"), "suspension": TRUTH, "resolution": LENGTH}


@node
class Hardship(PlainClause):
    """Whether the parties accept that unforeseen circumstances reopen the contract."""

    name = "hardship"
    slots = {"regime": word("hardship")}


@node
class Disputes(PlainClause):
    """Conciliation before a suit, the court, the law that governs."""

    name = "disputes"
    slots = {"conciliation": LENGTH, "jurisdiction": TEXT, "governing_law": COUNTRY}


@node
class Benchmark(PlainClause):
    """How often the price is compared with the market, and whether it follows."""

    name = "benchmark"
    slots = {"frequency": LENGTH, "adjustment": TRUTH}


@node
class PublicContract(PlainClause):
    """The general conditions of public contracts to which a contract refers, and what it derogates from."""

    name = "public_contract"
    slots = {"ccag": word("ccag"), "derogations": words("derogation")}
