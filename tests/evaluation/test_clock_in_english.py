"""Suspensions, cycles, started shares and revised prices in an English contract; translated, it says the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from contractlang.core.outcomes import FormulaIndex
from contractlang.evaluation.milestones import milestones
from contractlang.evaluation.revision import RevisedPrice, revised_price
from contractlang.evaluation.scenarios import run_scenarios
from tests.formatting.test_translation import written
from tests.support import program_of

TEXT = """language en

import stdlib.vocabulaire

contract "Managed services" {
  reference : "EN"
  signature : 2026-01-15
}

client Client "Client Ltd" { }

provider Provider "Provider Ltd" { }

calendar BH "Business hours" {
  timezone         : "Europe/Paris"
  monday to friday : 08:00-12:00, 14:00-18:00
}

article 1 "Life and scope" {
  duration {
    start   : 2026-02-01
    initial : 36 months
  }
  scope {
    included servers : server
  }
}

article 2 "Levels" {
  service levels {
    default              : restoration 4 h on BH
    availability servers : 99.5 % per month on BH
    suspension           : client_wait, access_delayed
  }
  penalties {
    late restoration : 50 € per started hour
    outage servers   : 1 % of fee per 0.1 % missing or part thereof
    cap              : 300 € per month
    sole-remedy      : yes
  }
  price {
    fee      : 1,767 € per month
    revision : yearly according to fee * (0.15 + 0.85 * index(Syntec) / index(Syntec, duration.start))
    vat      : 20 %
  }
}

scenario "An hour of waiting" {
  given {
    opened      : 2026-03-02 08:00
    suspensions : 2026-03-02 10:00 to 2026-03-02 11:00 client_wait,
                  2026-03-02 14:00 to 2026-03-02 14:30 third_party_wait
    restored    : 2026-03-02 15:30
  }
  expected {
    restoration : 2026-03-02 15:00
    penalty     : 50 €
  }
}

scenario "Two cycles" {
  given {
    opened : 2026-03-02 08:00
    cycles : 2026-03-02 08:00 to 2026-03-02 10:00 restoration, 2026-03-03 08:00 to 2026-03-03 15:30 restoration
  }
  expected {
    restoration : 2026-03-03 12:00
    penalty     : 100 €
  }
}
"""


def test_both_languages_say_the_same() -> None:
    french = written(TEXT, "fr")
    assert "suspension" in french
    assert "manquant entamé" in french
    assert "2026-03-02 10:00 à 2026-03-02 11:00 attente_client" in french
    for text in (TEXT, french):
        program = program_of(text)
        results = run_scenarios(program)
        assert len(results) == 2
        assert all(one.passed for one in results), [one.mismatches for one in results]
        assert all(milestones(program, one.scenario.case) for one in results)
        indices = {FormulaIndex("Syntec"): Decimal("294.6"), FormulaIndex("Syntec", "2026-02-01"): Decimal(280)}
        price = revised_price(program, date(2027, 6, 1), indices)
        assert isinstance(price, RevisedPrice)
        assert (price.rounded, price.included) == (184532, 221438)
        assert all(one.started for one in program.shortfalls)
