"""The app with a scripted backend, served as the real one is: `streamlit run` starts it."""

from pathlib import Path

from streamlit.starlette import App

from formcheck.ui.unexpected import show_instead

app = App(Path(__file__).with_name("scripted_pages.py"), on_script_error=show_instead)
