"""Tokens that must not be believed, made from a good one as an attacker would."""
import base64
import hashlib
import hmac
import json


def encode(data):
    if not isinstance(data, bytes):
        data = json.dumps(data).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def forgeries(good, jwk, issuer):
    """By name; what is too long to be looked at at all is called `longer than allowed`."""
    head, payload, signature = good.split(".")
    header, claims = json.loads(decode(head)), json.loads(decode(payload))

    def changed(part, **members):
        return encode(part | members)

    public = f'{jwk["n"]}{jwk["e"]}'.encode()
    nested = encode(b'{"a":' * 100 + b'1' + b'}' * 100)
    hs256 = changed(header, alg="HS256")
    return {
        "forged signature": f"{head}.{payload}.{encode(bytes(256))}",
        "changed claims": f"{head}.{changed(claims, sub='system:serviceaccount:default:other')}.{signature}",
        "longer life": f"{head}.{changed(claims, exp=claims['exp'] + 1)}.{signature}",
        "unsigned": f"{changed(header, alg='none')}.{payload}.",
        "HS256 with the public key": f"{hs256}.{payload}." + encode(
            hmac.new(public, f"{hs256}.{payload}".encode(), hashlib.sha256).digest()),
        "wrong issuer": f"{head}.{changed(claims, iss='https://elsewhere.example')}.{signature}",
        "issuer with a slash": f"{head}.{changed(claims, iss=issuer + '/')}.{signature}",
        "unknown kid": f"{changed(header, kid='nobody')}.{payload}.{signature}",
        "no kid": f"{encode({'alg': 'RS256'})}.{payload}.{signature}",
        "key in the header (jwk)": f"{changed(header, kid='own', jwk=jwk)}.{payload}.{signature}",
        "key at a URL (jku)": f"{changed(header, kid='own', jku='https://evil.example/k')}.{payload}.{signature}",
        "certificate in the header (x5c)": f"{changed(header, kid='own', x5c=['MII='])}.{payload}.{signature}",
        "critical extension": f"{changed(header, crit=['exp'])}.{payload}.{signature}",
        "oversized": f"{head}.{encode(claims | {'x': 'y' * 14000})}.{signature}",
        "longer than allowed": f"{head}.{'A' * 20001}.{signature}",
        "deeply nested": f"{head}.{nested}.{signature}",
        "duplicate claim": f"{head}." + encode(json.dumps(claims)[:-1].encode() + b', "sub": "x"}') + f".{signature}",
        "two parts": f"{head}.{payload}",
        "padded": f"{head}=.{payload}.{signature}",
    }
