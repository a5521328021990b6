"""What is published elsewhere and must come out equal here."""
