"""One instant of an exercise, put together for screen, voice and store."""

from formcheck.coach.types import Phase, Snapshot
from formcheck.live.asking import Asker
from formcheck.live.clocks import Countdown, Rest
from formcheck.live.ladder import ladder_of
from formcheck.live.sets import Sets
from formcheck.live.types import Happening, Scene, Stage, Utterance

__all__ = ["scene_of"]


def scene_of(
    sets: Sets,
    asker: Asker,
    countdown: Countdown,
    rest: Rest,
    *,
    stage: Stage,
    time_s: float,
    snapshot: Snapshot | None,
    message: str,
    say: Utterance | None,
    happened: tuple[Happening, ...],
) -> Scene:
    """The scene in `stage` at `time_s`; `snapshot` is None where no picture was judged."""
    run, counts = sets.run, sets.counts
    in_set = stage is Stage.SET
    return Scene(
        time_s=time_s,
        stage=stage,
        round=sets.round,
        rounds=len(sets.rounds),
        count=sum(counts.values()),
        goal=sets.round.total,
        counts=counts,
        hold_goal_s=sets.item.hold_s,
        hold_s=snapshot.hold_s if snapshot is not None and in_set else None,
        phase=Phase.WAITING if snapshot is None else snapshot.phase,
        ladder=ladder_of(snapshot) if stage in {Stage.SETUP, Stage.PAUSED} else (),
        message=message,
        cue=run.cue(time_s) if run is not None and in_set else None,
        countdown=max(countdown.number(time_s), 1) if stage is Stage.COUNTDOWN else None,
        rest_left_s=rest.left_s(time_s) if stage is Stage.REST else None,
        question=asker.question,
        answer_left_s=asker.left_s(time_s),
        say=say,
        snapshot=snapshot,
        happened=happened,
    )
