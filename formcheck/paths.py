"""Where FormCheck's files are, in a checkout and after `pip install`.

Some files stand at the top of the checkout because people look for them there: the model manifest
and the sample clips. The built package carries them in its `bundled_path` folder instead.
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
"""Environment variable that names another folder for the user's data, such as the history."""

MODELS_VARIABLE = "FORMCHECK_MODELS"
"""Environment variable that names another folder for the pose models."""

_PACKAGE = Path(__file__).resolve().parent


def checkout_dir() -> Path | None:
    """Return the checkout FormCheck runs from, or None when it was installed as a package."""
    top = _PACKAGE.parent
    is_checkout = (top / "pyproject.toml").is_file() and (top / "models").is_dir()
    return top if is_checkout else None


def bundled_path(name: str) -> Path:
    """Return the path of a file or folder that comes with FormCheck.

    Args:
        name: path below the top of the checkout, with forward slashes, for example
            `"models/manifest.toml"` or `"sample_videos"`.

    Returns:
        The path; whether it exists is the caller's to check.
    """
    top = checkout_dir()
    return (_PACKAGE / "shipped" if top is None else top) / name


def app_script() -> Path:
    """Return the script Streamlit is to run: `app.py` of the checkout, or the package's own entry.

    Streamlit reads `.streamlit/config.toml` beside it, so it finds our settings in either case.
    """
    top = checkout_dir()
    return _PACKAGE / "ui" / "entry" / "app.py" if top is None else top / "app.py"


def data_dir() -> Path:
    """Return the user's own data folder for FormCheck; it may not exist yet.

    The variable `FORMCHECK_DATA` wins; then what the system keeps for each user's programs.
    Raises `SetupError` when the variable names no folder that can be meant.
    """
    chosen = _named_by(DATA_VARIABLE)
    if chosen is not None:
        return chosen
    return Path(platformdirs.user_data_dir("formcheck", appauthor=False))


def cache_dir() -> Path:
    """Return the user's own folder for what can be made again; it may not exist yet."""
    return Path(platformdirs.user_cache_dir("formcheck", appauthor=False))


def models_dir() -> Path:
    """Return the folder that holds the pose models; it may not exist yet.

    The variable `FORMCHECK_MODELS` wins; then `models/` of the checkout; then `models/` in the
    user's data folder. Raises `SetupError` as `data_dir` does.
    """
    chosen = _named_by(MODELS_VARIABLE)
    if chosen is not None:
        return chosen
    top = checkout_dir()
    return (data_dir() if top is None else top) / "models"


def environment() -> dict[str, str]:
    """Return the environment for a process that is to start in another folder.

    What our variables name is the same folder there as here. Raises `SetupError` as `data_dir`
    does.
    """
    named = {name: _named_by(name) for name in (DATA_VARIABLE, MODELS_VARIABLE)}
    return {**os.environ, **{name: str(path) for name, path in named.items() if path is not None}}


def _named_by(variable: str) -> Path | None:
    """The folder a variable names, absolute; None where it is empty or not there."""
    chosen = os.environ.get(variable)
    if not chosen:
        return None
    try:
        return Path(chosen).expanduser().absolute()
    except RuntimeError as error:
        raise SetupError(
            f"Expected a folder in {variable}, but there is no home folder for {chosen}."
        ) from error
