"""The exercises of the labs, in the order of their pages."""

PAGES = {
    9: ("Lab 9, looking inside", ["receptive_field", "occlusion_map", "confusion_matrix"]),
    10: ("Lab 10, your handwriting", ["center_by_mass"]),
    11: ("Lab 11, Kuzushiji", ["in_the_mixture"]),
    12: ("Lab 12, three tutorials, checked", ["prepare_own_image", "standardize"]),
    13: ("Lab 13, from loops to full speed", ["conv2d_flops"]),
    15: ("Lab 15, into the ecosystem", ["dense_to_torch"]),
}
