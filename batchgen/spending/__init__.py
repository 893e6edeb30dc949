"""Spending: budgets of an account and a campaign, and what was spent, in one file of the user's.

`reserve` holds what a plan may cost before anything is sent, `Reservation.end` books what was sent, `settle`
does it for a run that died.
"""

from batchgen.spending.allowance import Allowance, Cap, Need, begin, caps, of_cap
from batchgen.spending.ledger import Ledger, Total, read
from batchgen.spending.purchase import Booking, Payer, Purchase
from batchgen.spending.reservation import Reservation, new_id, reserve, settle
from batchgen.spending.spending_file import SpendingFile, opened

__all__ = [
    "Allowance",
    "Booking",
    "Cap",
    "Ledger",
    "Need",
    "Payer",
    "Purchase",
    "Reservation",
    "SpendingFile",
    "Total",
    "begin",
    "caps",
    "new_id",
    "of_cap",
    "opened",
    "read",
    "reserve",
    "settle",
]
