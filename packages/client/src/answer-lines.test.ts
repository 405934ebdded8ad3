import { expect, test } from "vitest";
import { readAnswerLines } from "./answer-lines.ts";

/** Reads lines that come in pieces; answers what was told, in order. */
async function read(...pieces: (string | Uint8Array)[]): Promise<[string, unknown][]> {
  const told: [string, unknown][] = [];
  const encoder = new TextEncoder();
  const body = ReadableStream.from(
    pieces.map((piece) => (typeof piece === "string" ? encoder.encode(piece) : piece)),
  );
  await readAnswerLines(body, (call, answer) => told.push([call, answer]));
  return told;
}

test("what is ready stands in the head, what is not in a line of its own", async () => {
  expect(
    await read(
      '{"0":[[{"result":{"data":1}}]],"1":[[0],[null,0,7]]}\n',
      '[7,0,[[{"result":{"data":[2]}}]]]\n',
    ),
  ).toEqual([
    ["0", { result: { data: 1 } }],
    ["1", { result: { data: [2] } }],
  ]);
});

test("an answer in three steps, as the stock server sends it, is told when it is whole", async () => {
  expect(
    await read(
      '{"0":[[0],[null,0,0]],"1":[[0],[null,0,1]]}\n',
      '[1,0,[[{"result":0}],["result",0,2]]]\n[0,0,[[{"error":{"message":"no"}}]]]\n',
      '[2,0,[[{"data":0}],["data",0,3]]]\n',
      "[3,0,[[]]]\n",
    ),
  ).toEqual([
    ["0", { error: { message: "no" } }],
    ["1", { result: { data: undefined } }],
  ]);
});

test("a part that failed fails its call", async () => {
  expect(await read('{"0":[[0],[null,0,0]]}\n[0,1,{"message":"broke"}]\n')).toEqual([
    ["0", { error: { message: "broke" } }],
  ]);
});

test("pieces may end anywhere, in the middle of a letter too, and spaces keep the line open", async () => {
  const bytes = new TextEncoder().encode(
    '{"0":[[0],[null,0,0]]}\n \n[0,0,[[{"result":{"data":"Wanjirũ"}}]]]\n',
  );
  const told = await read(...Array.from(bytes, (byte) => Uint8Array.of(byte)));
  expect(told).toEqual([["0", { result: { data: "Wanjirũ" } }]]);
});

test("a name of every object is a key like any other", async () => {
  const [[, answer] = []] = await read(
    '{"0":[[{"__proto__":0}],["__proto__",0,0]]}\n[0,0,[[{"isAdmin":true}]]]\n',
  );
  expect(Object.getPrototypeOf(answer)).toBe(Object.prototype);
});

test.each(["no JSON\n", '{"0":1}\n', '{"0":[[0],["x"]]}\n', '{"0":[[0],[null,0,0]]}\n{"0":1}\n'])(
  "something else is refused: %s",
  async (text) => {
    await expect(read(text)).rejects.toThrow(SyntaxError);
  },
);
