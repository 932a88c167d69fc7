"""Where FormCheck's files are, in a checkout and after `pip install`.

The model manifest and the sample clips are at the top of the checkout, because people look for them
there. The built package has them in its `shipped` folder instead.
"""

import os
from pathlib import Path

import platformdirs

from formcheck.errors import SetupError

__all__ = [
    "DATA_VARIABLE",
    "MODELS_VARIABLE",
    "app_script",
    "bundled_path",
    "cache_dir",
    "checkout_dir",
    "data_dir",
    "environment",
    "models_dir",
]

DATA_VARIABLE = "FORMCHECK_DATA"
"""Environment variable for another folder for the user's data, such as the history."""

MODELS_VARIABLE = "FORMCHECK_MODELS"
"""Environment variable for another folder for the pose models."""

_PACKAGE = Path(__file__).resolve().parent


def checkout_dir() -> Path | None:
    """Return the checkout that FormCheck runs from, None when it was installed as a package."""
    top = _PACKAGE.parent
    is_checkout = (top / "pyproject.toml").is_file() and (top / "models").is_dir()
    return top if is_checkout else None


def bundled_path(name: str) -> Path:
    """Return the path of a file or folder that comes with FormCheck.

    Args:
        name: path below the top of the checkout, with forward slashes, for example
            `"models/manifest.toml"` or `"sample_videos"`.

    Returns:
        The path; the caller checks whether it exists.
    """
    top = checkout_dir()
    return (_PACKAGE / "shipped" if top is None else top) / name


def app_script() -> Path:
    """Return the script for Streamlit to run: `app.py` of the checkout, or the package's own entry.

    Streamlit reads `.streamlit/config.toml` beside it, so it finds our settings in both cases.
    """
    top = checkout_dir()
    return _PACKAGE / "ui" / "entry" / "app.py" if top is None else top / "app.py"


def data_dir() -> Path:
    """Return the user's own data folder for FormCheck; it may not exist yet.

    The variable `FORMCHECK_DATA` comes first, then the system's data folder for the user's
    programs. Raises `SetupError` when the variable starts with `~` and there is no home folder.
    """
    chosen = _named_by(DATA_VARIABLE)
    if chosen is not None:
        return chosen
    return Path(platformdirs.user_data_dir("formcheck", appauthor=False))


def cache_dir() -> Path:
    """Return the user's own folder for files that can be made again; it may not exist yet."""
    return Path(platformdirs.user_cache_dir("formcheck", appauthor=False))


def models_dir() -> Path:
    """Return the folder that holds the pose models; it may not exist yet.

    The variable `FORMCHECK_MODELS` comes first, then `models/` of the checkout, then `models/` in
    the user's data folder. Raises `SetupError` as `data_dir` does.
    """
    chosen = _named_by(MODELS_VARIABLE)
    if chosen is not None:
        return chosen
    top = checkout_dir()
    return (data_dir() if top is None else top) / "models"


def environment() -> dict[str, str]:
    """Return the environment for a process that will start in another folder.

    The folders in our variables are made absolute, so they stay the same there. Raises `SetupError`
    as `data_dir` does.
    """
    named = {name: _named_by(name) for name in (DATA_VARIABLE, MODELS_VARIABLE)}
    return {**os.environ, **{name: str(path) for name, path in named.items() if path is not None}}


def _named_by(variable: str) -> Path | None:
    """Return the absolute folder in a variable, None when the variable is empty or not set."""
    chosen = os.environ.get(variable)
    if not chosen:
        return None
    try:
        return Path(chosen).expanduser().absolute()
    except RuntimeError as error:
        raise SetupError(
            f"Expected a folder in {variable}, got {chosen}, which has no home folder. Give an "
            "absolute path."
        ) from error
