import { expect, test } from "vitest";
import { databaseRules } from "./database-rules.ts";
import { findIn } from "./test-tree.ts";

test.each([
  ["packages/queue/src/poll.ts", "await client.query(`SET stead.agency_id = 'x'`);"],
  ["packages/queue/src/poll.ts", "await client.query(`set session stead.agency_id = 'x'`);"],
  ["packages/db/src/scope.ts", "sql`select set_config('stead.agency_id', $1, false)`"],
  ["packages/services/src/leases/end-lease.ts", "sql`set local stead.agency_id = 'x'`"],
  ["packages/services/src/leases/end-lease.ts", "sql`select set_config('stead.agency_id', $1, true)`"],
  ["packages/services/src/leases/end-lease.ts", "await tx.$queryRawUnsafe(text);"],
  ["packages/db/src/client.ts", "await tx.$executeRawUnsafe(text);"],
  ["packages/db/prisma/models/leases.prisma", "enum LeaseStatus {\n  draft\n}"],
  ["packages/db/prisma/models/leases.prisma", "model Lease {\n  rent Decimal\n}"],
  ["packages/db/prisma/models/leases.prisma", "model Lease {\n  rent Float\n}"],
  ["packages/db/prisma/migrations/1_a/migration.sql", "CREATE TYPE status AS ENUM ('a');"],
])("refuses in %s: %s", async (file, text) => {
  expect(await findIn(databaseRules, { [file]: `${text}\n` })).toHaveLength(1);
});

test("accepts the lane, coordinates, and tests that plant a foreign agency", async () => {
  const found = await findIn(databaseRules, {
    "packages/db/src/scope.ts":
      "`set local stead.agency_id = '${id}'`; `select set_config('stead.agency_id', $1, true)`;\n",
    "packages/db/prisma/models/portfolio.prisma": "model Property {\n  latitude Float?\n}\n",
    "packages/services/src/leases/isolation.test.ts": "`set local stead.agency_id = 'x'`;\n",
  });
  expect(found).toEqual([]);
});
