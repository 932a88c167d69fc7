"""The pages as Streamlit runs them; `app.py` beside it and at the top of a checkout starts it."""

from importlib.resources import files

import streamlit as st

from formcheck.errors import StoreError
from formcheck.history import Store
from formcheck.texts import app as app_texts
from formcheck.texts import exercise as exercise_texts
from formcheck.texts import history as history_texts
from formcheck.texts import kept_reviews as kept_texts
from formcheck.ui import theme
from formcheck.ui.components import disclaimer, unexpected_error
from formcheck.ui.pages import about, home
from formcheck.ui.pages.exercise import exercise_page
from formcheck.ui.pages.history import history_page
from formcheck.ui.pages.review import review_page
from formcheck.ui.pages.review.review_service import ReviewService
from formcheck.ui.pages.reviews import reviews_page
from formcheck.ui.pages.safety import emergency

__all__ = ["main"]

_ABOUT = "about"


def main(service: ReviewService | None = None) -> None:
    """Show the page the person is on; tests pass their own `service`."""
    assets = files("formcheck.ui") / "assets"
    st.set_page_config(
        page_title=app_texts.APP,
        # Our own icon: Streamlit fetches named icons for the browser's tab from the internet.
        page_icon=str(assets / "icon.svg"),
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    st.logo(str(assets / "logo.svg"), size="large")
    theme.apply()
    with unexpected_error.boundary(st.empty()):
        _pages(ReviewService() if service is None else service)


def _pages(service: ReviewService) -> None:
    """Show the menu and the page the person is on."""

    def review() -> None:
        review_page.show(service)

    def exercise() -> None:
        exercise_page.show(_history)

    def history() -> None:
        history_page.show(_history)

    def kept_reviews() -> None:
        reviews_page.show(_history)

    linked = {
        "exercise": st.Page(
            exercise,
            title=exercise_texts.PAGE,
            icon=":material/self_improvement:",
            url_path="exercise",
        ),
        "review": st.Page(
            review, title=app_texts.REVIEW_PAGE, icon=":material/movie:", url_path="review"
        ),
        "history": st.Page(
            history, title=history_texts.PAGE, icon=":material/history:", url_path="history"
        ),
    }

    def start() -> None:
        home.show(_history, **linked)

    kept = st.Page(
        kept_reviews, title=kept_texts.PAGE, icon=":material/inventory_2:", url_path="reviews"
    )
    pages = [
        st.Page(start, title=app_texts.HOME_PAGE, icon=":material/home:", default=True),
        *linked.values(),
        *([kept] if _has_kept_reviews() else []),
        st.Page(about.show, title=app_texts.ABOUT_PAGE, icon=":material/info:", url_path=_ABOUT),
    ]
    page = st.navigation(pages, position="top")
    if page.url_path == _ABOUT or disclaimer.ask(_history):
        if page.url_path != linked["exercise"].url_path:  # which shows it on a page of its own
            emergency.show_banner(_history, linked["exercise"])
        page.run()


def _has_kept_reviews() -> bool:
    """Say whether the page of kept reviews has something to show; patients need no such page."""
    try:
        return _history().reviews.any()
    except StoreError:  # the other pages say so
        return False


@st.cache_resource(show_spinner=False)
def _history() -> Store:
    """Return the history of this process. It is opened once, because it has one writer."""
    return Store()


if __name__ == "__main__":
    main()
