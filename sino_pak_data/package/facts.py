"""What the descriptor says about the dataset as a whole: title, version, creators, licence, address and citation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sino_pak_data.cells.text import RESOLVER, doi_address
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.store import DESCRIPTOR

_ORCID = "https://orcid.org/"


@dataclass(frozen=True)
class Creator:
    """Who answers for the dataset, from `contributors` of `datapackage.json`: the one place where names are written.

    family, given  of a person; an organisation has neither
    url            where it is identified, such as https://orcid.org/0000-0002-1825-0097
    """

    name: str
    family: str = ""
    given: str = ""
    affiliation: str = ""
    url: str = ""

    @property
    def is_person(self) -> bool:
        return bool(self.family)

    @property
    def orcid(self) -> str:
        """The ORCID alone, or ""."""
        return self.url.removeprefix(_ORCID) if self.url.startswith(_ORCID) else ""

    @property
    def cited(self) -> str:
        """As a citation names it."""
        return ", ".join(filter(None, (self.family, self.given))) or self.name

    @property
    def linked_data(self) -> dict[str, Any]:
        """Its properties in schema.org, the type among them."""
        employer = {"@type": "Organization", "name": self.affiliation} if self.affiliation else None
        return filled({
            "@type": "Person" if self.is_person else "Organization", "name": self.name,
            "familyName": self.family, "givenName": self.given, "affiliation": employer, "identifier": self.url,
        })  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """The dataset as its descriptor describes it.

    date     day of this version, ISO 8601
    sources  the works that the dataset started from: title and web address of each
    doi      of all versions, without the resolver's address; "" before there is one
    """

    name: str
    title: str
    description: str
    homepage: str
    version: str
    date: str
    keywords: tuple[str, ...]
    creators: tuple[Creator, ...]
    licence: str
    licence_url: str
    licence_note: str
    sources: tuple[tuple[str, str], ...]
    doi: str = ""

    @property
    def shared(self) -> dict[str, Any]:
        """The properties that schema.org, Croissant and RO-Crate name alike."""
        return {
            "description": self.description,
            "url": self.homepage,
            "version": self.version,
            "datePublished": self.date,
            "keywords": list(self.keywords),
        }

    @property
    def address(self) -> str:
        """Where the dataset is found: its DOI if it has one."""
        return doi_address(self.doi) if self.doi else self.homepage

    @property
    def citation(self) -> str:
        """How to cite this version, on one line."""
        who = "; ".join(creator.cited for creator in self.creators)
        return f"{who} ({self.date[:4]}). {self.title} ({self.name}), version {self.version} [dataset]. {self.address}"


def facts(descriptor: Descriptor) -> Facts:
    """The facts of a descriptor. Raises `PackageError` if one is missing."""
    raw = descriptor.json
    try:
        licence = raw["licenses"][0]
        creators = tuple(_creator(one) for one in raw["contributors"] if "creator" in one.get("roles", []))
        if not creators:
            raise KeyError("contributors with the role creator")
        return Facts(
            raw["name"], raw["title"], raw["description"], raw["homepage"], raw["version"],
            raw["created"][:10], tuple(raw["keywords"]), creators,
            licence["name"], licence["path"], licence["title"],
            tuple((one["title"], one["path"]) for one in raw.get("sources", [])),
            str(raw.get("id", "")).removeprefix(RESOLVER),
        )  # fmt: skip
    except (KeyError, IndexError, TypeError, AttributeError) as missing:
        raise PackageError(f"{DESCRIPTOR}: {missing} is missing or invalid; the metadata files need it") from None


def _creator(raw: Mapping[str, Any]) -> Creator:
    """An entry of `contributors`, in the words of the Data Package standard."""
    parts = ("familyName", "givenName", "organization", "path")
    return Creator(raw["title"], *(str(raw.get(part, "")) for part in parts))


def filled(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The properties that are not empty."""
    return {name: value for name, value in properties.items() if value}
