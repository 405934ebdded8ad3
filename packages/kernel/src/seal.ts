import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { AppError } from "./errors.ts";

/** Encrypts what must not lie open in the database, and names values without telling them. */
export type Sealer = {
  /** `purpose` says what the value is and whose; the same one opens it again, and no other. */
  seal(value: Uint8Array, purpose: string): Buffer;
  /** Throws PRECONDITION when the value was sealed with another secret or for another purpose, or was changed. */
  open(sealed: Uint8Array, purpose: string): Buffer;
  /** A name of a value that is the same each time and cannot be turned back without the secret. */
  fingerprint(value: string, purpose: string): string;
};

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;

/** Nonces, each used once: randomness for many costs hardly more than for one. */
class Nonces {
  #bytes = Buffer.alloc(0);
  #used = 0;

  next(): Buffer {
    if (this.#used === this.#bytes.length) {
      this.#bytes = randomBytes(nonceBytes * 256);
      this.#used = 0;
    }
    return this.#bytes.subarray(this.#used, (this.#used += nonceBytes));
  }
}

/** AES-256-GCM and HMAC-SHA-256 with keys that HKDF derives from the installation's secret. */
export function createSealer(secret: string): Sealer {
  const derive = (info: string) => Buffer.from(hkdfSync("sha256", secret, "stead", info, 32));
  const sealKey = derive("seal");
  const nameKey = derive("fingerprint");
  const nonces = new Nonces();
  return {
    seal: (value, purpose) => {
      const nonce = nonces.next();
      const cipher = createCipheriv("aes-256-gcm", sealKey, nonce).setAAD(Buffer.from(purpose));
      const body = Buffer.concat([cipher.update(value), cipher.final()]);
      return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), body]);
    },
    open: (sealed, purpose) => {
      try {
        const bytes = Buffer.from(sealed);
        if (bytes[0] !== version) throw new Error("unknown version");
        const nonce = bytes.subarray(1, 1 + nonceBytes);
        const tag = bytes.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes);
        const decipher = createDecipheriv("aes-256-gcm", sealKey, nonce, { authTagLength: tagBytes })
          .setAAD(Buffer.from(purpose))
          .setAuthTag(tag);
        return Buffer.concat([decipher.update(bytes.subarray(1 + nonceBytes + tagBytes)), decipher.final()]);
      } catch (error) {
        throw new AppError(
          "PRECONDITION",
          "an encrypted value cannot be opened: DATA_SECRET is not the one that it was sealed with",
          {},
          { cause: error },
        );
      }
    },
    fingerprint: (value, purpose) =>
      createHmac("sha256", nameKey).update(purpose).update("\0").update(value).digest("base64url"),
  };
}
