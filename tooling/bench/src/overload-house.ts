import path from "node:path";
import { newId } from "@stead/kernel/ids";
import { startProgram } from "@stead/testing/program";
import type pg from "pg";
import type { BenchDatabase } from "./bench-database.ts";
import { agencyId } from "./billing-portfolio.ts";

const publicUrl = "http://127.0.0.1:3000";

/** The api as it runs, with a member of the bench's agency who is signed in. */
export type BenchApi = {
  url: string;
  pid: number;
  cookie: string;
  stop(): Promise<unknown>;
};

/** Starts the api over a filled database and signs an owner of its agency in. */
export async function startBenchApi(
  database: BenchDatabase,
  admin: pg.Client,
  more: Readonly<Record<string, string>> = {},
): Promise<BenchApi> {
  const program = startProgram(path.resolve(import.meta.dirname, "../../../apps/api/src/server.ts"), {
    env: {
      NODE_ENV: "production",
      PORT: "0",
      DATABASE_URL: database.appUrl,
      DATABASE_SYSTEM_URL: database.systemUrl,
      AUTH_SECRET: "a secret of the bench that is long enough",
      DATA_SECRET: "a secret of the bench that is long enough",
      PUBLIC_URL: publicUrl,
      RATE_LIMIT_PER_MINUTE: "100000000",
      ...more,
    },
  });
  const url = await program.says(/"url":"([^"]+)","msg":"api listens"/);
  const cookie = await signIn(url, admin);
  return { url, pid: program.pid, cookie, stop: () => program.end("SIGTERM") };
}

async function signIn(url: string, admin: pg.Client): Promise<string> {
  const post = async (target: string, body: object, cookie = "") => {
    const answer = await fetch(`${url}${target}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: publicUrl, cookie },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${target}: ${await answer.text()}`);
    return answer.headers
      .getSetCookie()
      .map((line) => line.split(";", 1).join())
      .join("; ");
  };
  const person = { name: "Ada Owner", email: "ada@example.org", password: "a long enough password" };
  const cookie = await post("/auth/sign-up/email", person);
  await admin.query(
    "insert into members (id, agency_id, user_id, role, scope) select $1, $2, id, 'owner', 'all' from users where email = $3",
    [newId(), agencyId, person.email],
  );
  const chosen = await post("/trpc/access.chooseAgency", { agencyId }, cookie);
  return chosen === "" ? cookie : chosen;
}
