"""Intermediary services 中介服务 and their market 中介超市."""
