"""Has openvc-core verify each presentation on standard input; writes what it says to standard output."""

import json
import sys

from openvc.proof.errors import ProofError
from openvc.proof.sd_jwt import SdJwtVcProofSuite


def check(case):
    """One presentation: accepted with its claims, or refused with the reason."""
    try:
        verified = SdJwtVcProofSuite().verify(
            case["presentation"],
            public_key_jwk=case["issuer_jwk"],
            audience=case["audience"],
            nonce=case["nonce"],
            # Without this a presentation whose key binding was cut off is accepted.
            require_key_binding=True,
            expected_vct=case["vct"],
        )
    # Only its own refusals: any other exception is a mistake of this file and ends it.
    except ProofError as error:
        return {"accepted": False, "why": f"{type(error).__name__}: {error}"}
    return {"accepted": verified.key_bound, "claims": dict(verified.claims)}


json.dump([check(case) for case in json.load(sys.stdin)], sys.stdout)
