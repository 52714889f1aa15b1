"""PAdES signatures by a local demo authority whose certificates say TEST ONLY, and their verification.

The key is read once per process; RSA PKCS#1 v1.5 and a fixed file identifier keep the bytes of a retry equal.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from time import sleep
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

FIELD = "Seal"
RESERVED = 12_288
"""Room for the signature container, in hex digits: measured once, so that pyHanko need not sign twice to learn it."""

NOTICE = "测试证书 TEST ONLY"


@dataclass(frozen=True, slots=True)
class Keys:
    """The demo authority's certificate and the sealing certificate with its key."""

    root: asn1_x509.Certificate
    certificate: asn1_x509.Certificate
    key: asn1_keys.PrivateKeyInfo

    @property
    def fingerprint(self) -> str:
        return sha256(self.certificate.dump()).hexdigest()


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """What is found in a file: signed at all, whole since signing, by our authority, and by whom."""

    signed: bool
    intact: bool
    trusted: bool
    signer: str = ""
    signed_at: datetime | None = None
    problem: str = ""

    @property
    def holds(self) -> bool:
        return self.signed and self.intact and self.trusted


def folder() -> Path:
    return Path(settings.YICHUANG_KEYS) / "documents"


@cache
def _keys(place: Path) -> Keys:
    if not (place / "seal.key").exists():
        _create(place)
    read = x509.load_pem_x509_certificate
    root, leaf = (read((place / name).read_bytes()) for name in ("root.pem", "seal.pem"))
    key = serialization.load_pem_private_key((place / "seal.key").read_bytes(), password=None)
    der = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    as_asn1 = [asn1_x509.Certificate.load(c.public_bytes(serialization.Encoding.DER)) for c in (root, leaf)]
    return Keys(as_asn1[0], as_asn1[1], asn1_keys.PrivateKeyInfo.load(der))


def keys() -> Keys:
    return _keys(folder())


def _name(common: str) -> x509.Name:
    return x509.Name([
        x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"一窗 Yichuang {NOTICE}"),
        x509.NameAttribute(NameOID.COMMON_NAME, common),
    ])


def _create(place: Path) -> None:
    """Make the demo authority and one sealing certificate; two processes starting at once agree on the first made."""
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    start = datetime(2020, 1, 1, tzinfo=UTC)
    root_key, seal_key = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
    root_name = _name(f"演示根证书 {NOTICE}")
    root = (
        x509.CertificateBuilder().subject_name(root_name).issuer_name(root_name).public_key(root_key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(start + timedelta(days=36500))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(sign=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    seal = (
        x509.CertificateBuilder().subject_name(_name(f"电子印章 {NOTICE}")).issuer_name(root_name)
        .public_key(seal_key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(start).not_valid_after(start + timedelta(days=36500))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(sign=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False
        )
        .sign(root_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = seal_key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    made = {"root.pem": root.public_bytes(pem), "seal.pem": seal.public_bytes(pem), "seal.key": secret}
    _publish(place, made)


def _publish(place: Path, made: dict[str, bytes]) -> None:
    """All three files appear together or not at all: `seal.key` is linked last, and the first to link wins."""
    lock = place / ".making"
    try:
        handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        _wait(place)
        return
    os.close(handle)
    for name, content in made.items():
        path = place / f".{name}"
        path.write_bytes(content)
        path.chmod(0o600)
        path.rename(place / name)
    lock.unlink()


def _wait(place: Path) -> None:
    for _ in range(100):
        if (place / "seal.key").exists():
            return
        sleep(0.1)
    raise RuntimeError(f"another process began making keys in {place} and did not finish; remove {place}/.making")


def _usage(*, sign: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=sign, content_commitment=sign, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=not sign, crl_sign=not sign, encipher_only=False, decipher_only=False,
    )


@cache
def _signer(place: Path) -> signers.SimpleSigner:
    """One signer per process: reading the key for each document is eight times slower."""
    found = _keys(place)
    store = SimpleCertificateStore()
    store.register(found.root)
    return _KeptKeySigner(
        signing_cert=found.certificate, signing_key=found.key, cert_registry=store, prefer_pss=False
    )


class _KeptKeySigner(signers.SimpleSigner):
    """pyHanko's own signer checks and loads the private key at every signature, which takes 45 ms; this one once."""

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        return self._private_key.sign(data, padding.PKCS1v15(), hashes.SHA256())

    @cached_property
    def _private_key(self) -> rsa.RSAPrivateKey:
        key = serialization.load_der_private_key(self.signing_key.dump(), password=None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise TypeError("the sealing key is an RSA key")
        return key


def sign(pdf: bytes, *, at: datetime, reason: str, location: str) -> bytes:
    """The PDF with an invisible PAdES B-B signature over all of it; same inputs and key, same bytes."""
    writer = _QuietWriter(BytesIO(pdf))
    mark = sha256(pdf + at.isoformat().encode()).digest()[:16]
    own = generic.ByteStringObject(mark)
    known = writer.prev.trailer_view.get("/ID")  # a file without an identifier would be given one by chance
    writer._document_id = generic.ArrayObject([known[0] if known else own, own])
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=reason, location=location,
        name=NOTICE,
    )
    signer = _SignerAt(meta, signer=_signer(folder()), new_field_spec=fields.SigFieldSpec(FIELD))
    signer.at = at
    out = BytesIO()
    signer.sign_pdf(writer, output=out, bytes_reserved=RESERVED)
    return out.getvalue()


class _QuietWriter(IncrementalPdfFileWriter):
    """Leaves the file's own metadata alone: pyHanko would write the moment on the wall, and no retry would give the same file."""

    def _update_meta(self) -> None:
        pass


class _SignerAt(signers.PdfSigner):
    """Signs at a moment that is an argument, where pyHanko would ask the wall clock."""

    at: datetime

    def init_signing_session(self, *args: Any, **options: Any) -> signers.PdfSigningSession:
        session = super().init_signing_session(*args, **options)
        session.system_time = self.at
        return session


def check(pdf: bytes) -> SignatureCheck:
    """Whether the file carries our signature over all of its bytes; never raises on a broken file."""
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        found = list(reader.embedded_signatures)
        if not found:
            return SignatureCheck(False, False, False, problem="文件没有签名。")
        context = ValidationContext(trust_roots=[keys().root], allow_fetching=False)
        status = validate_pdf_signature(found[-1], signer_validation_context=context)
    except Exception:  # noqa: BLE001 - whatever a stranger uploads, the answer is "does not hold"
        return SignatureCheck(False, False, False, problem="文件不是完好的PDF，无法核验。")
    whole = status.coverage is not None and status.coverage.name == "ENTIRE_FILE"
    return SignatureCheck(
        signed=True, intact=bool(status.intact and status.valid and whole), trusted=bool(status.trusted),
        signer=status.signing_cert.subject.native.get("common_name", ""), signed_at=status.signer_reported_dt,
        problem="" if status.intact and whole else "文件在签名之后被改动。",
    )
