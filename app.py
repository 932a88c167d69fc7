"""Streamlit entry at the top of the checkout: `streamlit run app.py`."""

from streamlit.starlette import App

from formcheck.ui.components.unexpected_error import show_instead
from formcheck.ui.routes import SCRIPT, middleware, routes

app = App(SCRIPT, routes=routes(), middleware=middleware(), on_script_error=show_instead)
