"""The exercises of chapter 1, in the order of its page."""

PAGES = {
    1: (
        "Chapter 1, pixels and channels",
        [
            "scale_pixels",
            "add_channel_axis",
            "split_channels",
            "to_grayscale",
            "brighten",
            "one_hot",
            "two_sided_slope",
            "pixel_slopes",
        ],
    )
}
