import { Readable } from "node:stream";

/** An answer waits so long for its neighbours, to leave in one packet with them. */
const gatherMs = 2;

/**
 * Joins answers (JSON each) to tRPC's JSON lines: a head with what is ready, then a line for each that comes later. When
 * all are ready by then, the head is all there is, and its text is answered instead of a stream.
 */
export function joinAnswers(answers: readonly Promise<string>[]): Promise<string | Readable> {
  return new Promise((resolve) => {
    const ready = new Map<number, string>();
    let left = answers.length;
    let stream: Readable | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // [value] as it is, or [0] and "the value comes in the line of this number".
    const headOf = () =>
      answers.map(
        (_, index) =>
          `"${index}":[[${ready.get(index) ?? "0"}]${ready.has(index) ? "" : `,[null,0,${index}]`}]`,
      );
    const flush = () => {
      timer = undefined;
      if (stream === undefined) {
        const head = `{${headOf().join(",")}}\n`;
        ready.clear();
        if (left === 0) return resolve(head);
        stream = new Readable({ read: () => {} });
        stream.push(head);
        return resolve(stream);
      }
      stream.push([...ready].map(([index, answer]) => `[${index},0,[[${answer}]]]\n`).join(""));
      ready.clear();
      if (left === 0) stream.push(null);
    };
    const settle = (index: number, answer: string) => {
      ready.set(index, answer);
      left--;
      if (left > 0) {
        timer ??= setTimeout(flush, gatherMs);
        return;
      }
      clearTimeout(timer);
      flush();
    };
    for (const [index, answer] of answers.entries()) void answer.then((text) => settle(index, text));
  });
}
