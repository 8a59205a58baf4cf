"""Where somebody means: coordinates, or a link of a map, that a person pasted.

Nothing is asked of the network: a short link says nothing by itself.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, unquote_plus, urlsplit

MAX_TEXT = 4096
#: Parameters that hold "latitude,longitude" in links of Google, Apple and Bing.
_PAIRS = ("q", "query", "ll", "destination", "daddr", "coordinate", "center", "sll")
_NUMBER = r"[-+]?\d{1,3}(?:\.\d+)?"
_PAIR = re.compile(rf"(?:loc:)?\s*({_NUMBER})\s*,\s*({_NUMBER})")
_PLAIN = re.compile(rf"\(?\s*({_NUMBER})\s*[,;\s]\s*({_NUMBER})\s*\)?")
_COMMAS = re.compile(r"([-+]?\d{1,3},\d+)\s*[;\s]\s*([-+]?\d{1,3},\d+)")
_DEGREES = re.compile(
    r"""(\d{1,3})°\s*(?:(\d{1,2}(?:\.\d+)?)['′’]\s*)?(?:(\d{1,2}(?:\.\d+)?)["″”]\s*)?"""
    r"([NSEWO])",
    re.IGNORECASE,
)
_PIN = re.compile(rf"!3d({_NUMBER})!4d({_NUMBER})")
_AT = re.compile(rf"@({_NUMBER}),({_NUMBER})")
_MAP = re.compile(rf"#map=[\d.]+/({_NUMBER})/({_NUMBER})")
_GEO = re.compile(rf"geo:({_NUMBER}),({_NUMBER})", re.IGNORECASE)
_NAMED = re.compile(r"/place/([^/@]+)")
_LABEL = re.compile(r"\(([^()]+)\)\s*$")
_SHORT = ("maps.app.goo.gl", "goo.gl", "g.co", "maps.apple")


@dataclass(frozen=True, slots=True)
class Place:
    """Degrees; `name` is what the link calls it, if it does."""

    latitude: float
    longitude: float
    name: str = ""


def read_place(text: str) -> Place | None:
    """The first place that a text tells; None if it tells none."""
    text = text.strip()[:MAX_TEXT]
    if "://" in text or text.lower().startswith("geo:"):
        return _of_link(text)
    if len(parts := _DEGREES.findall(text)) == 2:
        return _of_degrees(parts)
    if found := _COMMAS.fullmatch(text):
        return _place(*(number.replace(",", ".") for number in found.groups()))
    if found := _PLAIN.fullmatch(text):
        return _place(*found.groups())
    return None


def is_short_link(text: str) -> bool:
    """Whether only the map's own server knows what it means."""
    try:
        host = urlsplit(text.strip()).hostname or ""
    except ValueError:
        return False
    return host in _SHORT


def _of_link(link):
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    values = dict(parse_qsl(parts.query))
    named = _NAMED.search(parts.path)
    name = unquote_plus(named[1]) if named else ""
    label = _LABEL.search(values.get("q") or "")
    if label:
        name = label[1]
    for pattern in (_PIN, _GEO):
        found = pattern.search(unquote(link))
        # geo:0,0?q=… has the place in its question
        if found and (place := _place(*found.groups(), name)) and _is_somewhere(place):
            return place
    for key in _PAIRS:
        if found := _PAIR.match(values.get(key) or ""):
            called = values.get("q") or "" if key != "q" else ""
            return _place(*found.groups(), name or called)
    for keys in (("mlat", "mlon"), ("lat", "lon"), ("lat", "lng")):
        if all(re.fullmatch(_NUMBER, values.get(key) or "") for key in keys):
            return _place(*(values[key] for key in keys), name)
    found = _MAP.search(link) or _AT.search(unquote(link))
    return _place(*found.groups(), name) if found else None


def _of_degrees(parts):
    """40°25'00.0"N 3°42'13.7"W, in either order."""
    found = {}
    for degrees, minutes, seconds, side in parts:
        value = float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
        side = side.upper()
        axis = "latitude" if side in "NS" else "longitude"
        found[axis] = f"{-value if side in 'SWO' else value:.7f}"
    return _place(**found) if len(found) == 2 else None


def _is_somewhere(place):
    return bool(place.latitude or place.longitude)


def _place(latitude, longitude, name=""):
    latitude, longitude = float(latitude), float(longitude)
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return Place(latitude, longitude, name.strip())
