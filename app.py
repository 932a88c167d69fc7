"""Streamlit entry at the top of the checkout: `streamlit run app.py`."""

from streamlit.starlette import App

from formcheck.ui.serve import SCRIPT, middleware, routes
from formcheck.ui.unexpected import show_instead

app = App(SCRIPT, routes=routes(), middleware=middleware(), on_script_error=show_instead)
