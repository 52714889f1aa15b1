"""The materials of the public guide, in the language of the page: what, in which form, from where, with the files to download."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import get_language, gettext

from yichuang.catalogue.domain import MaterialTerm, Medium, Terms
from yichuang.catalogue.domain.implementing import BY_KEY, saying
from yichuang.catalogue.samples import forms

DETAIL_LABELS = {
    "size": "规格", "issuer": "出具机构", "issued_when": "出具时间", "source_note": "怎么取得", "fill_note": "填报须知",
    "standard": "受理标准", "blank_form": "空白表格", "sample": "样表",
}  # fmt: skip
FILES = {"blank_form": "blank_file", "sample": "sample_file"}
"""Which file a detail names, where one was uploaded."""
PART = BY_KEY["materials"].part


@dataclass(frozen=True, slots=True)
class Download:
    """A blank form or a filled-in sample: of ours with its size in bytes, or at another address (size 0)."""

    word: str
    name: str
    url: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class MaterialLine:
    name: str
    name_en: str
    form: str
    source: str
    note: str
    copies: str
    need: str
    fetched: bool
    completed: bool
    type_code: str = ""
    code: str = ""
    details: tuple[tuple[str, str], ...] = ()
    """(what, text) of how it is got, filled in and accepted, where the version says."""
    downloads: tuple[Download, ...] = ()
    from_form: bool = False


def is_fetched(material: MaterialTerm) -> bool:
    """What the government holds is fetched, not asked for (design §2.7)."""
    return any(word in material.source for word in ("系统调取", "数据共享", "政府部门内部核查"))


def is_brought(material: MaterialTerm) -> bool:
    """Whether it is the applicant who brings it: neither held by the government nor made out of the form."""
    return not (material.from_form or is_fetched(material))


def material_lines(terms: Terms, marks: frozenset[str], *, of_mirror: bool) -> tuple[MaterialLine, ...]:
    """One statement where the version has files. `of_mirror`: addresses of a copied guide are named, never linked."""
    held = forms.held({getattr(material, key) for material in terms.materials for key in FILES.values()} - {""})
    return tuple(material_line(material, terms, marks, held, of_mirror=of_mirror) for material in terms.materials)


def material_line(
    material: MaterialTerm, terms: Terms, marks: frozenset[str], held: dict[str, forms.FormFile], *, of_mirror: bool
) -> MaterialLine:
    english = (get_language() or "").startswith("en")
    form = saying.option_name(PART("form"), material.form, english=english) or {
        Medium.PAPER: gettext("纸质"), Medium.ELECTRONIC: gettext("电子件"), Medium.BOTH: gettext("纸质或者电子件"), None: "",
    }[material.medium]
    counted = [
        gettext("原件%(n)s份") % {"n": material.original} if material.original else "",
        gettext("复印件%(n)s份") % {"n": material.copies} if material.copies else "",
    ]
    copies = gettext("，").join(part for part in counted if part)
    if copies and material.form in ("原件", "复印件", "原件及复印件", "原件和复印件"):
        form = ""  # 原件1份 says it
    copies, source = copies or material.quantity, saying.option_name(PART("source"), material.source, english=english)
    need = material.required_when or {True: "", False: gettext("可以不交"), None: ""}[material.required]
    if material.from_form:
        form, copies, source, need = gettext("网上办的，直接生成；到窗口办的，打印出来签字"), "", "", material.required_when
    found = {key: one for key in FILES if (one := download(key, material, terms, held, of_mirror=of_mirror))}
    return MaterialLine(
        name=material.name, name_en=material.name_en, form=form, source=source, note=material.note, copies=copies, need=need,
        fetched=is_fetched(material) and not material.from_form, completed=f"materials.{material.code}" in marks,
        type_code=material.type_code, code=material.code,
        details=tuple((word, getattr(material, key)) for key, word in DETAIL_LABELS.items() if getattr(material, key) and key not in found),
        downloads=tuple(found.values()), from_form=material.from_form,
    )  # fmt: skip


def download(key: str, material: MaterialTerm, terms: Terms, held: dict[str, forms.FormFile], *, of_mirror: bool) -> Download | None:
    """The file that was uploaded, else the address that is written."""
    text, file = getattr(material, key), held.get(getattr(material, FILES[key]))
    if file:
        return Download(DETAIL_LABELS[key], file.name, reverse("guide-form", args=[terms.version_id, file.sha256]), file.size)
    if urlsplit(text).scheme in ("http", "https") and not of_mirror:
        return Download(DETAIL_LABELS[key], text, text)
    return None
