"""The exercises of chapter 4, in the order of its page."""

PAGES = {
    4: (
        "Chapter 4, flatten",
        ["flatten", "flat_index", "unflatten", "dense_parameters_after_flatten"],
    )
}
