"""Table: what people paste when they mean a place."""

import pytest
from tools.places import Place, is_short_link, read_place

#: pasted → latitude, longitude, name
PLACES = [
    ("40.4168, -3.7038", (40.4168, -3.7038, "")),
    ("(40.4168, -3.7038)", (40.4168, -3.7038, "")),
    ("  -33.45 -70.66 ", (-33.45, -70.66, "")),
    ("40,4168; -3,7038", (40.4168, -3.7038, "")),
    ("40,4168 -3,7038", (40.4168, -3.7038, "")),
    ("40, -3", (40.0, -3.0, "")),
    ("""40°25'00.0"N 3°42'13.7"W""", (40.4166667, -3.7038056, "")),
    ("""3°42′13.7″O 40°25′00.0″N""", (40.4166667, -3.7038056, "")),
    ("geo:40.4168,-3.7038?z=17", (40.4168, -3.7038, "")),
    ("geo:0,0?q=40.4168,-3.7038(Shop)", (40.4168, -3.7038, "Shop")),
    ("https://maps.google.com/?q=40.4168,-3.7038", (40.4168, -3.7038, "")),
    ("https://maps.google.com/maps?q=loc:40.4,-3.7", (40.4, -3.7, "")),
    (
        "https://www.google.com/maps/search/?api=1&query=40.4168%2C-3.7038",
        (40.4168, -3.7038, ""),
    ),
    (
        # the pin, not the middle of what is shown
        "https://www.google.com/maps/place/Caf%C3%A9+Sol/@40.5,-3.8,17z/"
        + "data=!3m1!4b1!4m5!3m4!1s0x0:0x0!8m2!3d40.4168!4d-3.7038",
        (40.4168, -3.7038, "Café Sol"),
    ),
    ("https://www.google.es/maps/@40.4168,-3.7038,15z", (40.4168, -3.7038, "")),
    (
        "https://maps.apple.com/?ll=40.4168,-3.7038&q=Garden",
        (40.4168, -3.7038, "Garden"),
    ),
    (
        "https://www.openstreetmap.org/?mlat=40.4168&mlon=-3.7038#map=5/1/2",
        (40.4168, -3.7038, ""),
    ),
    ("https://www.openstreetmap.org/#map=17/40.4168/-3.7038", (40.4168, -3.7038, "")),
    ("https://example.com/?lat=40.4168&lng=-3.7038", (40.4168, -3.7038, "")),
]


@pytest.mark.parametrize("text, expected", PLACES)
def test_a_place_is_read(text, expected):
    place = read_place(text)
    assert place.latitude == pytest.approx(expected[0])
    assert place.longitude == pytest.approx(expected[1])
    assert place.name == expected[2]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Calle Mayor 5, Madrid",
        "91.0, 3.0",
        "40.4, 181",
        "https://maps.app.goo.gl/abc",
        "https://example.com/?q=Madrid",
        "https://[",
        "call 600 111",
        "geo:here",
        "1" * 10000,
    ],
)
def test_what_tells_no_place(text):
    assert read_place(text) is None


def test_short_links():
    assert is_short_link("https://maps.app.goo.gl/abc")
    assert not is_short_link("https://www.google.com/maps")
    assert not is_short_link("https://[")
    assert read_place("geo:1,2") == Place(1.0, 2.0)
