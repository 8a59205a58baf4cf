"""A stand-in for Meta's WhatsApp Cloud API, with a phone on a web page."""
