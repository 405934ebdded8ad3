import { prepareDatabase, schemaSources } from "./src/bootstrap.ts";
import { databaseSetup } from "@stead/testing/database";

export default databaseSetup({ prepare: prepareDatabase, sources: schemaSources });
