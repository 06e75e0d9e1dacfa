"""The exercises of chapter 7, in the order of its page."""

PAGES = {
    7: (
        "Chapter 7, training",
        [
            "minibatches",
            "sgd_step",
            "momentum_step",
            "adam_step",
            "numerical_gradient",
            "he_normal",
        ],
    )
}
