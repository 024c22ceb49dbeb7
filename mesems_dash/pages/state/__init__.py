"""What is chosen and who looks: widget keys, address, filters, marks, the reader, open cuts. Draws no page."""
