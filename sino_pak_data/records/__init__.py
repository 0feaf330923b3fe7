"""Records of an opened package as text: one by its address, what it rests on, what links to it, the search, claims.

Never checks, never writes, and knows no frames but to hand them out. `shown` has the objects that commands and loader share;
a new page is a function in `pages/`.
"""
