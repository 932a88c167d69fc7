"""The app of an installed FormCheck; in a checkout `app.py` at the top is the same."""

from streamlit.starlette import App

from formcheck.ui.components.unexpected_error import show_instead
from formcheck.ui.routes import SCRIPT, middleware, routes

__all__ = ["app"]

app = App(SCRIPT, routes=routes(), middleware=middleware(), on_script_error=show_instead)
