import http from "node:http";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { House } from "./house.ts";

/** Faults that somebody could build in, planted from outside: in the database, or on the way to it. */

/** The keys of outside ids are not unique any more. */
export async function dropUniqueIndex({ look }: House): Promise<void> {
  await look("alter table external_keys drop constraint external_keys_pkey");
}

/** Money is booked under a key of its own each time that it is told. */
export async function skipEffectKey({ look }: House): Promise<void> {
  await look(`create function forget_key() returns trigger language plpgsql as
    $$ begin new.external_id := new.external_id || ' ' || gen_random_uuid(); return new; end $$`);
  await look(`create trigger forget before insert on external_keys for each row when (new.kind = 'payment')
    execute function forget_key()`);
}

/** The provider is told that all is well, and then the callback is passed on: whoever dies in between loses it. */
export async function answerBeforeCommit({ front }: House): Promise<void> {
  let callbacks = 0;
  front.intercept(async ({ path, body }) => {
    callbacks++;
    const isDead = callbacks % 5 === 0;
    if (!isDead) setTimeout(() => void passOn(front.apiUrl, path, body).catch(() => {}), 50);
    return 200;
  });
}

function passOn(url: string, path: string, body: Buffer): Promise<unknown> {
  return fetch(`${url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: new Uint8Array(body),
  });
}

/** The lines of a journal are written by somebody else, in a transaction of their own; `postLate` is that somebody. */
export async function postOutside({ look }: House): Promise<void> {
  await look("create table late_lines (like journal_lines)");
  await look(`create function post_later() returns trigger language plpgsql security definer as
    $$ begin insert into late_lines select new.*; return null; end $$`);
  await look("grant all on late_lines to stead_owner");
  await look(
    "create trigger later before insert on journal_lines for each row execute function post_later()",
  );
}

/** Posts what waits, and dies before the last. */
export async function postLate({ look }: House): Promise<void> {
  await look("alter table journal_lines disable trigger later");
  await look(`with posted as (
      delete from late_lines where journal_id <> (select journal_id from late_lines order by journal_id desc limit 1) returning *
    ), lines as (insert into journal_lines select * from posted returning *)
    insert into ledger_totals as t (agency_id, account_code, currency, month, shard, debit_minor, credit_minor)
    select agency_id, account_code, currency, date_trunc('month', occurred_on)::date, 0,
      sum(greatest(amount_minor, 0)), sum(greatest(-amount_minor, 0)) from lines group by 1, 2, 3, 4
    on conflict (agency_id, account_code, currency, month, shard) do update
      set debit_minor = t.debit_minor + excluded.debit_minor, credit_minor = t.credit_minor + excluded.credit_minor`);
}

const laterMs = 2_500;

/** `settled` waits until all was sent as often as it will be. */
export type Relay = { url: string; settled(): Promise<void>; close(): Promise<void> };

/** A relay on the way to the providers that sends what it was given a second time, when the first is over. */
export async function openRelayThatSendsTwice(sandboxUrl: string): Promise<Relay> {
  const waiting = new Set<Promise<void>>();
  const server = http.createServer((request, response) => {
    void (async () => {
      const body = await buffer(request);
      const send = () => forward(sandboxUrl, request, body);
      const { status, headers, text } = await send();
      response.writeHead(status, headers).end(text);
      if (!request.url?.includes("/stkpush/")) return;
      const again = sleep(laterMs)
        .then(send)
        .then(() => {});
      waiting.add(again);
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the relay has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    settled: async () => void (await Promise.allSettled(waiting)),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function forward(
  url: string,
  { method = "GET", url: path = "/", headers }: http.IncomingMessage,
  body: Buffer,
): Promise<{ status: number; headers: Record<string, string>; text: string }> {
  const { authorization = "", "content-type": type = "application/json" } = headers;
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { authorization, "content-type": type },
    ...(method !== "GET" && { body: new Uint8Array(body) }),
  });
  const said = { "content-type": answer.headers.get("content-type") ?? "application/json" };
  return { status: answer.status, headers: said, text: await answer.text() };
}
