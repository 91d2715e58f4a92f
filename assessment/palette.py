"""The colours that charts and reports share: mid-tones that stay apart for colour-blind people.

Each reaches a contrast of 3 : 1 on white and on near-black. None stands alone: shape and word come first.
"""

from __future__ import annotations

from scoring.result import Status

STATUS_COLOURS = {
    Status.MET: "#0072B2",
    Status.PARTLY_MET: "#B57F00",
    Status.NOT_MET: "#CB3A24",
    Status.UNDETERMINED: "#8A63D2",
    Status.NOT_ASSESSED: "#767C85",
    Status.NOT_APPLICABLE: "#767C85",
}
ALERT_COLOUR = "#CB3A24"
NEUTRAL = "#767C85"
SCORE_COLOUR = "#0072B2"
