"""The door of agencies."""

from yichuang.agencies.actions.asking import choose, draw, offer, publish, take_back, withdraw
from yichuang.agencies.actions.complaining import answer, complain
from yichuang.agencies.actions.contract import accept, decline, deliver, end, propose, rate, resume, send_back, sign, stop
from yichuang.agencies.actions.listing import end_service, list_service
from yichuang.agencies.actions.register import Offered, admit, apply, remove, restore, suspend, turn_down
from yichuang.agencies.audit import check_all, recorded_lot
from yichuang.agencies.queries import AgencyRow, RequestRow, ServiceRow, agency, own_requests, register, request, services
from yichuang.agencies.time_spent import CaseTime, CaseWork, of_case

__all__ = [
    "AgencyRow", "CaseTime", "CaseWork", "Offered", "RequestRow", "ServiceRow", "accept", "admit", "agency", "answer", "apply", "check_all",
    "choose", "complain", "decline", "deliver", "draw", "end", "end_service", "list_service", "offer", "of_case", "own_requests", "propose",
    "publish", "rate", "recorded_lot", "register", "remove", "request", "restore", "resume", "send_back", "services", "sign", "stop",
    "suspend", "take_back", "turn_down", "withdraw",
]
