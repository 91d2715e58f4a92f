"""Three actors around one crisis, few enough to be worked by hand.

| practice | Ministry (origin) | Hostland (host) | Agency (io) | status | why |
| --- | --- | --- | --- | --- | --- |
| R1.1.1a | leads, 0 | leads, 0 | | uncovered | both lead, neither has begun |
| R1.1.1b | leads, 3 | | | covered | |
| R1.1.2a | leads, 1 | leads, 2 | | partial | both have begun, neither has it in place |
| R1.1.2b | | | | no_lead | a recruiter would lead |
| R1.1.3a | | leads, dk | supports, 4 | unknown | a supporter covers nothing |
| R2.1.1a | supports, 0 | | leads, 4 | covered | |
"""

from __future__ import annotations

from assessment.model import Answer, AnswerSheet, Assessment
from questions.model import Instrument
from tests.scoring.short import instrument

ACTORS = {
    "m": ("Ministry", "origin", {"R1.1.1a": "0", "R1.1.1b": "3", "R1.1.2a": "1", "R2.1.1a": "0"}),
    "h": ("Hostland", "host", {"R1.1.1a": "0", "R1.1.2a": "2", "R1.1.3a": "dk"}),
    "a": ("Agency", "io", {"R1.1.3a": "4", "R2.1.1a": "4"}),
}


def corridor_instrument() -> Instrument:
    """Six practices of four recommendations in two topics."""
    return instrument(
        {
            "R1.1.1a": "origin=lead host=lead",
            "R1.1.1b": "origin=lead",
            "R1.1.2a": "origin=lead host=lead",
            "R1.1.2b": "private_sector=lead only=private_sector:recruiter",
            "R1.1.3a": "host=lead io=support",
            "R2.1.1a": "io=lead origin=support",
        }
    )


def corridor_sheets() -> list[AnswerSheet]:
    """The three actors, not in the order of the table."""
    return [
        AnswerSheet(
            assessment=Assessment(
                id=id,
                organisation=name,
                stakeholder_types=(kind,),
                instrument_id="short",
                instrument_version="1",
            ),
            answers={practice: Answer(practice_id=practice, answer=code) for practice, code in answers.items()},
        )
        for id, (name, kind, answers) in sorted(ACTORS.items())
    ]
