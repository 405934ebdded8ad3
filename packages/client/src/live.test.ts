import { newId } from "@stead/kernel/ids";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { subscribeLive, type LiveMessage, type LiveState } from "./live.ts";
import { startApiProcess, type ApiProcess } from "./test-process.ts";

let api: ApiProcess;
let userId: string;
beforeAll(async () => {
  api = await startApiProcess();
  [{ id: userId } = { id: "" }] = await api.arrange.query<{ id: string }>("select id from users");
  // What signing up told is over.
  await api.arrange.query("delete from events");
});
afterAll(() => api.close());

const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 45_000, interval: 25 });

/** Something for the owner, numbered as the dispatcher numbers it. */
async function tell(): Promise<number> {
  const [row] = await api.arrange.query<{ seq: number }>(
    `with clock as (update event_clock set last_seq = last_seq + 1 returning last_seq)
     insert into events (id, agency_id, seq, kind, user_id, payload)
     select $1, a.id, clock.last_seq, 'notification.read', $2, '{"ids":null}' from clock, agencies a returning seq::int as seq`,
    newId(),
    userId,
  );
  return row?.seq ?? 0;
}

test("messages come once and in order over broken connections, until the session ends", async () => {
  const messages: LiveMessage[] = [];
  const states: LiveState[] = [];
  let connection = new AbortController();
  const subscription = subscribeLive({
    url: `${api.url}/events`,
    headers: { cookie: api.cookie },
    onMessage: (message) => messages.push(message),
    onState: (state) => states.push(state),
    fetch: (url, init) => {
      connection = new AbortController();
      const signal = AbortSignal.any([connection.signal, ...(init?.signal ? [init.signal] : [])]);
      return fetch(url, { ...init, signal });
    },
  });
  const sent: number[] = [];
  for (let round = 0; round < 3; round++) {
    await eventually(() => expect(states.at(-1)).toBe("live"));
    sent.push(await tell());
    await eventually(() => expect(messages.map(({ id }) => id)).toEqual(sent));
    connection.abort();
    await eventually(() => expect(states.at(-1)).not.toBe("live"));
    sent.push(await tell());
  }
  await eventually(() => expect(messages.map(({ id }) => id)).toEqual(sent));
  expect(messages[0]).toMatchObject({ kind: "notification.read", payload: { ids: null } });
  expect(subscription.position()).toBe(sent.at(-1));
  await api.arrange.query("delete from sessions");
  connection.abort();
  await eventually(() => expect(states.at(-1)).toBe("refused"));
  subscription.close();
});

test("a closed subscription hears nothing, and a stranger is refused", async () => {
  const states: LiveState[] = [];
  const stranger = subscribeLive({
    url: `${api.url}/events`,
    onMessage: () => {},
    onState: (state) => states.push(state),
  });
  await eventually(() => expect(states).toEqual(["connecting", "refused"]));
  stranger.close();
});
