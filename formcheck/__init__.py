"""FormCheck watches rehabilitation exercises and judges their form.

Importing the package is cheap: no MediaPipe, OpenCV or Streamlit is loaded until a clip is read.
"""

__version__ = "0.1.0"
__all__ = ["__version__"]
