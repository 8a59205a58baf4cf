"""Phone numbers as WhatsApp, people and E.164 write them.

A WhatsApp id is not always the number that one dials: Brazil's mobiles may lack the
ninth digit, Mexico's may carry a 1 after the 52, Argentina's a 9 after the 54 (Cloud
API, messages/send-messages). What is one user for WhatsApp is one number here.
"""

import re
import unicodedata
from collections.abc import Iterable

import phonenumbers
from phonenumbers import PhoneNumberFormat, ValidationResult, timezone

_BSUID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
_NUMBER = re.compile(r"[(\s]*\+?[(\s]*\d(?:\d|[^\w#;,*\n])*")
_MAX_DIGITS = 15  # E.164
_MAX_STORED = 100

# Mobiles of the days before the ninth digit began with 6 to 9; landlines never did.
_BRAZIL_OLD = re.compile(r"(\+55[1-9]\d)([6-9]\d{7})")
_MEXICO_OLD = re.compile(r"\+52(?:1|01|044|045)(\d{10})")
_ARGENTINA_LOCAL = re.compile(r"\+54([1-3]\d{9})")
_TODAY = (
    (_BRAZIL_OLD, r"\g<1>9\g<2>"),
    (_MEXICO_OLD, r"+52\1"),
    (_ARGENTINA_LOCAL, r"+549\1"),
)


def is_bsuid(text: str) -> bool:
    """Whether `text` has the form of a business-scoped user id (`US.1349…`)."""
    return bool(text and _BSUID.fullmatch(text))


def digits(text: str) -> str:
    """The decimal digits of `text`, whatever their script, as 0 to 9."""
    if text.isascii():
        return text if text.isdigit() else re.sub(r"\D", "", text)
    return "".join(str(unicodedata.decimal(c)) for c in text if c.isdecimal())


def to_e164(number: str) -> str:
    """An international number, with or without "+" or "00", as it is dialled today.

    Brazil's mobiles with the ninth digit (a landline never gets one), Mexico without
    the 1, Argentina with the 9. "" if no number can look like this.
    """
    return _international(_first_number(number, _NUMBER.match))


def time_zones(number: str) -> list[str]:
    """IANA names of the zones where `number` (E.164) may be; empty if not known."""
    parsed = _parse(number)
    zones = timezone.time_zones_for_number(parsed) if parsed else ()
    return [zone for zone in zones if zone != timezone.UNKNOWN_TIMEZONE]


def match_key(text: str) -> str:
    """What a stored number shares with all its spellings: its last 7 digits.

    For an indexed column that narrows down the search; `same_number` then decides.
    "" with fewer than 6 digits. An extension does not count.
    """
    number = digits(_first_number(text))
    return number[-7:] if len(number) >= 6 else ""


def same_number(stored: str, e164: str, regions: Iterable[str] = ()) -> bool:
    """Whether a number as people write it is the WhatsApp number `e164`.

    :param stored: with spaces, "00", an extension, without "+", or in national form
    :param regions: ISO alpha-2 codes in which a national form may be meant
    """
    wanted = to_e164(e164)
    text = _first_number(stored)
    if not wanted or not text:
        return False
    if _international(text) == wanted:
        return True
    return "+" not in text and any(
        _canonical(text, region) == wanted for region in regions if region
    )


def region(e164: str) -> str:
    """ISO alpha-2 code of the number's country, "" if it has none or several."""
    number = _parse(e164)
    code = number and phonenumbers.region_code_for_number(number)
    return code if code and code.isalpha() else ""


def international(e164: str) -> str:
    """`+34 600 11 12 22`: for people. What cannot be parsed is given back."""
    number = _parse(e164)
    if not number:
        return e164
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def _plain(text):
    """Without the invisible marks that come along when a number is copied."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)
    return "".join(c for c in text if unicodedata.category(c) != "Cf")


def _first_number(text, find=_NUMBER.search):
    text = _plain((text or "")[:_MAX_STORED])
    match = find(text)
    if not match or is_bsuid(text):
        return ""
    number = match[0].strip()
    # A slash parts the area code, or two numbers.
    return number if len(digits(number)) <= _MAX_DIGITS else number.split("/")[0]


def _international(text):
    number = digits(text).removeprefix("00")
    if not number or number[0] == "0" or len(number) > _MAX_DIGITS + 3:
        return ""
    return _canonical("+" + number, None)


def _canonical(text, region_code):
    number = _parse(text, region_code)
    if not number:
        return ""
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    for pattern, spelling in _TODAY:
        if pattern.fullmatch(e164):
            e164 = pattern.sub(spelling, e164)
            number = _parse(e164)
    possible = phonenumbers.is_possible_number_with_reason(number)
    return e164 if possible == ValidationResult.IS_POSSIBLE else ""


def _parse(text, region_code=None):
    try:
        return phonenumbers.parse(text, region_code)
    except phonenumbers.NumberParseException:
        return None
