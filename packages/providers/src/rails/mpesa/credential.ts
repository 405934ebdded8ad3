import { constants, createPublicKey, publicEncrypt } from "node:crypto";

/**
 * The initiator's password as Daraja's security credential: RSA with PKCS#1 v1.5 padding and Daraja's certificate
 * (PEM, or a public key in PEM), base64. Undefined where the certificate cannot be read.
 */
export function encryptCredential(password: string, certificate: string): string | undefined {
  try {
    const key = createPublicKey(certificate);
    return publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(password)).toString(
      "base64",
    );
  } catch {
    return undefined;
  }
}
