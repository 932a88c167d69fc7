"""The Review page: choose a clip, watch the progress, read the verdict.

The page shows one of five states at a time: choosing, loading, cancelled, failed, result.
"""

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from formcheck.errors import FormCheckError
from formcheck.review.sample_landmarks import find_sample_landmarks
from formcheck.texts import app as app_texts
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import escape, plain_name
from formcheck.texts.safety import DISCLAIMER_LINE
from formcheck.ui.components import unexpected_error
from formcheck.ui.pages.review import review_result
from formcheck.ui.pages.review.progress import show_progress
from formcheck.ui.pages.review.review_folder import SUFFIXES
from formcheck.ui.pages.review.review_job import ReviewJob, ReviewSlot, Status
from formcheck.ui.pages.review.review_service import ExerciseCard, ReviewService, Sample

__all__ = ["show"]

_CARDS_IN_A_ROW = 5
_TURNED = "turned"
_SOON_S = 1.5
"""A review of landmarks ends so soon that its progress would only be another page to load."""


def show(service: ReviewService) -> None:
    """Show the state the session's review is in.

    The history is neither shown nor read here: the clip may show another person.
    """
    slot = _slot()
    job = slot.job
    if job is None:
        try:
            _choosing(service, slot)
        except FormCheckError as error:  # an exercise file that contradicts itself, for example
            st.error(escape(str(error)))
        return
    state = job.state
    if state.status is Status.RUNNING and not job.request.needs_clip:
        job.wait(max(0.0, _SOON_S - job.age_s))
        state = job.state
    if state.status is Status.RUNNING:
        _loading(job)
    elif state.status is Status.CANCELLED:
        _ended(
            slot,
            f":material/stop_circle: {review_texts.CANCELLED_TITLE}",
            review_texts.CANCELLED_TEXT,
            "stopped",
        )
    elif state.result is None:
        title = f":material/error: {review_texts.FAILED_TITLE}"
        _ended(slot, title, state.message, "failed", details=state.details)
    else:
        _show_refusal(slot, _TURNED)
        review_result.show(
            state.result,
            job.request,
            slot,
            job_id=job.id,
            overlay=state.overlay,
            on_turn=lambda deg: slot.begin(lambda: job.review_turned(deg), place=_TURNED),
            on_estimate=lambda: slot.begin(job.review_anew, place=_TURNED),
        )
        st.caption(DISCLAIMER_LINE)


@st.cache_resource(scope="session", on_release=ReviewSlot.clear, show_spinner=False)
def _slot() -> ReviewSlot:
    """Return the session's review; Streamlit clears it when the session ends."""
    return ReviewSlot()


# --- Choosing ---------------------------------------------------------------------------------


def _choosing(service: ReviewService, slot: ReviewSlot) -> None:
    exercises = {card.name: card for card in service.list_exercises()}
    with st.container(gap="xsmall"):
        st.title(review_texts.CHOOSE_TITLE, anchor=False)
        st.markdown(review_texts.CHOOSE_LEAD)
        st.caption(DISCLAIMER_LINE)
    if not exercises:
        st.error(review_texts.NO_EXERCISES)
        return
    _samples(service, slot, exercises)
    _show_refusal(slot, "samples")
    _own_clip(service, slot, exercises)


def _samples(service: ReviewService, slot: ReviewSlot, exercises: dict[str, ExerciseCard]) -> None:
    samples = service.list_samples()
    st.subheader(review_texts.SAMPLES_TITLE, anchor=False)
    if not samples:
        st.markdown(review_texts.NO_SAMPLES)
        return
    with st.container(key="samples"):
        columns = st.columns(max(_CARDS_IN_A_ROW, len(samples)))
        for sample, column in zip(samples, columns, strict=False):
            with column, st.container(border=True, key=f"sample-{sample.name}"):
                _sample_card(service, slot, sample, exercises[sample.exercise])


def _sample_card(
    service: ReviewService, slot: ReviewSlot, sample: Sample, card: ExerciseCard
) -> None:
    picture = service.find_thumbnail(sample)
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
        args=(service, slot, sample),
    )


def _start_sample(service: ReviewService, slot: ReviewSlot, sample: Sample) -> None:
    slot.begin(
        lambda: ReviewJob.from_clip(
            service,
            sample.path,
            exercise=sample.exercise,
            landmarks=find_sample_landmarks(sample.path),
        ),
        place="samples",
    )


def _own_clip(service: ReviewService, slot: ReviewSlot, exercises: dict[str, ExerciseCard]) -> None:
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
            _show_refusal(slot, "own")
        with right:
            name, side = _ask_exercise(exercises)
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
        slot.begin(
            partial(
                ReviewJob.from_upload, service, upload, source=upload.name, exercise=name, side=side
            ),
            place="own",
        )
        st.rerun()


def _show_refusal(slot: ReviewSlot, place: str) -> None:
    """Show why the review that was requested here could not begin."""
    if place in slot.refused:
        st.error(escape(slot.refused[place]))


def _ask_exercise(exercises: dict[str, ExerciseCard]) -> tuple[str, str]:
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
    """Return the single card of a state that shows nothing more."""
    with st.container(horizontal_alignment="center", key="alone"):
        card = st.container(border=True, key=key, width=640)
        st.caption(DISCLAIMER_LINE, width=640)
    return card


# --- Loading ----------------------------------------------------------------------------------


def _loading(job: ReviewJob) -> None:
    with _card("loading"):
        st.subheader(review_texts.LOADING_TITLE, anchor=False)
        st.text(plain_name(job.request.source))
        show_progress(job)
        st.caption(f":material/lock: {review_texts.STAYS_HERE}")
        st.button(
            review_texts.CANCEL,
            key="cancel",
            icon=":material/close:",
            on_click=job.cancel,
            disabled=job.state.stopping,
        )


# --- Ended without a result -------------------------------------------------------------------


def _ended(slot: ReviewSlot, title: str, message: str, key: str, *, details: str = "") -> None:
    with _card(key):
        st.subheader(title, anchor=False)
        st.text(message)
        st.button(review_texts.AGAIN, type="primary", key="again", on_click=slot.clear)
        if details:
            unexpected_error.save_details(details, key="failed-details")
            st.caption(app_texts.DETAILS_HINT)
