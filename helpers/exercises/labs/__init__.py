"""The exercises of the labs, in the order of their pages."""

PAGES = {
    9: ("Lab 9, looking inside", ["receptive_field", "occlusion_map", "confusion_matrix"]),
    10: ("Lab 10, your handwriting", ["center_by_mass"]),
}
