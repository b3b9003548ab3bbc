"""The articles of a new contract: their titles and prose in both languages, and the templates that make their clauses.

A template is called by what precedes its last word, which says whom the version favours.
"""

from __future__ import annotations

from collections.abc import Callable

from contractlang.diagnostics import Text
from contractlang.drafting.answers import CLOUD, Draft
from contractlang.records import frozen


@frozen(kw_only=True)
class Part:
    """A clause: its template without the side, or with it where only one version will do; when it is wanted."""

    template: str
    only: str | None = None
    wanted: Callable[[Draft], bool] = lambda _draft: True


@frozen(kw_only=True)
class Planned:
    """An article."""

    title: Text
    prose: Text
    parts: tuple[Part, ...]


def _is_public(draft: Draft) -> bool:
    return draft.public_buyer is not None


def _is_cloud(draft: Draft) -> bool:
    return bool(CLOUD.intersection(draft.trade))


def _is_hosted(draft: Draft) -> bool:
    return draft.hosting_place is not None


def _is_certified(draft: Draft) -> bool:
    return _is_hosted(draft) and draft.health_certificate is not None


ARTICLES = (
    Planned(
        title=Text("Durée et fin du contrat", "Term and end of the contract"),
        prose=Text(
            "Le contrat prend effet le {durée.début} pour {durée.initiale}. La partie qui n'en veut pas la"
            " reconduction prévient l'autre {durée.préavis} avant le terme. Le client peut y mettre fin avec un préavis"
            " de {résiliation.client.préavis}.",
            "The contract takes effect on {durée.début} for {durée.initiale}. A party that does not want it renewed"
            " tells the other {durée.préavis} before the term. The client may end it with {résiliation.client.préavis}"
            " of notice.",
        ),
        parts=(
            Part(template="durée"),
            Part(template="résiliation"),
            Part(template="cession"),
            Part(template="phases"),
        ),
    ),
    Planned(
        title=Text("Objet et périmètre", "Services and scope"),
        prose=Text(
            "Le prestataire rend les prestations ci-dessous sur les équipements du périmètre.",
            "The provider gives the services below for the assets of the scope.",
        ),
        parts=(Part(template="prestations"), Part(template="périmètre")),
    ),
    Planned(
        title=Text("Interventions et niveaux de service", "Interventions and service levels"),
        prose=Text(
            "Les délais courent de l'ouverture du ticket, sur le calendrier que chaque engagement nomme. Les pénalités"
            " se déduisent de la facture suivante.",
            "Delays run from the opening of the ticket, on the calendar that each commitment names. Penalties are"
            " deducted from the next invoice.",
        ),
        parts=(
            Part(template="interventions"),
            Part(template="niveaux"),
            Part(template="pénalités"),
            Part(template="annonce_de_maintenance"),
        ),
    ),
    Planned(
        title=Text("Prix et facturation", "Price and billing"),
        prose=Text(
            "La redevance est de {prix.redevance}, hors taxe, payable à {prix.paiement}.",
            "The fee is {prix.redevance}, before tax, payable within {prix.paiement}.",
        ),
        parts=(
            Part(template="prix", wanted=lambda draft: not _is_public(draft)),
            Part(template="prix", only="acheteur_public", wanted=_is_public),
            Part(template="facturation"),
            Part(template="matériels"),
        ),
    ),
    Planned(
        title=Text("Assistance, conseil et gouvernance", "Hotline, advice and governance"),
        prose=Text(
            "Le prestataire assiste et conseille le client ; les parties suivent ensemble l'exécution du contrat.",
            "The provider helps and advises the client; the parties follow the performance of the contract together.",
        ),
        parts=(
            Part(template="assistance"),
            Part(template="conseil"),
            Part(template="gouvernance"),
            Part(template="recette"),
        ),
    ),
    Planned(
        title=Text("Sous-traitance et lieux", "Subcontracting and places"),
        prose=Text(
            "Le prestataire ne recourt à des tiers qu'aux conditions ci-dessous.",
            "The provider has recourse to others on the conditions below only.",
        ),
        parts=(
            Part(template="sous_traitance"),
            Part(template="hébergement", wanted=lambda draft: _is_hosted(draft) and not _is_certified(draft)),
            Part(template="hébergement", only="de_santé", wanted=_is_certified),
        ),
    ),
    Planned(
        title=Text("Propriété", "Ownership"),
        prose=Text(
            "Les logiciels et les documents se partagent comme suit.",
            "Software and documents are shared as follows.",
        ),
        parts=(Part(template="propriété"),),
    ),
    Planned(
        title=Text("Confidentialité et sécurité", "Confidentiality and security"),
        prose=Text(
            "Les informations du client restent secrètes pendant {confidentialité.durée}.",
            "The client's information stays secret for {confidentialité.durée}.",
        ),
        parts=(
            Part(template="confidentialité"),
            Part(template="sécurité"),
            Part(template="télémaintenance"),
            Part(template="audit"),
        ),
    ),
    Planned(
        title=Text("Données personnelles", "Personal data"),
        prose=Text(
            "Le prestataire traite les données personnelles pour le compte du client, responsable du traitement.",
            "The provider processes personal data on behalf of the client, who is the controller.",
        ),
        parts=(
            Part(template="données_personnelles", wanted=lambda draft: draft.personal_data),
            Part(template="violation_de_données", wanted=lambda draft: draft.personal_data),
        ),
    ),
    Planned(
        title=Text("Responsabilité et événements", "Liability and events"),
        prose=Text(
            "La responsabilité du prestataire est plafonnée à {responsabilité.plafond}, hors les cas que la clause"
            " nomme.",
            "The provider's liability is capped at {responsabilité.plafond}, save in the cases that the clause names.",
        ),
        parts=(
            Part(template="responsabilité"),
            Part(template="force_majeure"),
            Part(template="imprévision"),
        ),
    ),
    Planned(
        title=Text("Réversibilité et continuité", "Reversibility and continuity"),
        prose=Text(
            "À la fin du contrat, le client reprend ses données et son système en {réversibilité.durée}.",
            "At the end of the contract the client takes back its data and its system within {réversibilité.durée}.",
        ),
        parts=(
            Part(template="réversibilité", wanted=lambda draft: not _is_cloud(draft)),
            Part(template="changement_de_fournisseur", wanted=_is_cloud),
            Part(template="continuité"),
            Part(template="substitution"),
        ),
    ),
    Planned(
        title=Text("Personnel", "Staff"),
        prose=Text(
            "Aucun salarié du client ne passe au prestataire.",
            "No employee of the client passes to the provider.",
        ),
        parts=(Part(template="personnel", only="équilibré"),),
    ),
    Planned(
        title=Text("Litiges", "Disputes"),
        prose=Text(
            "Les parties cherchent un accord avant de saisir le juge.",
            "The parties seek an agreement before they go to court.",
        ),
        parts=(Part(template="litiges"),),
    ),
)

