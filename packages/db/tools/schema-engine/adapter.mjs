import { randomUUID } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import pg from "pg";

const charOid = 18;
const textOid = 25;

// The adapter refuses the type "char" that catalog queries return: read it as text and mark it.
const handleRowDescription = pg.Query.prototype.handleRowDescription;
pg.Query.prototype.handleRowDescription = function (message) {
  for (const field of message.fields) {
    if (field.dataTypeID === charOid) Object.assign(field, { dataTypeID: textOid, isChar: true });
  }
  return handleRowDescription.call(this, message);
};

function markCharColumns(adapter) {
  const { queryRaw, performIO } = adapter;
  adapter.queryRaw = async (query) => {
    let fields = [];
    const recorder = Object.create(adapter, {
      performIO: {
        value: async (statement) => {
          const answer = await performIO.call(adapter, statement);
          fields = answer.fields;
          return answer;
        },
      },
    });
    const result = await queryRaw.call(recorder, query);
    for (const [index, field] of fields.entries()) {
      if (field.isChar) result.columnTypes[index] = ColumnTypeEnum.Character;
    }
    return result;
  };
}

async function openAdapter(url, afterwards) {
  const pool = new pg.Pool({ connectionString: url, max: 3 });
  const adapter = await new PrismaPg(pool).connect();
  // The adapter splits scripts at ";" and so breaks the bodies of functions.
  adapter.executeScript = async (script) => {
    try {
      await pool.query(script);
    } catch (error) {
      adapter.onError(error);
    }
  };
  markCharColumns(adapter);
  adapter.dispose = async () => {
    await pool.end();
    await afterwards?.();
  };
  return adapter;
}

/** A factory for one database. @param {string | undefined} url */
export function adapterFactory(url) {
  const factory = new PrismaPg({ connectionString: url });
  factory.connect = () => openAdapter(url);
  // The adapter's own way ignores the shadow database's name beside a connection string: it would replay on the real one.
  factory.connectToShadowDb = async () => {
    const main = await openAdapter(url);
    const name = `prisma_migrate_shadow_db_${randomUUID()}`;
    await main.executeScript(`create database "${name}"`);
    return openAdapter(Object.assign(new URL(url), { pathname: `/${name}` }).href, async () => {
      await main.executeScript(`drop database if exists "${name}" with (force)`);
      await main.dispose();
    });
  };
  return factory;
}
