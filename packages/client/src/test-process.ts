import path from "node:path";
import { openArranger, type Arranger } from "@stead/testing/arranger";
import { cloneDatabase, type TestDatabase } from "@stead/testing/database";
import { startProgram } from "@stead/testing/program";

const server = path.resolve(import.meta.dirname, "../../../apps/api/src/server.ts");
const publicUrl = "http://127.0.0.1:3000";

/** An api process of its own, with one signed-in owner of one agency. */
export type ApiProcess = {
  url: string;
  cookie: string;
  arrange: Arranger;
  database: TestDatabase;
  close(): Promise<void>;
};

/** Starts `node server.ts` on a free port, over a database of its own. */
export async function startApiProcess(): Promise<ApiProcess> {
  const database = await cloneDatabase();
  const arrange = await openArranger(database);
  const env = {
    DATABASE_URL: database.appUrl,
    DATABASE_SYSTEM_URL: database.systemUrl,
    AUTH_SECRET: "a secret of tests that is long enough",
    DATA_SECRET: "another secret of tests, long enough",
    PUBLIC_URL: publicUrl,
    PORT: "0",
    DRAIN_SECONDS: "1",
  };
  const program = startProgram(server, { env });
  const url = await program.says(/"url":"([^"]+)","msg":"api listens"/);
  return {
    url,
    cookie: await signUpOwner(url),
    arrange,
    database,
    close: async () => {
      await program.end("SIGTERM");
      await arrange.close();
      await database.drop();
    },
  };
}

async function signUpOwner(url: string): Promise<string> {
  const headers = { "content-type": "application/json", origin: publicUrl };
  const answer = await fetch(`${url}/auth/sign-up/email`, {
    method: "POST",
    headers,
    body: JSON.stringify({ name: "Ada Owner", email: "ada@example.org", password: "a long enough password" }),
  });
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(";", 1)[0])
    .join("; ");
  const made = await fetch(`${url}/trpc/access.createAgency`, {
    method: "POST",
    headers: { ...headers, cookie },
    body: JSON.stringify({
      name: "Kilimani Lettings",
      currency: "KES",
      timeZone: "Africa/Nairobi",
      country: "KE",
    }),
  });
  if (!made.ok) throw new Error(`the agency was not made: ${await made.text()}`);
  return cookie;
}
