"""Figures on screens: how a score with its range is told in one line."""

from __future__ import annotations

from assessment.words import score_sentence as range_words

__all__ = ["range_words"]
