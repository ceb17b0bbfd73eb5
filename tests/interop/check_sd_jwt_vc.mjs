// Has @sd-jwt/sd-jwt-vc verify each presentation on standard input; writes what it says to standard output.

import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import crypto from 'node:crypto';
import fs from 'node:fs';
import zlib from 'node:zlib';

const key = (jwk) => crypto.createPublicKey({ key: jwk, format: 'jwk' });
const isSigned = (jwk, data, signature) =>
  crypto.verify(null, Buffer.from(data), key(jwk), Buffer.from(signature, 'base64url'));
const hasher = (data) =>
  new Uint8Array(crypto.createHash('sha256').update(typeof data === 'string' ? data : Buffer.from(data)).digest());
const segment = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

// The tool insists on a status list behind the address in the credential. The status of a document is proven
// by the log and is not what is tested here, so that it gets a list in which nothing is revoked.
const list = zlib.deflateSync(Buffer.alloc(1 << 17)).toString('base64url');
const statusList = (uri) =>
  [
    segment({ alg: 'EdDSA', typ: 'statuslist+jwt' }),
    segment({ sub: uri, iat: Math.floor(Date.now() / 1000), status_list: { bits: 1, lst: list } }),
    segment('unsigned'),
  ].join('.');

async function check(one) {
  const instance = new SDJwtVcInstance({
    hasher,
    hashAlg: 'sha-256',
    saltGenerator: () => {
      throw new Error('nothing is issued here');
    },
    verifier: async (data, signature) => isSigned(one.issuer_jwk, data, signature),
    kbVerifier: async (data, signature, payload) => isSigned(payload.cnf.jwk, data, signature),
    statusListFetcher: async (uri) => statusList(uri),
    statusVerifier: async () => true,
  });
  try {
    const { payload, kb } = await instance.verify(one.presentation, { keyBindingNonce: one.nonce });
    // The library does not compare the audience nor the type: its caller must.
    if (kb.payload.aud !== one.audience) throw new Error('another audience');
    if (payload.vct !== one.vct) throw new Error('another vct');
    return { accepted: true, claims: payload };
  } catch (error) {
    return { accepted: false, why: `${error.name}: ${error.message}` };
  }
}

const cases = JSON.parse(fs.readFileSync(0, 'utf8'));
const answers = [];
for (const one of cases) answers.push(await check(one));
process.stdout.write(JSON.stringify(answers));
