"""What an operator does with the whole store: back it up, restore it, have it examined, describe it."""
