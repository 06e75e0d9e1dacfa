"""The exercises of chapter 2, in the order of its page."""

PAGES = {
    2: (
        "Chapter 2, convolution",
        [
            "output_size",
            "window_response",
            "convolve2d",
            "vertical_edge_filter",
            "conv2d",
            "conv2d_strided",
            "im2col",
            "conv2d_parameters",
            "conv2d_kernel_gradient",
            "conv2d_bias_gradient",
            "conv2d_input_gradient",
            "kernel_step",
        ],
    )
}
