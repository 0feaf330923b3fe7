"""Is a downloaded package complete, unaltered and consistent? `verify` reads hostile packages too.

It never writes, executes or trusts what it reads. It cannot tell who made a package, and says so: only the signature
of a release can. A new check goes to the layer that it
belongs to: names and sizes (`package.safety`), `descriptor_form`, `listing` or `tables`.
"""

from sino_pak_data.verify.layers import Report, verify

__all__ = ["Report", "verify"]
