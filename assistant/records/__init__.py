"""What Radd remembers: returns, their threads and the audit log, each seller's apart."""
