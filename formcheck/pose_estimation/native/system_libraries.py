"""The operating system's libraries that MediaPipe and OpenCV need.

Their wheels for Linux do not contain these few libraries. Windows and macOS always have what they
need. `python -m formcheck.pose_estimation.native.system_libraries` prints the Debian packages to
install, if any.
"""

import ctypes
import sys
from collections.abc import Mapping

from formcheck.errors import SystemLibraryError

__all__ = ["DEBIAN_PACKAGES", "check_system_libraries", "find_missing_libraries"]

DEBIAN_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGLESv2.so.2": "libgles2",
    "libGL.so.1": "libgl1",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxcb.so.1": "libxcb1",
}
"""Each library and its Debian and Ubuntu package. MediaPipe needs the first two."""


def find_missing_libraries(
    libraries: Mapping[str, str] = DEBIAN_PACKAGES, *, platform: str = sys.platform
) -> tuple[str, ...]:
    """Return which of `libraries` (names and their packages) cannot be loaded, empty if none.

    On a `platform` other than Linux none is missing, because the wheels contain all they need.
    """
    if platform != "linux":
        return ()
    return tuple(name for name in libraries if not _loads(name))


def check_system_libraries(libraries: Mapping[str, str] = DEBIAN_PACKAGES) -> None:
    """Check that all libraries can be loaded.

    Raises:
        SystemLibraryError: some are missing; the message says which, and how to install them.
    """
    missing = find_missing_libraries(libraries)
    if missing:
        packages = " ".join(libraries[name] for name in missing)
        raise SystemLibraryError(
            f"Expected the system libraries {', '.join(missing)}, which pose estimation needs, but "
            f"they cannot be loaded. On Debian or Ubuntu run `sudo apt-get install {packages}`."
        )


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.stdout.write(" ".join(DEBIAN_PACKAGES[name] for name in find_missing_libraries()))
