import { prepareDatabase, schemaSources } from "@stead/db/bootstrap";
import { databaseSetup } from "@stead/testing/database";

export default databaseSetup({ prepare: prepareDatabase, sources: schemaSources });
