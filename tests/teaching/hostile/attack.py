"""What one hostile submission is, and what must become of it."""

from dataclasses import dataclass

FULL, SCORES_LOST, MIX_LOST = (
    6,
    4,
    2,
)  # share, which needs PyTorch, is left unanswered


@dataclass(frozen=True)
class Attack:
    """A file, the status and points that it must get, and a pattern of what must be said."""

    name: str
    data: bytes
    status: str
    points: int
    says: str = ""
