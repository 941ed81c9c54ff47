"""oEmbed: answers for our own addresses alone, in both formats."""

from __future__ import annotations

import html
import json
import re
from xml.etree import ElementTree

import pytest

from dashboard import oembed

HOST = "dash.example:8501"
PAGE = f"https://{HOST}/app/?place=gunma&q=a%22b"


def asked(**parameters: str) -> dict[str, str]:
    return {"url": PAGE, **parameters}


def test_it_frames_the_view_of_the_page() -> None:
    body, kind = oembed.answer(asked(), HOST, "Title")
    found = json.loads(body)
    assert kind == "application/json"
    assert (found["type"], found["version"]) == ("rich", "1.0")
    source = re.search(r'src="([^"]*)"', found["html"])
    assert source
    assert html.unescape(source[1]) == f"https://{HOST}/app/embed?place=gunma&q=a%22b"
    assert found["provider_url"] == f"https://{HOST}/app/"


def test_both_formats_say_the_same() -> None:
    body, _ = oembed.answer(asked(format="xml"), HOST, 'T\x00 <&">')
    root = ElementTree.fromstring(body)  # noqa: S314 - our own
    found = json.loads(oembed.answer(asked(format="json"), HOST, 'T <&">')[0])
    assert {child.tag: child.text for child in root} == {
        name: str(value) for name, value in found.items()
    }


@pytest.mark.parametrize(
    ("asked_for", "given"),
    [
        ("500", 500),
        ("5000", oembed.WIDTH),
        ("1", 200),
        ("x", oembed.WIDTH),
        ("-5", oembed.WIDTH),
        ("9" * 30, 960),
    ],
)
def test_the_size_fits(asked_for: str, given: int) -> None:
    found = json.loads(oembed.answer(asked(maxwidth=asked_for), HOST, "T")[0])
    assert found["width"] == given
    assert f'width="{given}"' in found["html"]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://evil.example/app/?place=gunma",
        f"https://{HOST}.evil.example/",
        f"https://evil.example@{HOST}/",
        "javascript:alert(1)",
        f"ftp://{HOST}/",
        f"https://{HOST}/app/oembed",
        "https://[::1",
    ],
)
def test_other_addresses_are_not_found(url: str) -> None:
    with pytest.raises(oembed.RefusedError) as refused:
        oembed.answer({"url": url}, HOST, "T")
    assert refused.value.status == 404


def test_another_format_is_not_implemented() -> None:
    with pytest.raises(oembed.RefusedError) as refused:
        oembed.answer(asked(format="yaml"), HOST, "T")
    assert refused.value.status == 501


def test_hostile_text_stays_text() -> None:
    evil = f'https://{HOST}/?q="><script>alert(1)</script>'
    body, _ = oembed.answer({"url": evil}, HOST, '"><script>')
    assert "<script" not in json.loads(body)["html"]
