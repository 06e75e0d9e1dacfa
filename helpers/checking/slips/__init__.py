"""Slips: small edits of code that turn a right answer into a wrong one, and back."""
