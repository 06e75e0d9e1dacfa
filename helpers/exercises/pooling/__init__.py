"""The exercises of chapter 3, in the order of its page."""

PAGES = {3: ("Chapter 3, pooling", ["max_pool", "average_pool", "max_pool_gradient", "size_after"])}
