"""The sample library: keeping, ending, showing."""

from yichuang.catalogue.domain.samples import KIND_NAMES, BadSample, NoSuchSample, SampleKind
from yichuang.catalogue.samples import forms
from yichuang.catalogue.samples.library import Opened, SampleRow, end, keep, lines, materials, materials_of, of_materials, opened

__all__ = [
    "KIND_NAMES", "BadSample", "NoSuchSample", "Opened", "SampleKind", "SampleRow", "end", "forms", "keep", "lines", "materials", "materials_of", "of_materials",
    "opened",
]
