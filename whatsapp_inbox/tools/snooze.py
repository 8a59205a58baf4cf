"""Quick choices of when a conversation that was put off comes back."""

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

LATER_HOURS = 3
MORNING = time(9)


class Choice(StrEnum):
    LATER = "later"  # in three hours, by night on the next day
    TOMORROW = "tomorrow"
    MONDAY = "monday"  # of next week, also on a Monday
    MESSAGE = "message"  # when the customer writes


def until(choice, now, zone):
    """When a choice ends.

    :param Choice choice: or its value
    :param datetime now: aware
    :param zoneinfo.ZoneInfo zone: of who chooses; nine o'clock is nine o'clock there
    :return: aware in UTC, None for the next message
    :raises ValueError: there is no such choice
    """
    choice = Choice(choice)
    if choice == Choice.MESSAGE:
        return None
    if choice == Choice.LATER:
        return now.astimezone(UTC) + timedelta(hours=LATER_HOURS)
    today = now.astimezone(zone).date()
    days = 1 if choice == Choice.TOMORROW else 7 - today.weekday()
    morning = datetime.combine(today + timedelta(days=days), MORNING, zone)
    return morning.astimezone(UTC)
