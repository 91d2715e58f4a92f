"""Why a practice is asked, sentence by sentence."""

from __future__ import annotations

from assessment.asked_words import why_asked
from questions.load import load_instrument

BANK = load_instrument()


def test_a_supporter_is_told_who_leads_and_everything_that_the_practice_is_tied_to() -> None:
    assert why_asked(BANK, BANK.practices["R3.1.1a"], ("host",)) == (
        "You support here as: Host State",
        "Those who lead: International organization",
        "It is part of recommendation R3.1.1: Bring migrants into the existing humanitarian coordination",
        "It stands in: Topic 3, Working Group 1, recommendation 1",
        "Each contingency plan answers it for itself.",
        "It matters: Before a crisis, During a crisis",
        "Guideline 4: Incorporate migrants in prevention, preparedness, and emergency response systems",
        "Guideline 7: Establish coordination agreements in advance to leverage strengths and foster trust",
        "It names: IASC humanitarian cluster system",
    )


def test_whoever_leads_as_several_is_told_all_of_them_and_that_it_is_a_safeguard() -> None:
    reasons = why_asked(BANK, BANK.practices["R1.1.6c"], ("origin", "host", "transit"))
    assert reasons[0] == "You lead here as: Host State, State of transit"
    assert "It is a safeguard: a good average elsewhere must not hide that it is missing." in reasons
    assert not any(reason.startswith("Those who lead") for reason in reasons)


def test_a_kind_to_which_the_practice_is_not_narrowed_gives_no_reason() -> None:
    reasons = why_asked(BANK, BANK.practices["R3.1.1a"], ("host", "io:development_bank"))
    assert reasons[0] == "You support here as: Host State"
