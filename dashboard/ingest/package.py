"""``datapackage.json``: what the dataset is, and what each of its tables holds.

The file follows the Frictionless Data Package (https://specs.frictionlessdata.io/),
so that people and tools that never heard of this project can read the tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from dashboard import schema
from dashboard.datapackage import resource
from dashboard.ingest.dossiers import Slug, Strict, Text

WebAddress = Annotated[str, Field(pattern=r"^https?://\S+$")]


class Licence(Strict):
    """Terms of use; ``name`` is the identifier of the Open Definition or of SPDX."""

    name: Text
    title: Text
    path: WebAddress


class CreditEntry(Strict):
    """Open data that the tables are made with, to be credited by everyone who uses them."""

    title: Text
    path: WebAddress


class Dataset(Strict):
    """``seeds/dataset.toml``: what the dataset as a whole is called and allowed for."""

    name: Slug
    title: Text
    title_vi: str = ""
    title_ja: str = ""
    description: Text
    boundaries_credit: str = ""
    licence: Annotated[list[Licence], Field(min_length=1)]
    credit: list[CreditEntry] = Field(default_factory=list)


def descriptor(dataset: Dataset, files: Mapping[str, bytes]) -> dict[str, object]:
    """The data package of ``dataset``.

    ``files`` holds the content of each table's file by table name; its size and hash
    go into the package, so that tables of two different builds are told apart.
    """
    return {
        "profile": "data-package",
        "name": dataset.name,
        "title": dataset.title,
        # Properties of our own, which the specification allows.
        "title_vi": dataset.title_vi,
        "title_ja": dataset.title_ja,
        "description": dataset.description,
        "boundaries_credit": dataset.boundaries_credit,
        "licenses": [licence.model_dump() for licence in dataset.licence],
        "sources": [credit.model_dump() for credit in dataset.credit],
        "resources": [resource(table, files[table.name]) for table in schema.TABLES],
    }
