"""The explorer: an opened package as one HTML file that needs no server and no network.

    content.py    what the page knows, as columns of text; past.py, patterns.py and compared.py what is worked out for it
    page.py       the file: template, style, modules and data, under a strict Content-Security-Policy
    page/         plain JavaScript, checked by `make browser`; page/views/ has a file per view

Never writes a file, never checks, and draws nothing itself: charts are Vega-Lite's, which comes with vl-convert-python.
A new view is a module in page/views/ and a line in page/main.js.
"""
