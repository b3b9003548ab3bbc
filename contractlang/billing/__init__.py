"""Billing: a month, a year or a portfolio of tickets in one run; its files, its report, and its replay under a draft.

What a ticket comes to is decided by `batch`; here its verdicts are kept by contract and month while a run goes on,
summed up, written, shown and compared.
"""
