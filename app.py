"""Streamlit entry at the top of the checkout: `streamlit run app.py`."""

from streamlit.starlette import App

from formcheck.ui.serve import SCRIPT, middleware, routes

app = App(SCRIPT, routes=routes(), middleware=middleware())
