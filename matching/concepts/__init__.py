"""The concept bank: our own glossary that tells which words of different languages mean the same."""
