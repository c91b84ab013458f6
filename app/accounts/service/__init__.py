"""What people and those who answer for them do with accounts, by moments."""
