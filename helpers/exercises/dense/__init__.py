"""The exercises of chapter 5, in the order of its page."""

PAGES = {
    5: (
        "Chapter 5, dense",
        [
            "dense",
            "relu",
            "softmax",
            "cross_entropy",
            "softmax_cross_entropy_gradient",
            "relu_gradient",
            "dense_gradients",
            "accuracy",
            "collapse_linear",
        ],
    )
}
