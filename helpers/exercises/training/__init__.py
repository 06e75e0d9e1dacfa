"""The exercises of chapter 7, in the order of its page."""

PAGES = {
    7: (
        "Chapter 7, training",
        [
            "minibatches",
            "sgd_step",
            "he_normal",
            "fit",
            "momentum_step",
            "rmsprop_step",
            "adam_step",
            "best_learning_rate",
            "numerical_gradient",
        ],
    )
}
