/** A value, and the parts of it (null: all of it) that come in lines of these numbers. */
type Encoded = readonly [
  value: readonly unknown[],
  ...parts: (readonly [key: string | null, kind: number, line: number])[],
];
type Line = readonly [number: number, status: number, payload: unknown];

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isEncoded = (value: unknown): value is Encoded =>
  isList(value) &&
  isList(value[0]) &&
  value.slice(1).every((part) => isList(part) && typeof part[2] === "number");
const isLine = (value: unknown): value is Line => isList(value) && typeof value[0] === "number";
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    // A space between lines keeps a connection alive.
    yield* lines.filter((line) => line.trim() !== "");
  }
}

/**
 * Reads tRPC's JSON lines, the answers of a streamed batch: tells each by the number of its call as soon as it is whole.
 * Ends with the body; rejects when that breaks off or says something else.
 */
export async function readAnswerLines(
  body: ReadableStream<Uint8Array>,
  onAnswer: (call: string, answer: unknown) => void,
): Promise<void> {
  const awaited = new Map<number, { call: string; take: (value: unknown) => void }>();
  const decode = (encoded: unknown, call: string, take: (value: unknown) => void): void => {
    if (!isEncoded(encoded)) throw new SyntaxError("an answer is not encoded as it should be");
    const [[value], ...parts] = encoded;
    let whole = value;
    let left = parts.length;
    if (left === 0) return take(whole);
    for (const [key, , line] of parts) {
      const takePart = (part: unknown) => {
        if (key === null) whole = part;
        else if (isRecord(whole)) whole[key] = part;
        left--;
        if (left === 0) take(whole);
      };
      awaited.set(line, { call, take: takePart });
    }
  };
  let isHead = true;
  for await (const text of linesOf(body)) {
    const line: unknown = JSON.parse(text);
    if (isHead) {
      isHead = false;
      for (const [call, encoded] of Object.entries(Object(line) as object))
        decode(encoded, call, (answer) => onAnswer(call, answer));
      continue;
    }
    if (!isLine(line)) throw new SyntaxError("a line of answers is not as it should be");
    const [number, status, payload] = line;
    const waiting = awaited.get(number);
    if (waiting === undefined) continue;
    awaited.delete(number);
    if (status === 0) decode(payload, waiting.call, waiting.take);
    else onAnswer(waiting.call, { error: payload });
  }
}
