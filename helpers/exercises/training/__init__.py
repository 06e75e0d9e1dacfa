"""The exercises of chapter 7, in the order of its page."""

PAGES = {
    7: (
        "Chapter 7, training",
        [
            "minibatches",
            "fit",
            "he_normal",
            "sgd_step",
            "momentum_step",
            "rmsprop_step",
            "adam_step",
            "best_learning_rate",
            "numerical_gradient",
        ],
    )
}
