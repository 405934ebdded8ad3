/** What a person may set before starting; everything else is chosen and handed to the processes. */
export const env = {
  /** Uses this PostgreSQL (a role that may create roles and databases) instead of the embedded one. */
  databaseUrl: process.env["DATABASE_URL"],
  /** With these set as well, the roles are expected to exist and nothing is created but tables. */
  databaseSystemUrl: process.env["DATABASE_SYSTEM_URL"],
  databaseDirectUrl: process.env["DATABASE_DIRECT_URL"],
  port: Number(process.env["PORT"] ?? 3000),
  apiPort: Number(process.env["API_PORT"] ?? 4000),
  sandboxPort: Number(process.env["SANDBOX_PORT"] ?? 4010),
  home: process.env["STEAD_HOME"] ?? ".stead",
  inherited: process.env,
};
