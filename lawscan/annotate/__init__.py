"""What people answer: records, the append-only journal, the queue, agreement, adjudication, exchange."""
