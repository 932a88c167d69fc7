"""The training history: what was planned and done, in one SQLite file on the person's machine."""

from formcheck.clinic.store.opening import history_path
from formcheck.clinic.store.safety_record import SafetyRecord
from formcheck.clinic.store.store import Store
from formcheck.clinic.store.types import (
    Event,
    Judged,
    KeptAnswer,
    PlanItem,
    PlanSide,
    Setting,
    Skeleton,
    State,
    StoredRepetition,
    Training,
    TrainingSet,
)
from formcheck.clinic.store.worker import Write

__all__ = [
    "Event",
    "Judged",
    "KeptAnswer",
    "PlanItem",
    "PlanSide",
    "SafetyRecord",
    "Setting",
    "Skeleton",
    "State",
    "Store",
    "StoredRepetition",
    "Training",
    "TrainingSet",
    "Write",
    "history_path",
]
