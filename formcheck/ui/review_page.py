"""The Review page: choose a clip, watch the progress, read the verdict.

The page shows one of five states and nothing else: choosing, loading, cancelled, failed, result.
"""

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from formcheck.errors import FormCheckError
from formcheck.texts import app as app_texts
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import escape, plain_name
from formcheck.texts.safety import DISCLAIMER_LINE
from formcheck.ui import result, unexpected
from formcheck.ui.backend import Backend, ExerciseCard, Sample
from formcheck.ui.job import SUFFIXES, Desk, Job, Status

__all__ = ["show"]

_POLL_S = 0.4
_CARDS_IN_A_ROW = 5
_TURNED = "turned"


def show(backend: Backend) -> None:
    """Show the state the session's review is in.

    Nothing of the history is shown or read here: nobody said that the clip shows the same person.
    """
    desk = _desk()
    job = desk.job
    if job is None:
        try:
            _choosing(backend, desk)
        except FormCheckError as error:  # an exercise file that contradicts itself, for example
            st.error(escape(str(error)))
        return
    state = job.state
    if state.status is Status.RUNNING:
        _loading(job)
    elif state.status is Status.CANCELLED:
        _ended(
            desk,
            f":material/stop_circle: {review_texts.CANCELLED_TITLE}",
            review_texts.CANCELLED_TEXT,
            "stopped",
        )
    elif state.result is None:
        title = f":material/error: {review_texts.FAILED_TITLE}"
        _ended(desk, title, state.message, "failed", details=state.details)
    else:
        _refusal(desk, _TURNED)
        result.show(
            state.result,
            job_id=job.id,
            on_close=desk.clear,
            on_turn=lambda deg: desk.begin(lambda: job.turned(deg), place=_TURNED),
        )
        st.caption(DISCLAIMER_LINE)


@st.cache_resource(scope="session", on_release=Desk.clear, show_spinner=False)
def _desk() -> Desk:
    """The session's desk; Streamlit clears it when the session ends."""
    return Desk()


# --- Choosing ---------------------------------------------------------------------------------


def _choosing(backend: Backend, desk: Desk) -> None:
    exercises = {card.name: card for card in backend.exercises()}
    with st.container(gap="xsmall"):
        st.title(review_texts.CHOOSE_TITLE, anchor=False)
        st.markdown(review_texts.CHOOSE_LEAD)
        st.caption(DISCLAIMER_LINE)
    if not exercises:
        st.error(review_texts.NO_EXERCISES)
        return
    _samples(backend, desk, exercises)
    _refusal(desk, "samples")
    _own_clip(backend, desk, exercises)


def _samples(backend: Backend, desk: Desk, exercises: dict[str, ExerciseCard]) -> None:
    samples = backend.samples()
    st.subheader(review_texts.SAMPLES_TITLE, anchor=False)
    if not samples:
        st.markdown(review_texts.NO_SAMPLES)
        return
    with st.container(key="samples"):
        columns = st.columns(max(_CARDS_IN_A_ROW, len(samples)))
        for sample, column in zip(samples, columns, strict=False):
            with column, st.container(border=True, key=f"sample-{sample.name}"):
                _sample_card(backend, desk, sample, exercises[sample.exercise])


def _sample_card(backend: Backend, desk: Desk, sample: Sample, card: ExerciseCard) -> None:
    picture = backend.thumbnail(sample)
    if picture is not None:
        st.image(picture, width="stretch", alt=card.title)
    st.markdown(f"**{escape(card.title)}**")
    st.button(
        review_texts.SAMPLE_BUTTON,
        key=f"start-{sample.name}",
        icon=":material/play_arrow:",
        help=review_texts.review_help(card.title),
        width="stretch",
        on_click=_start_sample,
        args=(backend, desk, sample),
    )


