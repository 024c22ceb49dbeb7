"""What people see: one `render(view)` per page, and the doors that all pages share.

- navigation.py  the frame around every page, links     - names.py      the pages by name
- filters.py     the filter panel                       - address.py    who leads, the address or the widgets
- chart.py       the one door for charts                - layout.py     head, tiles, states, tables
- cache.py       open cuts, answers, drawings           - downloads.py  the one door for files
- startup.py     which store, the first start           - newer_cut.py      a newer cut, offered
- server.py      start page, plotly.js                  - view.py       what a page is given
- middleware.py      around every request                   - batching.py     around a page's socket
- component.py   components of our own                  - style.py      every style rule as one sheet
- keys.py        widget keys                            - static/       style rules, the chart's code, the mark
"""
