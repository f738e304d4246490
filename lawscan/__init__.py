"""lawscan: from statutes and gazettes to tagged provisions and counted laws."""

__version__ = "0.1.0"
