"""Time in contracts: local time, service calendars, deadlines and lateness, legal periods, comparison of delays.

Instants are whole epoch seconds (UTC) and lengths of open time whole seconds; no binary floats come near them.
"""

from contractlang.calendars.comparison import Excess, Timing, worst_excess
from contractlang.calendars.delays import deadline, late_units, notice_limit
from contractlang.calendars.legal import legal_deadline, legal_end, soonest_end
from contractlang.calendars.regions import holiday_regions, holidays_known, is_holiday_region
from contractlang.calendars.service import ServiceCalendar, always_open, breakpoints, open_hours
from contractlang.calendars.suspensions import (
    Stops,
    delayed,
    merged_stops,
    running_deadline,
    running_end,
    running_late_units,
    stopped_time,
)
from contractlang.calendars.timeline import NeverOpens
from contractlang.calendars.zones import ClockChange, is_zone, month_range, to_datetime, to_instant, zones

__all__ = [
    "ClockChange",
    "Excess",
    "NeverOpens",
    "ServiceCalendar",
    "Stops",
    "Timing",
    "always_open",
    "breakpoints",
    "deadline",
    "delayed",
    "holiday_regions",
    "holidays_known",
    "is_holiday_region",
    "is_zone",
    "late_units",
    "legal_deadline",
    "legal_end",
    "merged_stops",
    "month_range",
    "notice_limit",
    "open_hours",
    "running_deadline",
    "running_end",
    "running_late_units",
    "soonest_end",
    "stopped_time",
    "to_datetime",
    "to_instant",
    "worst_excess",
    "zones",
]
