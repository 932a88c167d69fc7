"""The app with scripted judges, served as the real one is: `streamlit run` starts it.

The Review page has a scripted backend (scripted_pages.py), the live session a scripted pose model
(scripted_estimator.py); all else is the app's own. Nothing in the package leads here.
"""

from pathlib import Path

from streamlit.starlette import App

from formcheck.live.server.live_sessions import live_models
from formcheck.ui.components.unexpected_error import show_instead
from formcheck.ui.routes import build_middleware, build_routes
from tests.ui.browser.scripted_estimator import ScriptedPeopleCounter, ShadeEstimator

live_models().make_estimator = ShadeEstimator
live_models().make_people_counter = ScriptedPeopleCounter
app = App(
    Path(__file__).with_name("scripted_pages.py"),
    routes=build_routes(),
    middleware=build_middleware(),
    on_script_error=show_instead,
)
