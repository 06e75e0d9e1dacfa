"""The exercises of chapter 3, in the order of its page."""

PAGES = {
    3: (
        "Chapter 3, pooling",
        [
            "size_after",
            "max_pool",
            "average_pool",
            "accuracy_when_shifted",
            "max_pool_gradient",
            "average_pool_gradient",
        ],
    )
}
