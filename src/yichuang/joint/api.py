"""The door of joint: verbs of a 联办 and of its branches, themes, reads for pages, REST and the command line."""

from yichuang.joint import acts, areas, chain, overview, projects, themes, union
from yichuang.joint.actions.changing import Kept, acknowledge, again, attach, drop, kept, refuse_for_missing
from yichuang.joint.actions.opening import Begun, Frame, Wanted, receive
from yichuang.joint.actions.partners import begin_partner, end_partner
from yichuang.joint.actions.sharing import Sharing, hold, sharing
from yichuang.joint.actions.together import accept, decide, deliver, extend, sign
from yichuang.joint.actions.unit import Named, named
from yichuang.joint.counting import standing
from yichuang.joint.fold import check_all as check_folds
from yichuang.joint.held import Held, held, with_held
from yichuang.joint.listing import JointLine, listed
from yichuang.joint.queries import BranchRow, Holder, JointView, NeedRow, beside, id_of, joined, of_case, view
from yichuang.joint.telling import (
    Counting,
    Told,
    copies_open,
    copies_to_acknowledge,
    counting_on,
    first_case,
    history,
    name_of,
    nameable,
    notice,
    notices,
    number_of,
)
from yichuang.joint.time_spent import Spent, time_spent

__all__ = [
    "Begun", "BranchRow", "Counting", "Frame", "Held", "Holder", "JointLine", "JointView", "Kept", "Named", "NeedRow", "Sharing", "Spent", "Told",
    "Wanted", "accept", "acknowledge", "acts", "again", "areas", "attach", "begin_partner", "beside", "chain", "check_folds", "copies_open",
    "copies_to_acknowledge", "counting_on", "decide", "deliver", "drop", "end_partner", "extend", "first_case", "held", "history", "hold", "id_of",
    "joined", "kept", "listed", "name_of", "nameable", "named", "notice", "notices", "number_of", "of_case", "overview", "projects", "receive",
    "refuse_for_missing", "sharing", "sign", "standing", "themes", "time_spent", "union", "view", "with_held",
]
