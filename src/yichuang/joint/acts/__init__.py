"""Joint acts 联合踏勘、联合审图、联合验收、联席会议: plan, photos, the one record, opinions. The door of the room."""

from yichuang.joint.acts.opinions import by_time, due_rows, opine
from yichuang.joint.acts.photos import add_photo, open_photo, read_stamp
from yichuang.joint.acts.reads import ActView, Candidate, Choice, choices, leads, named, of_case, of_joint, own, pressing, view
from yichuang.joint.acts.verbs import Opinion, Plan, cancel, hold, plan

__all__ = [
    "ActView", "Candidate", "Choice", "Opinion", "Plan", "add_photo", "by_time", "cancel", "choices", "due_rows", "hold", "leads", "named", "of_case", "of_joint",
    "open_photo", "opine", "own", "plan", "pressing", "read_stamp", "view",
]
