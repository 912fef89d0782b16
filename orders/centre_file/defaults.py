"""What holds where a stage or a hold kind says nothing."""

from pydantic import Field

from orders.calendars.spans import LengthText, parse_length
from orders.names import Config


class PuttingOff(Config):
    """How people may put off what they are asked, where no day can be named for it."""

    at_most: LengthText = parse_length("1wd")  # each time
    times: int = Field(default=2, ge=0, le=20)  # the same question; 0: never


class Defaults(Config):
    """Lengths of time, counted in the calendar of the department that has to act."""

    confirm_within: LengthText = parse_length("2wh")  # an offer is answered
    due: LengthText = parse_length("2wd")  # a stage is done
    update_every: LengthText = parse_length("1wd")  # a stage in work is reported on
    warn_before: LengthText = parse_length("2wh")  # the department is warned ahead of the due time
    approve_within: LengthText = parse_length("4wh")  # an approver answers
    hold_check_in: LengthText = parse_length("1wd")  # whoever answers for a hold is asked
    draft_check: LengthText = parse_length("4wh")  # whoever left a draft is asked
    paused_check: LengthText = parse_length("3wd")  # coordination is asked about a paused order
    pay_within: LengthText = parse_length("3wd")  # an instalment that fell due is paid
    late_report_within: LengthText = parse_length("24h")  # S3-40
    put_off: PuttingOff = PuttingOff()
    unasked_per_day: int = Field(default=8, ge=1, le=100)  # messages a group gets unasked
