"""What people see, in four floors; each imports from those below it, and no page imports another.

- app/     around the pages: server, middleware, entrance, start, navigation and its notices
- pages    one `render(view)` each: a file, or a folder of that name with `page.py`
- parts/   what pages are made of: layout, frame, chart, tables, downloads, evidence
- state/   what is chosen and who looks: keys, address, filters, narrowing, gate, links, open cuts
- static/  style rules and the browser's scripts
"""
