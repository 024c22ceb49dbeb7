"""English from frames and codes: names, numbers, findings, tables, the glossary. No Plotly, no HTML."""
