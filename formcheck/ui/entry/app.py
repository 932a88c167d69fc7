"""The app of an installed FormCheck; in a checkout `app.py` at the top is the same."""

from streamlit.starlette import App

from formcheck.ui.components.unexpected_error import show_instead
from formcheck.ui.routes import SCRIPT, build_middleware, build_routes

__all__ = ["app"]

app = App(
    SCRIPT, routes=build_routes(), middleware=build_middleware(), on_script_error=show_instead
)
