"""Is a downloaded package complete, unaltered and consistent? `verify` reads hostile packages too.

It never writes, executes or trusts what it reads, and cannot tell who made a package: for that,
compare its hash with SHA256SUMS from a place that you trust. A new check goes to the layer that it
belongs to: names and sizes (`package.safety`), `descriptor_form`, `listing` or `tables`.
"""

from sino_pak_data.verify.layers import Report, verify

__all__ = ["Report", "verify"]
