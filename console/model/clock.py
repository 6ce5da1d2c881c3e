"""China Standard Time: device times carry no zone and mean UTC+8 whatever the host's zone (GB/T 28181 9.10)."""

from datetime import timedelta, timezone

CHINA = timezone(timedelta(hours=8), "CST")
