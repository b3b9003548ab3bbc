"""Public holidays by country and subdivision (ISO 3166), read from the `holidays` package.

`FR-57` and `FR-6AE` (Moselle, Alsace) add Good Friday and 26 December to the holidays of France (Code du travail,
article L3134-13; the law keeps Good Friday to communes with a Protestant or a shared church, which no table knows).

The package takes longer to import than a contract takes to check, so what it says of France and its subdivisions is
saved beside this module (`python -m contractlang.calendars.regions`); a test fails where the two differ.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

SAVED = Path(__file__).with_name("holidays.json")
SAVED_COUNTRY = "FR"
SAVED_YEARS = range(2000, 2061)

# the package also lists names that are not ISO 3166 codes (`Augsburg`, `Zone A`)
_SUBDIVISION = re.compile(r"[A-Z0-9]{1,3}")


@cache
def holiday_regions() -> frozenset[str]:
    """Codes of all regions whose holidays are known: `FR`, `FR-57`, …, for nearest-name help."""
    from holidays import list_supported_countries

    supported: dict[str, list[str]] = list_supported_countries(include_aliases=False)
    return frozenset(supported) | {
        f"{country}-{name}" for country, names in supported.items() for name in names if _SUBDIVISION.fullmatch(name)
    }


def is_holiday_region(code: str) -> bool:
    """Whether the holidays of an ISO 3166 code (country, or country-subdivision) are known."""
    return code in _saved() or code in holiday_regions()


@cache
def holidays_in(code: str, year: int) -> frozenset[int]:
    """Ordinal dates of a region's public holidays in a year.

    Raises ValueError for an unknown region, and for a year outside those the source covers (to 2100 for most
    countries), where it would answer with no holiday at all.
    """
    saved = _saved().get(code, {}).get(str(year))
    return frozenset(computed_holidays(code, year) if saved is None else saved)


def holidays_known(codes: Iterable[str], year: int) -> bool:
    """Whether the public holidays of all these regions are known for a year."""
    try:
        for code in codes:
            holidays_in(code, year)
    except ValueError:
        return False
    return True


def computed_holidays(code: str, year: int) -> list[int]:
    """The same from the `holidays` package, sorted."""
    from holidays import country_holidays

    country, _, subdivision = code.partition("-")
    try:
        found = country_holidays(country, subdiv=subdivision or None, years=year, expand=False)
    except NotImplementedError:
        raise ValueError(f"the public holidays of `{code}` are not known") from None
    if not found.start_year <= year <= found.end_year:
        raise ValueError(f"the public holidays of `{code}` are not known for {year}")
    return sorted(day.toordinal() for day in found)


@cache
def _saved() -> dict[str, dict[str, list[int]]]:
    saved: dict[str, dict[str, list[int]]] = json.loads(SAVED.read_text(encoding="utf-8"))
    return saved


def saved_text() -> str:
    """The text that `holidays.json` must hold."""
    codes = sorted(code for code in holiday_regions() if code.partition("-")[0] == SAVED_COUNTRY)
    table = {code: {str(year): computed_holidays(code, year) for year in SAVED_YEARS} for code in codes}
    return json.dumps(table, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    SAVED.write_text(saved_text(), encoding="utf-8")
