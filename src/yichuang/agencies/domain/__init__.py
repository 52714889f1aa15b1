"""Intermediary services as the law has them, pure: the list, the agencies, a request, the lot, the days. Bare articles are those of the 优化营商环境条例."""
