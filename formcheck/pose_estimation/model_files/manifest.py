"""The content of `models/manifest.toml`, which lists the pose models; checked when it is read."""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from formcheck.errors import InputError, SetupError
from formcheck.input_path import read_toml_file
from formcheck.paths import bundled_path

__all__ = [
    "Assembled",
    "Manifest",
    "Network",
    "Package",
    "Published",
    "Variant",
    "WithoutMask",
    "read_manifest",
    "shipped_manifest",
]

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Bytes = Annotated[int, Field(gt=0, le=500_000_000)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Published(_Entry):
    """The bundle as Google publishes it."""

    url: Annotated[str, Field(pattern=r"^https://|^http://127\.0\.0\.1[:/]")]
    sha256: Sha256
    size_bytes: Bytes


class Assembled(_Entry):
    """The bundle as `assemble_bundle` makes it from two networks (keys of `Manifest.networks`)."""

    detector: str
    landmarks: str
    sha256: Sha256
    size_bytes: Bytes


class WithoutMask(_Entry):
    """The bundle that `remove_mask` makes, from the published bundle or the assembled one."""

    sha256: Sha256
    size_bytes: Bytes


class Variant(_Entry):
    """One pose model: as published, as assembled, and as either is without its mask.

    `without_mask` is None if that bundle's bytes are not known; the mask is then not removed.
    """

    purpose: str
    published: Published
    assembled: Assembled
    without_mask: WithoutMask | None = None


class Network(_Entry):
    """One TFLite network: its package (a key of `packages`) and its file there (`member`)."""

    sha256: Sha256
    size_bytes: Bytes
    package: str
    member: str


class Package(_Entry):
    """A package on the user's configured index; `platform` and `python` choose a wheel."""

    kind: Literal["pip", "npm"]
    requirement: str
    size_limit_bytes: Bytes
    platform: str | None = None
    python: str | None = None


class Manifest(_Entry):
    """All pose models that FormCheck knows."""

    schema_version: Annotated[Literal[1], Field(alias="schema")]
    model: str
    author: str
    licence: str
    documentation: str
    variants: dict[str, Variant]
    networks: dict[str, Network]
    packages: dict[str, Package]

    def variant(self, name: str) -> Variant:
        """Return the pose model of that name.

        Raises:
            InputError: there is no model of that name.
        """
        if name not in self.variants:
            known = ", ".join(self.variants)
            raise InputError(f"Expected a pose model named one of {known}; got {name!r}.")
        return self.variants[name]


def read_manifest(path: Path) -> Manifest:
    """Read and check a manifest.

    Raises:
        SetupError: the file is missing or does not have the expected form.
    """
    try:
        return Manifest.model_validate(read_toml_file(path))
    except InputError as error:
        raise SetupError(
            f"Expected the list of pose models at {path}, but it cannot be read ({error}). "
            "Install FormCheck again."
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SetupError(
            f"Expected a valid list of pose models at {path}, got a mistake at {where}: "
            f"{first['msg']}. Install FormCheck again."
        ) from error


@cache
def shipped_manifest() -> Manifest:
    """Return the manifest that comes with FormCheck.

    Raises:
        SetupError: it is missing or does not have the expected form.
    """
    return read_manifest(bundled_path("models/manifest.toml"))
