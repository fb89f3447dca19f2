"""Registers read from spreadsheets: laid out, matched, tried, written whole or not at all, and taken back."""
