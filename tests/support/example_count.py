"""How many examples a property is tried with."""

import os

FEWER = bool(os.environ.get("CI")) and not os.environ.get("FORMCHECK_ALL_EXAMPLES")
"""CI draws the same examples every time, so a few are enough.

A developer's machine draws new ones each time, and `make test-all` draws them all.
"""


def examples(count: int) -> int:
    """`count` if all examples are drawn; otherwise two in five, at least five."""
    return max(2 * count // 5, min(count, 5)) if FEWER else count
