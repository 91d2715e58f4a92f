"""People and their roles in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from assessment.access import Membership, Person, Role
from assessment.texts import translate as _
from questions.model import Instrument

_ENOUGH_OF_AN_ID = 4


def role_word(role: Role) -> str:
    """What a role is called."""
    return {Role.VIEWER: _("Viewer"), Role.RESPONDENT: _("Respondent"), Role.LEAD: _("Lead")}[role]


def role_meaning(role: Role) -> str:
    """What somebody in a role does, as a sentence."""
    return {
        Role.VIEWER: _("Reads everything and changes nothing."),
        Role.RESPONDENT: _("Answers, comments and plans: in the topics assigned, or in all."),
        Role.LEAD: _("Does all that, and starts, assigns, settles, submits, exports and deletes."),
    }[role]


def topics_sentence(membership: Membership, instrument: Instrument) -> str:
    """Which topics a member answers; empty for somebody who answers none."""
    if membership.role is Role.VIEWER:
        return ""
    if membership.role is Role.LEAD or not membership.topics:
        return _("Answers all topics.")
    return _("Answers: {topics}.").format(topics="; ".join(topic_names(membership.topics, instrument)))


def topic_names(ids: Iterable[str], instrument: Instrument) -> list[str]:
    """Number and title of each topic; the id alone of one that the instrument does not have."""
    titles = {topic.id: topic.title for topic in instrument.topics}
    return [f"{id} {titles[id]}" if id in titles else id for id in ids]


def names_of(people: Sequence[Person]) -> Mapping[str, str]:
    """Shown names by id of the person; who is called like another gets a piece of the id behind the name."""
    names = {person.id: person.identity.name.strip() or _("Somebody without a name") for person in people}
    count = Counter(names.values())
    return {id: name if count[name] == 1 else f"{name} ({id[:_ENOUGH_OF_AN_ID]})" for id, name in names.items()}
