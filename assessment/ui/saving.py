"""What a practice's card shows, and how an edit on it is saved.

A card edits one field of the answer that it *shows*, made from the revision that it shows. That is what makes a
stale tab harmless: its save names an old revision and the database refuses it. Whatever was not written stays on
the screen, is said to be unsaved, and can be sent again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import streamlit as st
from pydantic import ValidationError

from assessment.carry_over import confirmed_comment
from assessment.errors import AssessmentError, Conflict
from assessment.model import NA, Answer, AnswerRevision
from assessment.service import new_id
from assessment.texts import translate as _
from assessment.ui.session import choose_language, service
from questions.model import Practice

PROGRESS = "progress"


@dataclass
class Shown:
    """The answer on one card, saved or not.

    Attributes:
        answer: what the screen shows, including what could not be saved.
        revision: the stored revision that it was made from; 0 when there was none.
        is_saved: something was written from this card, and nothing on it is unsaved.
        trouble: why the last edit is not saved, or empty.
        theirs: the newer answer of somebody else that the last edit met.
        is_refused: the last text was too long, so its field holds more than ``answer`` does.
        operation: id of the last edit, so that sending it again cannot save it twice.
        newer: what somebody else saved meanwhile, where it could not be shown at once.
        is_unfolded: its texts can be typed into.
    """

    answer: Answer
    revision: int = 0
    is_saved: bool = False
    trouble: str = ""
    theirs: AnswerRevision | None = None
    is_refused: bool = False
    operation: str = ""
    newer: AnswerRevision | None = None
    is_unfolded: bool = False

    @property
    def waits_for_reason(self) -> bool:
        """Not applicable was chosen, its reason was not; nothing is saved until it is."""
        return self.answer.answer == NA and not self.answer.na_reason

    @property
    def is_unsaved(self) -> bool:
        """What the screen shows differs from what is stored."""
        return bool(self.trouble) or self.theirs is not None or self.waits_for_reason


def key(assessment_id: str, practice_id: str, field: str) -> str:
    """Widget key of one field of one card."""
    return f"{field}-{assessment_id}-{practice_id}"


def card_key(practice_id: str) -> str:
    """Key of the fragment of one card."""
    return f"practice-{practice_id}"


def shown(assessment_id: str, practice_id: str) -> Shown:
    """What the card of a practice shows."""
    cards: dict[tuple[str, str], Shown] = st.session_state.setdefault("cards", {})
    return cards.setdefault((assessment_id, practice_id), Shown(Answer(practice_id=practice_id)))


def show_stored(assessment_id: str, practices: Iterable[Practice], stored: Mapping[str, AnswerRevision]) -> bool:
    """Bring the cards up to what is stored; is there anything to be drawn again?

    What is unsaved stays as it is: sending it will meet the newer answer. Where somebody may be typing, in a card whose
    texts are unfolded, a newer answer is only told, so that nothing typed is lost.
    """
    is_changed = False
    for practice in practices:
        card, kept = shown(assessment_id, practice.id), stored.get(practice.id)
        if card.is_unsaved or card.revision == (kept.revision if kept else 0) or (kept and kept == card.newer):
            continue
        if card.is_unfolded:
            card.newer = kept
        else:
            _show(card, kept)
            card.is_saved = False
        is_changed = True
    return is_changed


def take_up(assessment_id: str, practice_id: str) -> None:
    """Callback: show what a colleague saved meanwhile."""
    card = shown(assessment_id, practice_id)
    _show(card, card.newer)
    redraw(practice_id)


def bind(assessment_id: str, practice_id: str, field: str) -> str:
    """Put the shown value behind a widget that is about to be drawn; returns the widget's key.

    Only what differs is assigned: an assigned value is sent to the page, over what was clicked there meanwhile. It is
    done here and not in the callbacks, because what a callback assigns is not sent when it redraws chosen fragments.
    """
    widget, card = key(assessment_id, practice_id, field), shown(assessment_id, practice_id)
    value = _widget_value(card.answer, field)
    if widget not in st.session_state or (st.session_state[widget] != value and not card.is_refused):
        st.session_state[widget] = value
    return widget


def save(assessment_id: str, practice_id: str, field: str) -> None:
    """Callback of a widget: its field changed, so save the answer."""
    value = st.session_state.get(key(assessment_id, practice_id, field)) or ""
    change = {field: value}
    if field == "answer":
        change["na_reason"] = ""
    _save(assessment_id, practice_id, change)


def clear(assessment_id: str, practice_id: str) -> None:
    """Callback: take the level back; evidence and comment stay."""
    _save(assessment_id, practice_id, {"answer": "", "na_reason": ""})


def confirm(assessment_id: str, practice_id: str) -> None:
    """Callback: an answer carried over from an older version stands as it is shown."""
    _save(assessment_id, practice_id, {"comment": confirmed_comment(shown(assessment_id, practice_id).answer)})


def save_again(assessment_id: str, practice_id: str) -> None:
    """Callback: try once more what could not be saved."""
    _send(assessment_id, shown(assessment_id, practice_id))
    redraw(practice_id)


def restore(kept: AnswerRevision) -> None:
    """Callback: save an earlier answer once more, on top of what the card shows."""
    _save(kept.assessment_id, kept.answer.practice_id, kept.answer.model_dump())


def keep_theirs(assessment_id: str, practice_id: str) -> None:
    """Callback: settle a conflict in favour of the stored answer."""
    card = shown(assessment_id, practice_id)
    _show(card, card.theirs)
    redraw(practice_id)


def keep_mine(assessment_id: str, practice_id: str) -> None:
    """Callback: settle a conflict by saving mine on top of theirs, knowingly."""
    card = shown(assessment_id, practice_id)
    if card.theirs is not None:
        card.revision = card.theirs.revision
        card.theirs = None
    _save(assessment_id, practice_id, {})


def _save(assessment_id: str, practice_id: str, change: Mapping[str, str]) -> None:
    choose_language()
    card = shown(assessment_id, practice_id)
    try:
        card.answer = Answer.model_validate({**card.answer.model_dump(), **change})
    except ValidationError:
        card.trouble, card.is_refused = _("The text is too long. Shorten it."), True
    else:
        card.is_refused = False
        card.operation = new_id()
        _send(assessment_id, card)
    redraw(practice_id)


def _send(assessment_id: str, card: Shown) -> None:
    """Save what the card shows; whatever stands in the way is noted on it."""
    card.trouble = ""
    if card.waits_for_reason:
        return
    choose_language()
    try:
        kept = service().record_answer(assessment_id, card.answer, card.revision, card.operation)
    except Conflict as conflict:
        card.theirs = conflict.current
    except AssessmentError as error:
        card.trouble = str(error)
    else:
        card.revision, card.is_saved, card.theirs, card.newer = kept.revision, True, None, None


def _show(card: Shown, kept: AnswerRevision | None) -> None:
    card.answer = kept.answer if kept else Answer(practice_id=card.answer.practice_id)
    card.revision = kept.revision if kept else 0
    card.trouble, card.theirs, card.newer, card.is_refused = "", None, None, False


def _widget_value(answer: Answer, field: str) -> str | None:
    value: str = getattr(answer, field)
    return value or None if field in ("answer", "na_reason") else value


def redraw(practice_id: str) -> None:
    """Callback: draw one card again.

    What reruns by itself, without a callback, is not drawn when it comes together with the saving of another card's
    text, as by leaving a field with a click into the next card.
    """
    st.rerun([card_key(practice_id), PROGRESS])
