"""The door of the catalogue for other capabilities."""

from yichuang.catalogue.queries import NoSuchItem, NotPublished, is_open, net, published, terms
from yichuang.catalogue.results import OpenItem, open_items

__all__ = ["OpenItem", "open_items", "NoSuchItem", "NotPublished", "is_open", "net", "published", "terms"]