# What the templates say in the words of a contract: a translation of a file leaves texts and chosen names as they are
WORDS = (
    Text('"Maintenance incluse"', '"Maintenance included"'),
    Text('"Mauvaise utilisation"', '"Misuse"'),
    Text('"Fait du client"', '"Caused by the client"'),
    Text('"Évolutions"', '"Improvements"'),
    Text('"Annonce d\'une maintenance programmée"', '"Announcement of planned maintenance"'),
    Text('"Annonce d\'une violation de données"', '"Announcement of a data breach"'),
    Text('"annonce d\'une violation de données"', '"announcement of a data breach"'),
    Text('"Réponse à une demande de renégocier"', '"Answer to a request to renegotiate"'),
    Text('"réponse à une demande de renégocier"', '"answer to a request to renegotiate"'),
    Text('"besoins internes du client"', '"the client\'s own needs"'),
    Text('"tous supports"', '"all media"'),
    Text('"exploitation du système d\'information"', '"operation of the information system"'),
    Text('"hébergement, consultation, sauvegarde"', '"hosting, consultation, backup"'),
    Text('"assistance et maintenance"', '"assistance and maintenance"'),
    Text('"tribunal du siège du défendeur"', '"court of the defendant\'s registered office"'),
    Text('"tribunal du siège du client"', '"court of the client\'s registered office"'),
    Text('"tribunal du siège du prestataire"', '"court of the provider\'s registered office"'),
    Text('"données du client, comptes et journaux"', '"the client\'s data, accounts and logs"'),
    Text(
        '"données du client, comptes, configurations et journaux"',
        '"the client\'s data, accounts, configurations and logs"',
    ),
    Text('"données saisies par le client"', '"data entered by the client"'),
    Text('"aucune"', '"none"'),
    Text(
        '"paramètres internes et secrets d\'affaires du prestataire"',
        '"internal settings and trade secrets of the provider"',
    ),
    Text("audit technique", "technical audit"),
    Text("audit juridique", "legal audit"),
    Text("intégration", "integration"),
    Text("mise à niveau", "upgrade"),
    Text("site principal", "site main"),
    Text("obligation RENÉGOCIATION", "obligation RENEGOTIATION"),
    Text("inclus postes", "inclus desks"),
    Text("inclus serveurs", "inclus servers"),
    Text("disponibilité serveurs", "disponibilité servers"),
    Text("inclus réseau", "inclus network"),
    Text("exclus réseau", "exclus network"),
    Text("inclus sauvegardes", "inclus backups"),
    Text("inclus messagerie", "inclus mail"),
    Text("inclus impression", "inclus printing"),
    Text("exclus impression", "exclus printing"),
    Text("exclus consommables", "exclus supplies"),
    Text("exclus applications", "exclus programs"),
)
