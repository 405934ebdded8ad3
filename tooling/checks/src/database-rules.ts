import { matchLines, type Check, type Finding, type Tree } from "./tree.ts";

type Rule = { files: RegExp; except?: RegExp; pattern: RegExp; message: string };

const code = /\.(ts|tsx|mjs|sql)$/;

const rules: Rule[] = [
  {
    files: code,
    pattern: /\bset\s+(session\s+)?stead\./i,
    message:
      "a session-level SET outlives its transaction: the next user of the connection would inherit the agency",
  },
  {
    files: code,
    pattern: /set_config\([^)]*,\s*false\s*\)/i,
    message: "set_config(..., false) outlives its transaction: use true",
  },
  {
    files: code,
    except: /^packages\/db\/|\.test\.ts$/,
    pattern: /\bset\s+local\s+stead\.|set_config\(\s*'stead\./i,
    message: "only the lane of @stead/db sets the agency",
  },
  {
    files: /\.(ts|tsx|mjs)$/,
    pattern: /\$(query|execute)RawUnsafe/,
    message: "raw text as SQL: use the tagged form or a prepared statement",
  },
  {
    files: /\.prisma$/,
    pattern: /^\s*enum\s/,
    message: "no PostgreSQL enums: text with a CHECK",
  },
  {
    files: /\.prisma$/,
    pattern: /\bDecimal\b|@db\.(Decimal|Money)|^(?!\s*(latitude|longitude)\b).*\bFloat\b/,
    message: "no numeric in models: money is BIGINT minor units, a rate is an integer of its own unit",
  },
  {
    files: /\/migrations\/.*\.sql$/,
    pattern: /create\s+type\s+.*\bas\s+enum\b/i,
    message: "no PostgreSQL enums: text with a CHECK",
  },
];

function findUnsafeSql(tree: Tree): Finding[] {
  return tree.paths
    .filter((file) => !file.startsWith("tooling/checks/"))
    .flatMap((file) =>
      rules
        .filter((rule) => rule.files.test(file) && !rule.except?.test(file))
        .flatMap((rule) => matchLines(tree, file, rule.pattern, rule.message)),
    );
}

export const databaseRules: Check = { title: "the database is used the safe way", run: findUnsafeSql };
