import { promisify } from "node:util";
import { constants, crc32, zstdCompress, zstdDecompress } from "node:zlib";

/** A value as the shared tier carries it, with its life. */
export type Carried = {
  value: unknown;
  asOfMs: number;
  freshUntilMs: number;
  /** How long its load took: from this follows when the next one begins ahead of time. */
  loadMs: number;
};

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** From here on, values are compressed: in the thread pool, and after those who wait have theirs. */
const compressFrom = 1_024;
/** A value that decompresses to more than this is not ours. */
const largestBytes = 32 * 1_048_576;

const plain = 106; // j
const zstd = 122; // z
const headLength = 1 + 8 + 8 + 8 + 4;

/**
 * One byte that says how the body is packed, three numbers, the checksum of the body, the body: the value's JSON. What
 * a shared tier gives back is believed when all of it fits.
 */
export async function encode({ value, asOfMs, freshUntilMs, loadMs }: Carried): Promise<Buffer> {
  const text = Buffer.from(JSON.stringify(value));
  const isPacked = text.length >= compressFrom;
  const body = isPacked ? await compress(text, { params: { [constants.ZSTD_c_compressionLevel]: 3 } }) : text;
  const head = Buffer.allocUnsafe(headLength);
  head.writeUInt8(isPacked ? zstd : plain, 0);
  head.writeDoubleBE(asOfMs, 1);
  head.writeDoubleBE(freshUntilMs, 9);
  head.writeDoubleBE(loadMs, 17);
  head.writeUInt32BE(crc32(body, crc32(head.subarray(0, 25))), 25);
  return Buffer.concat([head, body]);
}

/** What `encode` made; undefined for what it did not make. */
export function decode(bytes: Buffer): Carried | undefined | Promise<Carried | undefined> {
  if (bytes.length < headLength) return undefined;
  const body = bytes.subarray(headLength);
  if (crc32(body, crc32(bytes.subarray(0, 25))) !== bytes.readUInt32BE(25)) return undefined;
  if (bytes[0] === plain) return carried(bytes, body);
  return decompress(body, { maxOutputLength: largestBytes }).then(
    (text) => carried(bytes, text),
    () => undefined,
  );
}

function carried(head: Buffer, text: Buffer): Carried | undefined {
  try {
    const value: unknown = JSON.parse(text.toString());
    return {
      value,
      asOfMs: head.readDoubleBE(1),
      freshUntilMs: head.readDoubleBE(9),
      loadMs: head.readDoubleBE(17),
    };
  } catch {
    return undefined;
  }
}
