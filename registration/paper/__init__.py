"""What is printed about people who registered: lists to sign, name badges, certificates. Rows in, bytes out."""
