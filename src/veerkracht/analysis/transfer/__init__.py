"""Whether what worked in one place can work in another."""

from veerkracht.analysis.transfer.check import VERDICTS, TransferSettings, transfer_check

__all__ = ["VERDICTS", "TransferSettings", "transfer_check"]
