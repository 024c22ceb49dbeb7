"""What pages are made of: layout, frame, charts, tables, downloads, evidence. Knows no page."""
