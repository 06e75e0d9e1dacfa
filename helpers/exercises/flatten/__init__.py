"""The exercises of chapter 4, in the order of its page."""

PAGES = {
    4: (
        "Chapter 4, flatten",
        [
            "flat_index",
            "flat_position",
            "flatten",
            "unflatten",
            "dense_parameters_after_flatten",
        ],
    )
}
