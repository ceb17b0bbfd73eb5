"""Has sd-jwt (Python, the reference of RFC 9901's authors) verify each presentation on standard input."""

import json
import sys

import sd_jwt.verifier
from jwcrypto.common import JWException
from jwcrypto.jwk import JWK
from sd_jwt.verifier import SDJWTVerifier

# Otherwise every key binding is taken to be ES256.
sd_jwt.verifier.DEFAULT_SIGNING_ALG = "EdDSA"


def check(case):
    """One presentation: accepted with its claims, or refused with the reason."""
    try:
        claims = SDJWTVerifier(
            case["presentation"],
            lambda issuer, header: JWK(**case["issuer_jwk"]),
            expected_aud=case["audience"],
            expected_nonce=case["nonce"],
        ).get_verified_payload()
        # It does not look at the type.
        if claims.get("vct") != case["vct"]:
            raise ValueError("another vct")
    # What it raises when it refuses; any other exception is a mistake of this file and ends it.
    except (ValueError, JWException) as error:
        return {"accepted": False, "why": f"{type(error).__name__}: {error}"}
    return {"accepted": True, "claims": claims}


json.dump([check(case) for case in json.load(sys.stdin)], sys.stdout)
