"""Spreadsheets as firms have them: reading untidy ones, and writing lists as they stand on the screen."""
