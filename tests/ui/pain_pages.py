"""The Exercise page with its questions about pain, driven without a browser."""

from datetime import UTC, datetime

from streamlit.testing.v1 import AppTest

from formcheck.clinic.guard import Guard
from formcheck.clinic.store import PlanItem
from formcheck.safety.answers import Flag, Site
from formcheck.safety.events import Asked, Why

__all__ = [
    "ITEM",
    "answer",
    "before",
    "key_of",
    "open_question",
    "page",
    "show_exercises",
    "shown",
    "start",
    "title",
]

ITEM = PlanItem(exercise="bridge", sets=2, repetitions=8, hold_s=5.0, rest_s=10.0)


def show_exercises(store):
    from formcheck.ui import exercise_page

    exercise_page.show(lambda: store)


def page(store) -> AppTest:
    app = AppTest.from_function(show_exercises, args=(store,), default_timeout=30).run()
    assert not app.exception
    return app


def title(app) -> str:
    return app.title[0].value


def shown(app) -> str:
    parts = (*app.markdown, *app.subheader, *app.title, *app.caption, *app.warning)
    return "\n".join(part.value for part in parts).replace("\\", "")


def start(app, name: str = "bridge") -> AppTest:
    app.button(key=f"choose-{name}").click().run()
    app.button(key="start").click().run()
    assert not app.exception
    return app


def answer(app, key: str, *, back=0, leg=0, site=Site.NONE, felt=("nothing",)) -> None:
    app.button_group(key=f"{key}-back").set_value(back)
    app.button_group(key=f"{key}-leg").set_value(leg)
    app.radio(key=f"{key}-site").set_value(site)
    app.button_group(key=f"{key}-felt").set_value(list(felt))


def before(app, *flags: Flag, flare: bool = False, **pain) -> AppTest:
    for flag in flags:
        app.checkbox(key=f"asked-before-{flag.value}").check()
    if not flags:
        app.checkbox(key="asked-before-none").check()
    app.radio(key="asked-before-flare").set_value(flare)
    answer(app, "asked-before", **pain)
    app.button(key="before-send").click().run()
    assert not app.exception
    return app


def open_question(store, why: Why, *, state: str | None = None) -> int:
    training = store.begin_training(ITEM, source="camera")
    now = datetime.now(UTC)
    Guard(store).tell(Asked(at=now, exercise="bridge", why=why, training_id=training))
    if state is not None:
        store.end_training(training, state=state).result()
    return training


def key_of(store) -> str:
    return f"told-{Guard(store).journey().question.at.timestamp():.0f}"