def _start_sample(backend: Backend, desk: Desk, sample: Sample) -> None:
    desk.begin(
        partial(
            Job,
            backend,
            source=sample.path.name,
            exercise=sample.exercise,
            side="auto",
            clip=sample.path,
        ),
        place="samples",
    )


def _own_clip(backend: Backend, desk: Desk, exercises: dict[str, ExerciseCard]) -> None:
    limit_mb = int(st.get_option("server.maxUploadSize"))
    st.subheader(review_texts.OWN_TITLE, anchor=False)
    with st.container(border=True, key="own"):
        left, right = st.columns(2, gap="large")
        with left:
            upload = st.file_uploader(
                review_texts.UPLOAD_LABEL,
                type=list(SUFFIXES),
                max_upload_size=limit_mb,
                key="upload",
            )
            st.caption(review_texts.PRIVATE)
            _refusal(desk, "own")
        with right:
            name, side = _what(exercises)
            camera = escape(exercises[name].camera)
            st.caption(f":material/videocam: **{review_texts.CAMERA_TITLE}.** {camera}")
            start = st.button(
                review_texts.START,
                type="primary",
                icon=":material/play_arrow:",
                disabled=upload is None,
                key="start",
            )
    if start and upload is not None:
        desk.begin(
            partial(Job, backend, source=upload.name, exercise=name, side=side, upload=upload),
            place="own",
        )
        st.rerun()


def _refusal(desk: Desk, place: str) -> None:
    """Why the review that was asked for here could not be begun."""
    if place in desk.refused:
        st.error(escape(desk.refused[place]))


def _what(exercises: dict[str, ExerciseCard]) -> tuple[str, str]:
    """Ask for the exercise and the side."""
    first, second = st.columns([1, 1])
    with first:
        name = st.selectbox(
            review_texts.EXERCISE_LABEL,
            list(exercises),
            format_func=lambda each: exercises[each].title,
            key="exercise",
        )
    with second:
        side = st.segmented_control(
            review_texts.SIDE_LABEL,
            list(review_texts.SIDES),
            default="auto",
            required=True,
            format_func=lambda each: review_texts.SIDES[each],
            help=review_texts.SIDE_HELP,
            key="side",
        )
    return name, side


def _card(key: str) -> DeltaGenerator:
    """The one card of a state in which there is nothing else to look at."""
    with st.container(horizontal_alignment="center", key="alone"):
        card = st.container(border=True, key=key, width=640)
        st.caption(DISCLAIMER_LINE, width=640)
    return card


# --- Loading ----------------------------------------------------------------------------------


def _loading(job: Job) -> None:
    with _card("loading"):
        st.subheader(review_texts.LOADING_TITLE, anchor=False)
        st.text(plain_name(job.request.source))
        _progress(job)
        st.caption(f":material/lock: {review_texts.STAYS_HERE}")
        st.button(
            review_texts.CANCEL,
            key="cancel",
            icon=":material/close:",
            on_click=job.cancel,
            disabled=job.state.stopping,
        )


@st.fragment(run_every=_POLL_S)
def _progress(job: Job) -> None:
    state = job.state
    if state.status is not Status.RUNNING:
        st.rerun()
    progress = state.progress
    if state.stopping:
        st.progress(0.0, text=review_texts.STOPPING)
    elif progress is None:
        st.progress(0.0, text=review_texts.STARTING)
    else:
        total = progress.frames_total
        share = 0.0 if not total else min(1.0, progress.frames_done / total)
        st.progress(
            share,
            text=review_texts.progress_line(
                progress.frames_done, total, progress.fps, progress.seconds_left
            ),
        )


# --- Ended without a result -------------------------------------------------------------------


def _ended(desk: Desk, title: str, message: str, key: str, *, details: str = "") -> None:
    with _card(key):
        st.subheader(title, anchor=False)
        st.text(message)
        st.button(review_texts.AGAIN, type="primary", key="again", on_click=desk.clear)
        if details:
            unexpected.save_details(details, key="failed-details")
            st.caption(app_texts.DETAILS_HINT)
