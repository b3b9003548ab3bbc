"""The tables of the docs that the code gives: `make docs` writes them, and the tests hold the pages against them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from contractlang.core.origins import Path
from contractlang.core.packs import Demand, Demanded, Exists, Requirement
from contractlang.model import clauses as c
from contractlang.model import deciding as d
from contractlang.model import files as f
from contractlang.model import plain as p
from contractlang.model.schema import Holds, Slot
from contractlang.records import frozen
from contractlang.syntax import is_keyword, spelling
from contractlang.words import fold
from contractlang.workspace import packs, pages
from tests.doc_pages import Block, blocks_of
from tests.support import BASE, ROOT, program_of


def section(page: str, name: str) -> str:
    """What stands between `<!-- name -->` and `<!-- end -->` of a page."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return text.split(f"<!-- {name} -->\n", 1)[1].split("<!-- end -->", 1)[0].strip("\n")


def table(*rows: tuple[str, ...]) -> str:
    head, *body = rows
    lines = [head, tuple("---" for _ in head), *body]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def findings_table() -> str:
    rows = [
        (f"`{page.code}`", f"`{page.name}`", page.severity.label, page.title.en, page.title.fr)
        for page in pages().values()
    ]
    return table(("code", "name", "severity", "what it finds", "en français"), *rows)


_KINDS = {
    Holds.LENGTH: "length",
    Holds.MONEY: "money",
    Holds.RATE_OF_MONEY: "money per unit",
    Holds.RATE_OF_LENGTH: "length per period",
    Holds.RATE_OF_COUNT: "count per period",
    Holds.PERCENT: "percentage",
    Holds.COUNT: "count",
    Holds.DATE: "date",
    Holds.TEXT: "text",
    Holds.TRUTH: "truth",
    Holds.WORD: "word",
    Holds.CALENDAR: "calendar",
    Holds.COUNTRY: "country",
    Holds.PARTY: "party",
    Holds.RULE: "rule",
    Holds.CURRENCY: "currency",
}


def both(name: str) -> str:
    """A keyword or label in both languages, once where they agree."""
    french, english = spelling(name, "fr"), spelling(name, "en")
    return f"`{french}`" if french == english else f"`{french}` / `{english}`"


def slots_text(slots: Mapping[str, Slot]) -> str:
    return " · ".join(f"{both(name)} {slot_text(slot)}" for name, slot in slots.items())


def slot_text(slot: Slot) -> str:
    kinds = " or ".join(dict.fromkeys(_KINDS[kind] for kind in slot.kinds))
    text = f"{kinds}, …" if slot.many else kinds
    if slot.parts:
        parts = ", ".join(both(name) for name in slot.parts)
        text = f"{text} with {parts}" if text else parts
    return f"({text}{', may end in a condition' if slot.conditional else ''})"


def labels_table() -> str:
    """Every clause and declaration with labels, as the model's schema gives them."""
    owners = {"contract": f.Contract.slots, "client": f.Party.slots, "provider": f.Party.slots}
    kinds = [one for module in (c, d, p) for one in vars(module).values() if isinstance(one, type)]
    owners |= {kind.name: kind.slots for kind in kinds if issubclass(kind, c.Clause) and kind.slots}
    rows = [(both(name), slots_text(slots)) for name, slots in owners.items() if name != "norm"]
    rows.append((f"{both('authorised')}, of a subcontractor", slots_text(d.Subcontractor.slots)))
    rows.append((f"a grant of rights, in {both('ownership')}", slots_text(c.Rights.slots)))
    rows.append((f"`obligation`, `permission`, {both('prohibition')}", slots_text(d.Norm.slots)))
    return table(("declaration or clause", "labels"), *rows)


def facts_table() -> str:
    program = program_of(BASE.read_text(encoding="utf-8"))
    rows = []
    for fact in program.facts.values():
        vocabulary = program.vocabularies.get(fact.type.vocabulary or "")
        kind = f"word of `{vocabulary.title.fr}`" if vocabulary else fact.type.kind.value
        rows.append((f"`{fact.title.fr}`", f"`{fact.title.en}`", kind))
    return table(("French name", "English name", "kind"), *rows)


