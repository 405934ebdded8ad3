import path from "node:path";
import { startProgram, type Program } from "@stead/testing/program";
import { z } from "zod";
import type { BenchDatabase } from "./bench-database.ts";

const publicUrl = "http://127.0.0.1:3000";
const plenty = "1000000";

/** The api as a process of its own, with the owner of a new agency signed in. */
export type ApiProcess = {
  program: Program;
  url: string;
  cookie: string;
  /** Calls a procedure that changes something. */
  change(path: string, input: object): Promise<unknown>;
};

const Made = z.object({ result: z.object({ data: z.unknown() }) });

/** Starts it. `isKept`: whether it keeps what it reads, as it does where it has a bus. */
export async function startApi(database: BenchDatabase, isKept: boolean): Promise<ApiProcess> {
  const program = startProgram(path.resolve(import.meta.dirname, "../../../apps/api/src/server.ts"), {
    env: {
      DATABASE_URL: database.appUrl,
      DATABASE_SYSTEM_URL: database.systemUrl,
      ...(isKept && { DATABASE_DIRECT_URL: database.ownerUrl }),
      AUTH_SECRET: "a secret of a benchmark that is long enough",
      DATA_SECRET: "another secret of a benchmark, long enough",
      PUBLIC_URL: publicUrl,
      PORT: "0",
      RATE_LIMIT_PER_MINUTE: plenty,
    },
  });
  const url = await program.says(/"url":"([^"]+)","msg":"api listens"/);
  const headers = { "content-type": "application/json", origin: publicUrl };
  const post = async (address: string, body: object, cookie = "") => {
    const answer = await fetch(`${url}${address}`, {
      method: "POST",
      headers: { ...headers, cookie },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}: ${text}`);
    return { text, cookies: answer.headers.getSetCookie() };
  };
  const email = `owner-${program.pid}@example.org`;
  const { cookies } = await post("/auth/sign-up/email", {
    name: "Ada Owner",
    email,
    password: "a long enough password",
  });
  const cookie = cookies.map((line) => line.split(";", 1)[0]).join("; ");
  const change = async (procedure: string, input: object) => {
    const { text } = await post(`/trpc/${procedure}`, input, cookie);
    return Made.parse(JSON.parse(text)).result.data;
  };
  const place = { currency: "KES", timeZone: "Africa/Nairobi", country: "KE" };
  await change("access.createAgency", { name: "Karura Lettings", ...place });
  return { program, url, cookie, change };
}
