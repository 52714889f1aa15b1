"""工程建设项目: register, hand in a stage, parties, key nodes, the board. The door of the room."""

from yichuang.joint.projects.board import Bar, Board, Lane, board
from yichuang.joint.projects.dossier import ProjectFile, files
from yichuang.joint.projects.ending import Left, left_over
from yichuang.joint.projects.reads import Line, ProjectView, is_project, listed, number_of, open_project, stage_of, stages, view
from yichuang.joint.projects.verbs import Registration, close, join, leave, register, set_lead, set_node, submit

__all__ = [
    "Bar", "Board", "Lane", "Left", "Line", "ProjectFile", "ProjectView", "Registration", "board", "close", "files", "is_project", "join", "leave", "left_over", "listed",
    "number_of", "open_project", "register", "set_lead", "set_node", "stage_of", "stages", "submit", "view",
]
