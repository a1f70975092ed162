"""Local time of the great trading places, summer time included, in whole numbers that compile.

Rules from the IANA time zone database (files northamerica, europe, australasia), exact from 1990 on; years to come follow today's rules.
A zone is given by number: 0 UTC, 1 New York, 2 London, 3 Sydney, 4 Tokyo.
"""

UTC, NEW_YORK, LONDON, SYDNEY, TOKYO = 0, 1, 2, 3, 4
SECOND = 1_000_000_000
HOUR = 3600
DAY = 86_400
# Days from 1 March, with which a year begins here so that the leap day is its last, to the first of other months.
APRIL, AUGUST, OCTOBER, NOVEMBER = 31, 153, 214, 245


def local_seconds(zone, ts):
    """Seconds of the local calendar since 1970-01-01 00:00 (local) at the time `ts` (UTC ns)."""
    return ts // SECOND + offset(zone, ts)


def offset(zone, ts):
    """Seconds that the zone's clocks are ahead of UTC at the time `ts` (UTC ns)."""
    if zone == NEW_YORK:
        return new_york_offset(ts)
    if zone == LONDON:
        return london_offset(ts)
    if zone == SYDNEY:
        return sydney_offset(ts)
    if zone == TOKYO:
        return 9 * HOUR
    return 0


def new_york_offset(ts):
    """New York: from 2007 the second Sunday of March to the first of November, before the first of April to the last of October."""
    standard = ts // SECOND - 5 * HOUR
    year, march = year_of(standard // DAY)
    start = sunday_from(march + 7) if year >= 2007 else sunday_from(march + APRIL)
    end = sunday_from(march + NOVEMBER) if year >= 2007 else sunday_from(march + NOVEMBER - 7)
    # At 2:00 on the clock: the summer's end is 1:00 of standard time.
    summer = start * DAY + 2 * HOUR <= standard < end * DAY + HOUR
    return -4 * HOUR if summer else -5 * HOUR


def london_offset(ts):
    """London: from the last Sunday of March to the last of October (until 1995 the one from the 22nd), both at 1:00 UTC."""
    standard = ts // SECOND
    year, march = year_of(standard // DAY)
    end = sunday_from(march + NOVEMBER - 7) if year >= 1996 else sunday_from(march + OCTOBER + 21)
    summer = sunday_from(march + APRIL - 7) * DAY + HOUR <= standard < end * DAY + HOUR
    return HOUR if summer else 0


def sydney_offset(ts):
    """Sydney: since 2008 from the first Sunday of October to the first of April, both at 2:00 of standard time."""
    standard = ts // SECOND + 10 * HOUR
    year, march = year_of(standard // DAY)
    if year >= 2008:
        start, end = sunday_from(march + OCTOBER), sunday_from(march + APRIL)
    else:
        start, end = _sydney_before_2008(year, march)
    winter = end * DAY + 2 * HOUR <= standard < start * DAY + 2 * HOUR
    return 10 * HOUR if winter else 11 * HOUR


def _sydney_before_2008(year, march):
    """Last Sunday of October (of August in 2000, for the Games) to a Sunday of March that was moved several times."""
    start = sunday_from(march + AUGUST + 24) if year == 2000 else sunday_from(march + OCTOBER + 24)
    if year <= 1995:
        return start, sunday_from(march)
    return start, sunday_from(march + APRIL) if year == 2006 else sunday_from(march + APRIL - 7)


def sunday_from(day):
    """The first Sunday on or after `day` (days since 1970-01-01, a Thursday)."""
    return day + (3 - day) % 7


def weekday(day):
    """0 Monday to 6 Sunday, of a day number."""
    return (day + 3) % 7


def year_of(day):
    """The year that began on the last 1 March, and the day number of that 1 March.

    Gregorian calendar after C. H. Hinnant, "chrono-compatible low-level date algorithms" (2013), civil_from_days.
    """
    shifted = day + 719_468  # days since 0000-03-01
    era = shifted // 146_097
    of_era = shifted - era * 146_097
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    return year + era * 400, day - of_year


def month_of(day):
    """Months since January of year 0, of a day number; each calendar month has its own number."""
    year, march = year_of(day)
    return year * 12 + (5 * (day - march) + 2) // 153 + 2
