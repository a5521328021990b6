"""Homes taken out and put back: who owes how many, since when, and where there is room."""

from veerkracht.analysis.compensation.ageing import AGE_CLASSES, ageing, open_debts
from veerkracht.analysis.compensation.balances import balances
from veerkracht.analysis.compensation.receiving import room
from veerkracht.analysis.compensation.settling import settle

__all__ = ["AGE_CLASSES", "ageing", "balances", "open_debts", "room", "settle"]
