import { pipeline, type Readable } from "node:stream";
import { promisify } from "node:util";
import zlib from "node:zlib";
import { Negotiator } from "@fastify/accept-negotiator";

/** How answers are packed, the best first: zstd makes lists as small as brotli does, in a third of its time. */
const encodings = ["zstd", "br", "gzip"] as const;
type Encoding = (typeof encodings)[number];

/** Shorter texts fit in a packet anyway. */
const leastBytes = 1_024;
/** Longer ones are packed in a thread. */
const mostAtOnceBytes = 32_768;

const { BROTLI_OPERATION_FLUSH, BROTLI_PARAM_QUALITY, ZSTD_c_compressionLevel, ZSTD_e_flush, Z_SYNC_FLUSH } =
  zlib.constants;
const zstd = { params: { [ZSTD_c_compressionLevel]: 1 } };
const br = { params: { [BROTLI_PARAM_QUALITY]: 4 } };
const gzip = { level: 4 };

const packAtOnce: Record<Encoding, (text: Buffer) => Buffer> = {
  zstd: (text) => zlib.zstdCompressSync(text, zstd),
  br: (text) => zlib.brotliCompressSync(text, br),
  gzip: (text) => zlib.gzipSync(text, gzip),
};
const [zstdInThread, brInThread, gzipInThread] = [
  promisify<Buffer, zlib.ZstdOptions, Buffer>(zlib.zstdCompress),
  promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliCompress),
  promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gzip),
];
const packInThread: Record<Encoding, (text: Buffer) => Promise<Buffer>> = {
  zstd: (text) => zstdInThread(text, zstd),
  br: (text) => brInThread(text, br),
  gzip: (text) => gzipInThread(text, gzip),
};
const packLines: Record<Encoding, () => zlib.ZstdCompress | zlib.BrotliCompress | zlib.Gzip> = {
  zstd: () => zlib.createZstdCompress({ ...zstd, flush: ZSTD_e_flush }),
  br: () => zlib.createBrotliCompress({ ...br, flush: BROTLI_OPERATION_FLUSH }),
  gzip: () => zlib.createGzip({ ...gzip, flush: Z_SYNC_FLUSH }),
};

const negotiator = new Negotiator({ supportedValues: [...encodings] });

/** The best encoding of those that an `Accept-Encoding` takes; null for none. */
export function encodingFor(accepted: string | string[] | undefined): Encoding | null {
  return typeof accepted === "string" ? negotiator.negotiate(accepted) : null;
}

/** Packs a whole answer; null where it is too short to gain. */
export async function compressText(text: string, encoding: Encoding): Promise<Buffer | null> {
  const bytes = Buffer.from(text);
  if (bytes.length < leastBytes) return null;
  return bytes.length > mostAtOnceBytes ? packInThread[encoding](bytes) : packAtOnce[encoding](bytes);
}

/** Packs an answer that comes in lines: each leaves when it is there. */
export function compressLines(lines: Readable, encoding: Encoding): Readable {
  // A caller who leaves ends both; the handler's signal tells of it.
  return pipeline(lines, packLines[encoding](), () => {});
}
