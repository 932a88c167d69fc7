"""The pose model that is used unless somebody chooses another one."""

__all__ = ["DEFAULT_VARIANT"]

DEFAULT_VARIANT = "full"
