"""What leaves: messages, transfers to bailiffs, reports to creditors, each with frozen facts and control totals."""
