"""The sample library: keeping, ending, showing."""

from yichuang.catalogue.domain.samples import KIND_NAMES, BadSample, NoSuchSample, SampleKind
from yichuang.catalogue.samples.library import Opened, SampleRow, end, keep, lines, materials, of_materials, opened

__all__ = ["KIND_NAMES", "BadSample", "NoSuchSample", "Opened", "SampleKind", "SampleRow", "end", "keep", "lines", "materials", "of_materials", "opened"]
