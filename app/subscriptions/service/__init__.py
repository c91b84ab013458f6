"""What can be done with letters: one module per moment."""
