"""The titles of what a run writes, in both languages."""

from __future__ import annotations

from contractlang.billing.summary import Grouping
from contractlang.diagnostics import Text

GROUPING_TITLES: dict[Grouping, Text] = {
    "total": Text("Ensemble", "All"),
    "contract": Text("Contrats", "Contracts"),
    "period": Text("Périodes", "Periods"),
    "rule": Text("Règles", "Rules"),
    "allowance": Text("Forfaits", "Allowances"),
}
RUN_TITLE = Text("Exécution", "Run")

# Columns of the summary, in order; amounts are in the currency of the row, lengths in hours
COLUMNS: dict[str, Text] = {
    "contract": Text("Contrat", "Contract"),
    "period": Text("Période", "Period"),
    "rule": Text("Règle", "Rule"),
    "article": Text("Article", "Article"),
    "outcome": Text("Issue", "Outcome"),
    "tickets": Text("Tickets", "Tickets"),
    "included": Text("Inclus", "Included"),
    "billed": Text("Facturés", "Billed"),
    "outside": Text("Hors contrat", "Out of contract"),
    "unpriced": Text("Facturés, montant inconnu", "Billed, amount unknown"),
    "charged_hours": Text("Heures facturées", "Hours charged"),
    "charged_units": Text("Unités facturées", "Units charged"),
    "allowance_hours": Text("Forfait consommé (h)", "Allowance used (h)"),
    "allowance_units": Text("Forfait consommé (unités)", "Allowance used (units)"),
    "limit_hours": Text("Forfait (h)", "Allowance (h)"),
    "limit_units": Text("Forfait (unités)", "Allowance (units)"),
    "net": Text("Montant HT", "Net"),
    "vat": Text("TVA sur la somme", "VAT on the sum"),
    "gross": Text("Montant TTC", "Gross"),
    "vat_tickets": Text("TVA des tickets", "VAT of the tickets"),
    "late": Text("Engagements manqués", "Commitments missed"),
    "late_hours": Text("Retard (h)", "Late (h)"),
    "penalties": Text("Pénalités avant plafond", "Penalties before cap"),
    "penalties_due": Text("Pénalités dues", "Penalties due"),
    "balance": Text("Solde HT", "Net balance"),
    "currency": Text("Devise", "Currency"),
}
COUNTS = frozenset(
    {"tickets", "included", "billed", "outside", "unpriced", "charged_units", "allowance_units", "limit_units", "late"}
)
AMOUNTS = frozenset({"net", "vat", "gross", "vat_tickets", "penalties", "penalties_due", "balance"})
HOURS = frozenset({"charged_hours", "allowance_hours", "limit_hours", "late_hours"})
_CHARGED = frozenset({"charged_hours", "charged_units"})
_ALLOWANCE = frozenset({"allowance_hours", "allowance_units", "limit_hours", "limit_units"})
_OUTCOMES = frozenset({"included", "billed", "outside"})
# What a grouping does not tell apart is not one of its columns
_UNUSED: dict[Grouping, frozenset[str]] = {
    "total": _CHARGED | _ALLOWANCE | {"contract", "period", "rule", "article", "outcome"},
    "contract": _CHARGED | _ALLOWANCE | {"period", "rule", "article", "outcome"},
    "period": _CHARGED | _ALLOWANCE | {"rule", "article", "outcome"},
    "rule": _OUTCOMES | _ALLOWANCE | {"vat", "gross"},
    "allowance": _CHARGED | {"article", "outcome", "vat", "gross"},
}

OUTCOME_TITLES: dict[str, Text] = {
    "included": Text("inclus", "included"),
    "billed": Text("facturé", "billed"),
    "out_of_contract": Text("hors contrat", "out of contract"),
    "no_intervention": Text("sans intervention", "no intervention"),
}
MILESTONE_TITLES: dict[str, Text] = {
    "acknowledge": Text("Prise en charge", "Acknowledgement"),
    "intervene": Text("Intervention", "Intervention"),
    "restore": Text("Rétablissement", "Restoration"),
}
NOTES = (
    Text(
        "La TVA est calculée par taux sur la somme de la période, arrondie au centime ; la somme des TVA arrondies "
        "ticket par ticket (« TVA des tickets ») peut en différer de quelques centimes.",
        "VAT is computed for each rate on the sum of the period, rounded to the cent; the sum of the tax rounded "
        'ticket by ticket ("VAT of the tickets") may differ from it by some cents.',
    ),
    Text(
        "Le solde HT est le montant HT moins les pénalités dues ; les redevances n'y sont pas.",
        "The net balance is the net amount less the penalties due; recurring fees are not in it.",
    ),
)


def columns_of(grouping: Grouping) -> list[str]:
    """The columns of a grouping, in order."""
    return [name for name in COLUMNS if name not in _UNUSED[grouping]]
