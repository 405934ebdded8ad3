import { constants, createPublicKey, generateKeyPairSync, privateDecrypt } from "node:crypto";
import type { MobileMoney } from "./mobile-money.ts";
import type { Merchant } from "./rows.ts";

/** The key pair that credentials are encrypted for; made at its first use. Inside an act. */
function privateKey({ keys }: MobileMoney): string {
  const known = keys.get("initiators");
  if (known !== undefined) return known.pem;
  const { privateKey: made } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  return keys.put("initiators", { pem: made }).pem;
}

/** The public key that takes the place of Daraja's certificate, as PEM. */
export function initiatorCertificate(mobile: MobileMoney): string {
  const pem = mobile.store.act(() => privateKey(mobile));
  return createPublicKey(pem).export({ type: "spki", format: "pem" });
}

/**
 * Inside an act: true when the credential is this merchant's. Where no password was set, any is; else it must be the
 * password, encrypted with the sandbox's key (RSA, PKCS#1 v1.5, base64).
 */
export function isInitiator(
  mobile: MobileMoney,
  merchant: Merchant,
  { initiator, credential }: { initiator: string; credential: string },
): boolean {
  if (merchant.initiatorName !== null && merchant.initiatorName !== initiator) return false;
  if (merchant.initiatorPassword === null) return credential !== "";
  try {
    const plain = privateDecrypt(
      { key: privateKey(mobile), padding: constants.RSA_PKCS1_PADDING },
      Buffer.from(credential, "base64"),
    );
    return plain.toString("utf8") === merchant.initiatorPassword;
  } catch {
    return false;
  }
}
