const pieceBytes = 65_536;

/** Most bytes of a UTF-16 unit in UTF-8. */
const mostBytes = 3;

/**
 * Gathers text as bytes, in pieces of about 64 KiB. Text is encoded as it comes: as one growing string its parts would
 * outlive the garbage collector's first looks, and memory would grow with the rows.
 */
export class TextPieces {
  #piece = Buffer.allocUnsafe(pieceBytes);
  #length = 0;

  /** Takes a text; answers the piece before it when that is full. */
  add(text: string): Buffer | undefined {
    const most = text.length * mostBytes;
    const full = this.#length + most > this.#piece.length ? this.take() : undefined;
    if (full !== undefined) this.#piece = Buffer.allocUnsafe(Math.max(pieceBytes, most));
    this.#length += this.#piece.write(text, this.#length);
    return full;
  }

  /** What was gathered since the last piece. */
  take(): Buffer {
    const piece = this.#piece.subarray(0, this.#length);
    this.#length = 0;
    return piece;
  }
}
