"""Yichuang 一窗: one window, one case under the law, one record."""
