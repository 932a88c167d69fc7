"""The texts on a Streamlit page that a test runs without a browser."""

from streamlit.testing.v1 import AppTest


def page_markdown(app: AppTest) -> str:
    """Every text on the page as Markdown, one a line, then the HTML of its tables."""
    kinds = (
        *(app.title, app.header, app.subheader, app.markdown, app.caption, app.text),
        *(app.warning, app.error),
    )
    texts = [element.value for kind in kinds for element in kind]
    return "\n".join([*texts, table_html(app)])


def page_text(app: AppTest) -> str:
    """Every text on the page without the backslashes of Markdown."""
    return page_markdown(app).replace("\\", "")


def table_html(app: AppTest) -> str:
    """The HTML of the tables on the page."""
    return "\n".join(element.proto.body for element in app.get("html"))
