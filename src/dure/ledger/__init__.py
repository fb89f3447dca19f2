"""The books: accounts, entries that always balance, months that are closed. It owns the words account, entry and month.

It knows nothing of stock, partners or orders: contexts above post to it in the transaction in
which they change what the entry is about, so the two can never differ.
"""
