"""The worked example of the method (METHOD 15) as an instrument and an answer sheet."""

from __future__ import annotations

from collections.abc import Mapping

from assessment.model import Answer, AnswerSheet, Assessment
from questions.model import (
    Instrument,
    Level,
    NaReason,
    Phase,
    Practice,
    Recommendation,
    Role,
    RoleWeights,
    Scale,
    StakeholderType,
    Topic,
    WorkingGroup,
)

LEVELS = ("Not in place", "Planned", "Partly in place", "In place", "In place and tested")
ANSWERS = {"R1.1.1a": "3", "R1.1.1b": "1", "R1.1.1c": "dk", "R1.1.2a": "2", "R1.1.2b": "4", "R1.2.1a": "na"}
REASON = NaReason(id="no_reason", text="It does not apply.")


def practice(
    id: str, role: Role = "lead", weight: float = 1.0, safeguard: bool = False, phases: tuple[str, ...] = ("prep",)
) -> Practice:
    return Practice(
        id=id,
        text=f"We do what {id} says.",
        support_text=f"We help with what {id} says." if role == "support" else None,
        roles={"origin": role},
        scale="readiness",
        weight=weight,
        safeguard=safeguard,
        na_reasons=() if safeguard else (REASON,),
        phases=phases,
    )


def small_instrument(title: str = "Count migrants") -> Instrument:
    """R1.1.1, R1.1.2 (with a safeguard), R1.2.1 and R2.1.1: the R1 to R4 of the example."""
    groups = (
        WorkingGroup(
            id="1.1",
            title="Data",
            recommendations=(
                Recommendation(
                    id="R1.1.1",
                    title=title,
                    practices=(
                        practice("R1.1.1a", phases=("prep", "emerg")),
                        practice("R1.1.1b", weight=0.5),
                        practice("R1.1.1c", "support", phases=("emerg",)),
                    ),
                ),
                Recommendation(
                    id="R1.1.2",
                    title="Protect their data",
                    practices=(practice("R1.1.2a", safeguard=True), practice("R1.1.2b")),
                ),
            ),
        ),
        WorkingGroup(
            id="1.2",
            title="Needs",
            recommendations=(
                Recommendation(
                    id="R1.2.1", title="Know the needs", practices=(practice("R1.2.1a", phases=("emerg",)),)
                ),
            ),
        ),
    )
    other = WorkingGroup(
        id="2.1",
        title="Messages",
        recommendations=(
            Recommendation(id="R2.1.1", title="Send messages", practices=(practice("R2.1.1a", "support"),)),
        ),
    )
    return Instrument(
        id="small",
        version="1",
        title="The worked example",
        language="en",
        target=75.0,
        partly_met_from=25.0,
        rollup=("recommendation",),
        role_weights=RoleWeights(lead=1.0, support=0.5),
        stakeholder_types=(StakeholderType(id="origin", title="State of origin", description="A State."),),
        scales=(
            Scale(
                id="readiness",
                in_place="3",
                levels=tuple(Level(code=str(i), value=i / 4, title=name) for i, name in enumerate(LEVELS)),
            ),
        ),
        phases=(Phase(id="prep", title="Before"), Phase(id="emerg", title="During"), Phase(id="post", title="After")),
        topics=(
            Topic(id="1", title="Knowing", working_groups=groups),
            Topic(id="2", title="Telling", working_groups=(other,)),
        ),
    )


def small_sheet(answers: Mapping[str, str] = ANSWERS, **details: object) -> AnswerSheet:
    """The example's answers, or others."""
    assessment = Assessment.model_validate({"id": "small", "stakeholder_types": ("origin",), **details})
    return AnswerSheet(
        assessment=assessment,
        answers={
            id: Answer(practice_id=id, answer=code, na_reason=REASON.id if code == "na" else "")
            for id, code in answers.items()
        },
    )
