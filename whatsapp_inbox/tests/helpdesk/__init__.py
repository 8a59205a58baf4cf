"""What the bridges to a helpdesk have in common, tested by each of them: classes of
tests without a database, and ``ticket_case`` for the case that each makes of them."""
