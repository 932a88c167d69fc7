"""FormCheck watches rehabilitation exercises and judges their form.

Importing the package is fast: it loads no MediaPipe, OpenCV or Streamlit until a clip is read.
"""

__version__ = "0.1.0"
__all__ = ["__version__"]
