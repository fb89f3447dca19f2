"""Buying and selling, and what things cost: from quotation to payment, from request to payment.

It owns the words partner, price, quotation, sales order, delivery, return, purchase order, receipt,
invoice, payment and cost. Stock and books change only through inventory and ledger, in the
transaction of the paper that changes them.
"""