def keywords_table() -> str:
    """Every keyword, in the sections of the file of French keywords."""
    rows = []
    for section_ in re.split(r"^// ", (ROOT / "grammar" / "keywords_fr.lark").read_text(encoding="utf-8"), flags=re.M):
        title = re.split(r"[:.(\n]", section_, maxsplit=1)[0].strip()
        names = [name.lower() for name in re.findall(r"^([A-Z_]+) *: ", section_, re.MULTILINE)]
        pairs = sorted({both(name) for name in names if is_keyword(name)}, key=fold)
        if pairs:
            rows.append((title, " · ".join(pairs)))
    return table(("family", "French / English"), *rows)


# --- constructs ---------------------------------------------------------------------------------------------


@frozen
class Construct:
    """Something that contracts regulate: the path of its terms, and the heading of the reference that explains it."""

    title: str
    where: str
    path: Path

    def blocks(self) -> list[Block]:
        """The examples below the heading, or of the whole page where there is none."""
        page, _, anchor = self.where.partition("#")
        path = ROOT / "docs" / "language" / f"{page}.md"
        starts = [(line, anchor_of(title)) for line, title in headings(path.read_text(encoding="utf-8"))]
        bounds = [line for line, name in starts if name == anchor] or [0]
        after = min((line for line, _ in starts if line > bounds[0]), default=10**6) if anchor else 10**6
        return [one for one in blocks_of(path) if one.language == "infog" and bounds[0] < one.line < after]

    def requirements(self) -> Iterator[tuple[str, Requirement]]:
        """The requirements of the library that speak of it, with their packs."""
        for pack in packs():
            for one in pack.requirements:
                if any(path[: len(self.path)] == self.path for path in (*_paths(one.demands), *_paths(one.when))):
                    yield pack.name.en, one


def headings(page: str) -> list[tuple[int, str]]:
    """The headings of a page with their lines; what stands in a block is none."""
    found, inside = [], False
    for number, line in enumerate(page.splitlines(), 1):
        inside ^= line.startswith("```")
        if line.startswith("#") and not inside:
            found.append((number, line.lstrip("#").strip()))
    return found


