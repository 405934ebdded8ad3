import { AppError } from "@stead/kernel/errors";

/** A place in the database's log, as PostgreSQL writes it: `16/B374D848`. What was committed before it is behind it. */
export type Position = bigint;

const written = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i;

/** Undefined for what is no position, so that what a caller sends may be read. */
export function readPosition(text: string | undefined): Position | undefined {
  const parts = written.exec(text ?? "");
  if (parts === null) return undefined;
  const [, high = "", low = ""] = parts;
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

/** A position that the server wrote. */
export function requirePosition(text: string | undefined): Position {
  const position = readPosition(text);
  if (position === undefined) throw new AppError("INTERNAL", "the server answered no position");
  return position;
}

export function writePosition(position: Position): string {
  const hex = (part: bigint) => part.toString(16).toUpperCase();
  return `${hex(position >> 32n)}/${hex(position & 0xffff_ffffn)}`;
}
