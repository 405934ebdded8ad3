import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { RolePasswords } from "@stead/db/roles";

export type Secrets = { authSecret: string; passwords: RolePasswords };

const secret = () => randomBytes(24).toString("base64url");

/** The secrets of this installation: made at the first start, kept in a file that only its owner may read. */
export function loadSecrets(home: string): Secrets {
  const file = path.join(home, "secrets.json");
  if (fs.existsSync(file)) return JSON.parse(fs.readFileSync(file, "utf8")) as Secrets;
  const secrets: Secrets = {
    authSecret: randomBytes(32).toString("base64"),
    passwords: { owner: secret(), app: secret(), system: secret() },
  };
  fs.mkdirSync(home, { recursive: true });
  fs.writeFileSync(file, JSON.stringify(secrets), { mode: 0o600, flag: "wx" });
  return secrets;
}
