"""Who covers what in words: statuses, parts, and the finding that stands above everything else."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.corridor import Corridor
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.words import UNDEFINED, role_word
from questions.model import Role
from scoring.corridor import ActorPart, Cover, RecommendationCover

COVER_GLYPHS = {
    Cover.UNCOVERED: "✕",
    Cover.UNKNOWN: "○",
    Cover.PARTIAL: "◆",
    Cover.COVERED: "●",
    Cover.NO_LEAD: "□",
    Cover.NOT_APPLICABLE: UNDEFINED,
}


def cover_word(cover: Cover) -> str:
    """What a status is called."""
    words = {
        Cover.UNCOVERED: _("Not covered"),
        Cover.UNKNOWN: _("Not known"),
        Cover.PARTIAL: _("Partly covered"),
        Cover.COVERED: _("Covered"),
        Cover.NO_LEAD: _("No lead here"),
        Cover.NOT_APPLICABLE: _("Not applicable"),
    }
    return words[cover]


def cover_label(cover: Cover) -> str:
    """Shape and word of a status: ``◆ Partly covered``."""
    return f"{COVER_GLYPHS[cover]} {cover_word(cover)}"


def cover_meaning(cover: Cover) -> str:
    """What a status says of a practice, in one sentence."""
    meanings = {
        Cover.UNCOVERED: _("All who lead have answered, and none has begun."),
        Cover.UNKNOWN: _("As far as is known nobody has begun, and one who leads has not answered."),
        Cover.PARTIAL: _("One who leads has begun, but none has it in place."),
        Cover.COVERED: _("At least one who leads has it in place."),
        Cover.NO_LEAD: _("None of these has the mandate: who is missing from the table?"),
        Cover.NOT_APPLICABLE: _("All who lead say that it does not apply."),
    }
    return meanings[cover]


def state_word(state: Cover) -> str:
    """How far one actor is with its own part."""
    words = {
        Cover.UNCOVERED: _("nothing begun"),
        Cover.UNKNOWN: _("open"),
        Cover.PARTIAL: _("partly in place or begun"),
        Cover.COVERED: _("all in place"),
    }
    return words.get(state) or _("not applicable")


def role_letter(role: Role) -> str:
    """The letter of a role in a narrow cell."""
    return _("L") if role == "lead" else _("S")


def part_mark(part: ActorPart) -> str:
    """An actor's part in a narrow cell, letter and shape: ``L●``."""
    return f"{role_letter(part.role)}{COVER_GLYPHS[part.state]}"


def part_text(part: ActorPart | None) -> str:
    """An actor's part in a recommendation in words: ``Lead, all in place``."""
    if part is None:
        return UNDEFINED
    return _("{role}, {state}").format(role=role_word(part.role), state=state_word(part.state))


def corridor_finding(found: Corridor) -> str:
    """What the comparison shows, worst first: ``Nobody covers 14 practices; 9 have no lead at the table.``"""
    counts = found.counts
    clauses = [_first_clause(found)]
    if number := counts[Cover.NO_LEAD]:
        clauses.append(
            translate_count(
                "{number} practice has no lead at the table", "{number} practices have no lead at the table", number
            ).format(number=number)
        )
    if number := len(found.between_leads):
        clauses.append(
            translate_count(
                "in {number} several lead and none has it in place",
                "in {number} several lead and none has it in place",
                number,
            ).format(number=number)
        )
    if (number := counts[Cover.UNKNOWN]) and _known(found):
        clauses.append(
            translate_count("of {number} it is not known yet", "of {number} it is not known yet", number).format(
                number=number
            )
        )
    return "; ".join(clauses) + "."


def cover_title(found: Corridor) -> str:
    """Title of the bar: how many of the practices led here are covered."""
    counts = found.counts
    led = len(found.practices) - counts[Cover.NO_LEAD]
    return _("{covered} of the {led} practices that somebody here leads are covered").format(
        covered=counts[Cover.COVERED], led=led
    )


def cover_sentence(found: Corridor) -> str:
    """The bar in words: the number of each status that occurs."""
    parts = [f"{number} {cover_word(cover).lower()}" for cover, number in found.counts.items() if number]
    return _("Practices by status: {parts}.").format(parts=", ".join(parts))


def matrix_title(covers: Sequence[RecommendationCover]) -> str:
    """Title of the matrix: in how many recommendations something is covered by nobody."""
    number = sum(1 for cover in covers if cover.status is Cover.UNCOVERED)
    if not number:
        return _("No recommendation is known to hold a practice that nobody covers")
    return translate_count(
        "{number} of {all} recommendations holds a practice that nobody covers",
        "{number} of {all} recommendations hold a practice that nobody covers",
        number,
    ).format(number=number, all=len(covers))


def matrix_sentence(covers: Sequence[RecommendationCover]) -> str:
    """The matrix in words: its title, and which recommendations these are."""
    ids = [cover.id for cover in covers if cover.status is Cover.UNCOVERED]
    return f"{matrix_title(covers)}{': ' + ', '.join(ids) if ids else ''}."


def _known(found: Corridor) -> bool:
    return any(found.counts[cover] for cover in (Cover.UNCOVERED, Cover.PARTIAL, Cover.COVERED))


def _first_clause(found: Corridor) -> str:
    if number := len(found.uncovered):
        return translate_count("Nobody covers {number} practice", "Nobody covers {number} practices", number).format(
            number=number
        )
    if _known(found):
        return _("So far no practice is known to be left uncovered")
    return _("Nothing is known yet, because those who lead have given no level")
