import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { RolePasswords } from "@stead/db/roles";

export type Secrets = { authSecret: string; dataSecret: string; passwords: RolePasswords };

const secret = () => randomBytes(24).toString("base64url");

/** The secrets of this installation: made at the first start, kept in a file that only its owner may read. */
export function loadSecrets(home: string): Secrets {
  const file = path.join(home, "secrets.json");
  if (fs.existsSync(file)) return complete(file, JSON.parse(fs.readFileSync(file, "utf8")) as Secrets);
  const secrets: Secrets = {
    authSecret: randomBytes(32).toString("base64"),
    dataSecret: randomBytes(32).toString("base64"),
    passwords: { owner: secret(), app: secret(), system: secret() },
  };
  fs.mkdirSync(home, { recursive: true });
  fs.writeFileSync(file, JSON.stringify(secrets), { mode: 0o600, flag: "wx" });
  return secrets;
}

/** A home of before has no secret for sealed data yet: it gets one, and keeps it. */
function complete(file: string, kept: Omit<Secrets, "dataSecret"> & Partial<Secrets>): Secrets {
  const secrets = { ...kept, dataSecret: kept.dataSecret ?? randomBytes(32).toString("base64") };
  if (kept.dataSecret !== undefined) return secrets;
  const draft = `${file}.new`;
  fs.writeFileSync(draft, JSON.stringify(secrets), { mode: 0o600 });
  fs.renameSync(draft, file);
  return secrets;
}
