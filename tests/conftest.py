"""What all tests share."""

import os

from hypothesis import settings

# Examples are drawn anew at every desk, and are always the same ones where nobody watches.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")
