"""Phone numbers as people dial them and as WhatsApp knows them.

A ``wa_id`` is digits without "+". In three countries it may differ from the number
that people dial: Brazil (accounts older than the ninth digit), Mexico (an old 1 after
52) and Argentina (a 9 after 54).
"""

import re

COUNTRIES = {
    "1": "US",
    "7": "RU",
    "20": "EG",
    "27": "ZA",
    "30": "GR",
    "31": "NL",
    "32": "BE",
    "33": "FR",
    "34": "ES",
    "39": "IT",
    "41": "CH",
    "43": "AT",
    "44": "GB",
    "45": "DK",
    "46": "SE",
    "47": "NO",
    "48": "PL",
    "49": "DE",
    "51": "PE",
    "52": "MX",
    "54": "AR",
    "55": "BR",
    "56": "CL",
    "57": "CO",
    "58": "VE",
    "61": "AU",
    "62": "ID",
    "81": "JP",
    "86": "CN",
    "91": "IN",
    "212": "MA",
    "234": "NG",
    "254": "KE",
    "351": "PT",
    "353": "IE",
    "593": "EC",
    "598": "UY",
    "966": "SA",
    "971": "AE",
    "972": "IL",
}


def digits(number):
    """Only the digits of a written number ("" when there are none)."""
    return re.sub(r"\D", "", str(number or ""))


def dial_code(number):
    """The country calling code that ``number`` (digits) starts with, or ""."""
    for length in (3, 2, 1):
        if number[:length] in COUNTRIES:
            return number[:length]
    return ""


def country(number):
    """ISO country code of a number given in digits; "US" when unknown."""
    return COUNTRIES.get(dial_code(number), "US")


def variants(number):
    """All ways WhatsApp may know the user of ``number`` (digits), itself first."""
    result = [number]
    if number.startswith("55") and len(number) == 13 and number[4] == "9":
        result.append(number[:4] + number[5:])
    elif number.startswith("55") and len(number) == 12 and number[4] in "6789":
        result.append(number[:4] + "9" + number[4:])
    elif number.startswith("521") and len(number) == 13:
        result.append("52" + number[3:])
    elif number.startswith("52") and len(number) == 12:
        result.append("521" + number[2:])
    elif number.startswith("549") and len(number) == 13:
        result.append("54" + number[3:])
    elif number.startswith("54") and len(number) == 12:
        result.append("549" + number[2:])
    return result


def looks_dialable(text):
    """Whether Meta would take ``text`` as a phone number at all."""
    return bool(re.fullmatch(r"\+?[\d\s().-]+", text)) and 6 <= len(digits(text)) <= 17
