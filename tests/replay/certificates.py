"""A throw-away certificate authority, and certificates of it that are good or bad in some way."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

FLAWS = ("expired", "self_signed", "other_host")


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Authority:
    """Signs a certificate for every host that is asked for; `ca_file` is what a client trusts.

    Args:
        directory: For keys and certificates.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._contexts: dict[tuple[str, str | None], ssl.SSLContext] = {}
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        self._subject = _name("Replay test authority")
        own = (
            self._builder(self._subject, self._key, timedelta(days=1), self._key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .sign(self._key, hashes.SHA256())
        )
        self.ca_file = directory / "authority.pem"
        self.ca_file.write_bytes(own.public_bytes(Encoding.PEM))

    def context(self, host: str, flaw: str | None = None) -> ssl.SSLContext:
        """A server's TLS context for a host, with a flaw of `FLAWS` if so wished."""
        if (host, flaw) not in self._contexts:
            path = self._directory / f"{len(self._contexts)}.pem"
            path.write_bytes(self._certificate(host, flaw))
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(path)
            self._contexts[host, flaw] = context
        return self._contexts[host, flaw]

    def _builder(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        lasts: timedelta,
        signer: ec.EllipticCurvePrivateKey,
    ) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._subject if signer is self._key else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=2))
            .not_valid_after(now + lasts)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False
            )
        )

    def _certificate(self, host: str, flaw: str | None) -> bytes:
        assert flaw is None or flaw in FLAWS
        key = ec.generate_private_key(ec.SECP256R1())
        named = "other.invalid" if flaw == "other_host" else host
        try:
            name: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(named))
        except ValueError:
            name = x509.DNSName(named)
        lasts = timedelta(days=-1) if flaw == "expired" else timedelta(days=1)
        signer = key if flaw == "self_signed" else self._key
        builder = self._builder(_name(named), key, lasts, signer)
        builder = builder.add_extension(x509.SubjectAlternativeName([name]), False)
        signed = builder.sign(signer, hashes.SHA256())
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return signed.public_bytes(Encoding.PEM) + private
