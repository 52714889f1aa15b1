"""The door of the catalogue for other capabilities."""

from yichuang.catalogue.queries import NoSuchItem, NotPublished, is_open, net, published, terms

__all__ = ["NoSuchItem", "NotPublished", "is_open", "net", "published", "terms"]
