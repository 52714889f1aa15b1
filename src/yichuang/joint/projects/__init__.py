"""工程建设项目: register, hand in a stage, parties, key nodes, the board. The door of the room."""

from yichuang.joint.projects.board import Bar, Board, Lane, board
from yichuang.joint.projects.building import complete
from yichuang.joint.projects.checking import due_rows, enrol, put_right, recode
from yichuang.joint.projects.dossier import ProjectFile, files, places
from yichuang.joint.projects.ending import Left, left_over
from yichuang.joint.projects.own_words import OWN, check_corrected, check_own, own_answers
from yichuang.joint.projects.people import join, leave, offered_items, party_named, remove_node, set_lead, set_node
from yichuang.joint.projects.reads import (
    Line,
    ProjectView,
    among,
    is_project,
    listed,
    module_of,
    newly_regulated,
    number_of,
    open_for,
    open_project,
    stage_of,
    stages,
    stands_for,
    view,
)
from yichuang.joint.projects.verbs import Evidenced, Registration, close, register, submit

__all__ = [
    "Bar", "Board", "Evidenced", "Lane", "Left", "Line", "OWN", "ProjectFile", "ProjectView", "Registration", "among", "board", "check_corrected", "check_own", "close",
    "complete", "due_rows", "enrol", "files", "is_project", "join", "leave", "left_over", "listed", "module_of", "newly_regulated", "number_of",
    "offered_items", "open_for", "open_project", "own_answers", "party_named", "places", "put_right", "recode", "register", "remove_node", "set_lead",
    "set_node", "stage_of", "stages", "stands_for", "submit", "view",
]
