"""Streamlit entry at the top of the checkout: `streamlit run app.py`."""

from streamlit.starlette import App

from formcheck.ui.components.unexpected_error import show_instead
from formcheck.ui.routes import SCRIPT, build_middleware, build_routes

app = App(
    SCRIPT, routes=build_routes(), middleware=build_middleware(), on_script_error=show_instead
)