def anchor_of(title: str) -> str:
    """The anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def _paths(demand: Demanded | None) -> Iterator[Path]:
    match demand:
        case None:
            return
        case Demand(parts=parts):
            for part in parts:
                yield from _paths(part)
        case Exists(path=path):
            yield path
        case _:
            yield from (side for side in (demand.left, demand.right) if isinstance(side, tuple))


CONSTRUCTS = (
    Construct("parties", "life#parties", ("client",)),
    Construct("insurance", "life#parties", ("provider", "insurance")),
    Construct("certifications", "life#parties", ("provider", "certifications")),
    Construct("duration", "life#duration-renewal-notice", ("duration", "initial")),
    Construct("renewal", "life#duration-renewal-notice", ("duration", "renewal")),
    Construct("notice", "life#duration-renewal-notice", ("duration", "notice")),
    Construct("termination", "life#termination", ("termination",)),
    Construct("assignment", "life#assignment", ("assignment",)),
    Construct("phases", "life#phases-and-prior-studies", ("phases",)),
    Construct("prior studies", "life#phases-and-prior-studies", ("studies",)),
    Construct("staff transfer", "life#staff", ("staffing",)),
    Construct("governance", "steering#governance", ("governance",)),
    Construct("acceptance", "steering#acceptance", ("acceptance",)),
    Construct("disputes", "steering#when-things-go-wrong", ("disputes",)),
    Construct("services", "service#services", ("services",)),
    Construct("scope", "service#scope", ("scope",)),
    Construct("interventions", "service#interventions", ("interventions",)),
    Construct("service levels", "levels#service-levels", ("service_levels",)),
    Construct("priorities", "levels#priorities", ("priorities",)),
    Construct("availability", "levels#availability", ("service_levels", "availability")),
    Construct("penalties", "levels#penalties", ("penalties",)),
    Construct("longest interruption (RTO)", "service#continuity", ("continuity", "rto")),
    Construct("data that may be lost (RPO)", "service#continuity", ("continuity", "rpo")),
    Construct("price", "price#fee-tax-volumes", ("price",)),
    Construct("payment", "price#payment-and-lateness", ("price", "payment")),
    Construct("late payment", "price#payment-and-lateness", ("price", "late")),
    Construct("indexation", "price#indexation", ("price", "revision")),
    Construct("VAT", "price#fee-tax-volumes", ("price", "vat")),
    Construct("volumes", "price#fee-tax-volumes", ("price", "volumes")),
    Construct("currency", "price#fee-tax-volumes", ("price", "currency_of_account")),
    Construct("hardware", "price#hardware", ("hardware",)),
    Construct("billing", "billing#rules-and-exceptions", ("billing",)),
    Construct("hotline", "billing#hotline", ("hotline",)),
    Construct("credits", "billing#credits", ("credit",)),
    Construct("surcharges", "billing#first-hours-and-surcharges", ("surcharge",)),
    Construct("travel", "billing#travel", ("travel",)),
    Construct("advice", "third_parties#advice", ("advice",)),
    Construct("subcontracting", "third_parties#subcontracting", ("subcontracting",)),
    Construct("hosting", "third_parties#hosting", ("hosting",)),
    Construct("data location", "third_parties#hosting", ("hosting", "site")),
    Construct("personal data", "third_parties#personal-data", ("personal_data",)),
    Construct("confidentiality", "protection#confidentiality", ("confidentiality",)),
    Construct("remote intervention", "protection#remote-intervention", ("remote",)),
    Construct("security", "protection#security", ("security",)),
    Construct("audit", "protection#audit", ("audit",)),
    Construct("ownership", "protection#ownership", ("ownership",)),
    Construct("liability", "protection#liability", ("liability",)),
    Construct("reversibility", "protection#reversibility", ("reversibility",)),
    Construct("obligations", "norms", ("obligation",)),
    Construct("permissions", "norms", ("permission",)),
    Construct("prohibitions", "norms", ("prohibition",)),
)


def constructs_table() -> str:
    """Each construct: its words, where it is explained, what its bad examples show, which requirements speak of it."""
    rows = []
    for one in CONSTRUCTS:
        page, _, anchor = one.where.partition("#")
        link = f"[{page}]({page}.md{f'#{anchor}' if anchor else ''})"
        codes = sorted({block.info.partition("=")[2] for block in one.blocks() if block.info.startswith("error")})
        by_pack: dict[str, list[str]] = {}
        for pack, rule in one.requirements():
            by_pack.setdefault(pack, []).append(f"`{rule.name}`")
        read = [f"[{pack}](../requirements.md#{pack}): {', '.join(rules)}" for pack, rules in by_pack.items()]
        words = both(one.path[-1])
        rows.append((one.title, words, link, ", ".join(f"`{code}`" for code in codes), "; ".join(read) or "none"))
    return table(
        ("construct", "written", "explained in", "findings shown there", "requirements that speak of it"), *rows
    )


TABLES: Mapping[tuple[str, str], Callable[[], str]] = {
    ("checks.md", "findings"): findings_table,
    ("language/words.md", "labels"): labels_table,
    ("language/words.md", "keywords"): keywords_table,
    ("language/coverage.md", "constructs"): constructs_table,
    ("evaluation.md", "facts"): facts_table,
}


def with_tables(name: str, page: str) -> str:
    """A page with its tables as the code gives them."""
    for (owner, title), made in TABLES.items():
        if owner == name:
            before, _, rest = page.partition(f"<!-- {title} -->\n")
            page = f"{before}<!-- {title} -->\n{made()}\n<!-- end -->{rest.split('<!-- end -->', 1)[1]}"
    return page


if __name__ == "__main__":
    from tests.doc_pages import DOCS, REFERENCE, with_twins

    for path in DOCS:
        text = path.read_text(encoding="utf-8")
        if path in REFERENCE:
            text = with_twins(text)
        if path.is_relative_to(ROOT / "docs"):
            text = with_tables(path.relative_to(ROOT / "docs").as_posix(), text)
        path.write_text(text, encoding="utf-8")
