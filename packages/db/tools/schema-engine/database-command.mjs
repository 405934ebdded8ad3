import pg from "pg";

const errorCodes = { "3D000": "P1003", "28P01": "P1000" };

/**
 * `can-connect-to-database`, `create-database` or `drop-database`, as the CLI asks for before it starts the engine.
 * @param {string | undefined} command
 * @param {string} url
 * @returns {Promise<number>} the exit code
 */
export async function runDatabaseCommand(command, url) {
  const target = new URL(url);
  const name = decodeURIComponent(target.pathname.slice(1));
  const maintenance = Object.assign(new URL(target), { pathname: "/postgres" });
  const isProbe = command?.startsWith("can-connect") ?? true;
  const client = new pg.Client({ connectionString: (isProbe ? target : maintenance).href });
  try {
    await client.connect();
    const database = client.escapeIdentifier(name);
    if (command === "create-database") await client.query(`create database ${database}`);
    if (command === "drop-database") await client.query(`drop database if exists ${database} with (force)`);
    await client.end();
    return 0;
  } catch (error) {
    const fields = {
      error_code: errorCodes[error.code] ?? "P1001",
      message: error.message || String(error.code),
    };
    console.error("");
    console.error(JSON.stringify({ level: "ERROR", target: "schema_engine::logger", fields }));
    return 1;
  }
}
