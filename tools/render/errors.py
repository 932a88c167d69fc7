"""The errors of the renderer.

RenderError
|-- RecipeError   the recipe asks for something unknown or impossible
`-- AssetError    the MakeHuman data is missing or not as expected
"""


class RenderError(Exception):
    """Base of every error this program raises on purpose; its text is meant for the user."""


class RecipeError(RenderError):
    """A recipe asks for something unknown or impossible."""


class AssetError(RenderError):
    """The MakeHuman data is missing or not as expected."""
