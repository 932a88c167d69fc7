"""The history: what was planned and done, in one SQLite file on the person's machine."""

from formcheck.history.database.migrations_runner import history_path
from formcheck.history.database.worker import Write
from formcheck.history.safety_record import SafetyRecord
from formcheck.history.store import Store
from formcheck.history.types import (
    Event,
    ExerciseSession,
    ExerciseSet,
    JudgedAnswer,
    PainRecord,
    PlanItem,
    PlanSide,
    SessionState,
    Setting,
    Skeleton,
    StoredRepetition,
)

__all__ = [
    "Event",
    "ExerciseSession",
    "ExerciseSet",
    "JudgedAnswer",
    "PainRecord",
    "PlanItem",
    "PlanSide",
    "SafetyRecord",
    "SessionState",
    "Setting",
    "Skeleton",
    "Store",
    "StoredRepetition",
    "Write",
    "history_path",
]
