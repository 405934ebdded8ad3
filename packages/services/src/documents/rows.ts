import type { Clause, DocumentDto, DocumentKind } from "@stead/contracts/documents";
import { defaultLease } from "@stead/documents/pdf/texts/lease-clauses-en";
import type { CivilDate } from "@stead/kernel/dates";
import { instantNow, readOne, type ServiceContext } from "../context/index.ts";

type Sql = ServiceContext["db"]["sql"];

/** Days that a document is about, beside its subject. */
export type DocumentParams = { from?: CivilDate; to?: CivilDate; asOf?: CivilDate };

export type DocumentRow = {
  id: string;
  kind: DocumentKind;
  subjectId: string;
  params: DocumentParams;
  fingerprint: string;
  status: "queued" | "ready" | "failed";
  templateVersion: string | null;
  sha256: string | null;
  fileId: string | null;
  jobRunId: string | null;
  createdBy: string | null;
  madeAt: string | null;
};

const columns = `d.id, d.kind, d.subject_id as "subjectId", d.params, d.fingerprint, d.status, d.template_version as "templateVersion", d.sha256,
  d.file_id as "fileId", d.job_run_id as "jobRunId", d.created_by as "createdBy", d.made_at as "madeAt"`;

const byId = {
  name: "document_get",
  text: `select ${columns} from documents d where d.agency_id = $1 and d.id = $2`,
};

export function readDocument(sql: Sql, agencyId: string, id: string): Promise<DocumentRow | undefined> {
  return readOne<DocumentRow>(sql, byId, agencyId, id);
}

// An invoice is asked for by itself alone: it has one PDF, whatever was changed since.
const equal = {
  name: "document_equal",
  text: `select ${columns} from documents d left join files f on f.agency_id = $1 and f.id = d.file_id
    where d.agency_id = $1 and d.kind = $2 and d.subject_id = $3 and ($2 = 'invoice' or d.fingerprint = $4)
      and f.deleted_at is null and (f.expires_at is null or f.expires_at > $5)
    order by d.status = 'ready' desc, d.created_at desc limit 1`,
};

/** The document that says the same, made or on its way, whose file is still there. */
export function findEqual(
  sql: Sql,
  ctx: Pick<ServiceContext, "agencyId" | "clock">,
  { kind, subjectId, fingerprint }: Pick<DocumentRow, "kind" | "subjectId" | "fingerprint">,
): Promise<DocumentRow | undefined> {
  const now = instantNow(ctx);
  return readOne<DocumentRow>(sql, equal, ctx.agencyId, kind, subjectId, fingerprint, now);
}

export function toDocumentDto(
  row: DocumentRow,
  link: { url: string; expiresAt: string } | null,
): DocumentDto {
  const { id, kind, status, jobRunId, sha256, templateVersion, madeAt } = row;
  return {
    id,
    kind,
    status: status === "ready" ? "ready" : "queued",
    url: link?.url ?? null,
    expiresAt: link?.expiresAt ?? null,
    jobRunId,
    sha256,
    templateVersion,
    madeAt,
  };
}

export type ClausesRow = { title: string; clauses: Clause[]; version: number; createdAt: string | null };

const newestClauses = {
  name: "lease_clauses_get",
  text: `select title, clauses, version, created_at as "createdAt" from lease_clauses where agency_id = $1 order by version desc limit 1`,
};

/** The agency's newest clauses; those that come with Stead while it has none of its own. */
export async function readClauses(sql: Sql, agencyId: string): Promise<ClausesRow> {
  const own = await readOne<ClausesRow>(sql, newestClauses, agencyId);
  if (own !== undefined) return own;
  const clauses = defaultLease.clauses.map(({ heading, body }) => ({ heading, body }));
  return { title: defaultLease.title, clauses, version: 0, createdAt: null };
}
