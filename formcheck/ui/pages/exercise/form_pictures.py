"""Pictures of good form: a still, and a film of it in motion."""

from importlib.resources import files

import streamlit as st

from formcheck.texts import exercise as exercise_texts

__all__ = ["show_film", "show_still"]


def show_still(name: str, title: str) -> None:
    """Show the still of the exercise `name`; nothing when it has none."""
    picture = files("formcheck.ui") / "assets" / "form" / f"{name}.jpg"
    if picture.is_file():
        st.image(picture.read_bytes(), width="stretch", alt=exercise_texts.form_alt(title))


def show_film(name: str, title: str) -> None:
    """Show the film of the exercise `name`; nothing when it has none.

    The style sheet shows the still instead where reduced motion is preferred.
    """
    film = files("formcheck.ui") / "assets" / "form" / f"{name}.mp4"
    if film.is_file():
        with st.container(key="form-film"):
            st.video(film.read_bytes(), loop=True, autoplay=True, muted=True)
        with st.container(key="form-still"):
            show_still(name, title)
