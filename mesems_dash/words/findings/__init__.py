"""What does each chart say? One sentence a chart, from the same frame that the figure draws.

Every chart's title is its finding (`find_*`) and every chart has a text alternative (`describe_*`), so that a screen,
a slide and a test say the same. A chart's builder in `figures/` brings them together with its figure.
"""
