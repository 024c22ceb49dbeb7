"""What people see: one `render(view)` per page, and the doors that all pages share.

- chart.py       the one door for charts            - layout.py      head, tiles, states, tables, downloads
- filters.py     the filter panel                   - cache.py       open cuts and cached answers
- view.py        what a page is given               - keys.py        widget keys
- navigation.py  pages, links, the frame around     - startup.py     which store, the first start
- server.py      routes: plotly.js, compressed
"""
