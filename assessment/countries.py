"""Countries and territories: ISO 3166 alpha-3 codes with their names and UN M49 regions.

The table holds the names of the UN statistical standard M49 in the six UN languages; regions are M49 codes.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from assessment.texts import SOURCE_LANGUAGE, language

_TABLE = files("assessment") / "data" / "countries.csv"


@cache
def _rows() -> Mapping[str, Mapping[str, str]]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    return {row["iso3"]: row for row in csv.DictReader(lines)}


def country_codes() -> tuple[str, ...]:
    """All alpha-3 codes, by name in the current language."""
    return tuple(sorted(_rows(), key=country_name))


def country_name(code: str) -> str:
    """The name in the current language; an unknown code stands for itself.

    >>> country_name("NAM"), country_name("XXX")
    ('Namibia', 'XXX')
    """
    row = _rows().get(code)
    if row is None:
        return code
    return row.get(language.get()) or row[SOURCE_LANGUAGE]
