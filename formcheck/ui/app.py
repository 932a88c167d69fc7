"""The app of an installed FormCheck; in a checkout `app.py` at the top is the same."""

from streamlit.starlette import App

from formcheck.ui.serve import SCRIPT, middleware, routes
from formcheck.ui.unexpected import show_instead

__all__ = ["app"]

app = App(SCRIPT, routes=routes(), middleware=middleware(), on_script_error=show_instead)
