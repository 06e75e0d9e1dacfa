"""The exercises of chapter 8, in the order of its page."""

PAGES = {
    8: (
        "Chapter 8, callbacks",
        [
            "best_epoch",
            "roc_auc",
            "StopAtAccuracy",
            "stopping_epoch",
            "step_decay",
            "BestWeights",
        ],
    )
}
