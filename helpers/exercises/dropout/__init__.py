"""The exercises of chapter 6, in the order of its page."""

PAGES = {
    6: (
        "Chapter 6, dropout",
        [
            "train_validation_split",
            "dropout_mask",
            "dropout",
            "dropout_gradient",
            "forward_with_dropout",
            "mean_difference_and_error",
        ],
    )
}
