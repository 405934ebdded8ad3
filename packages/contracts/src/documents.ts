import { z } from "zod";
import { DateField, Id, Instant, ShortText } from "./fields.ts";

export const documentKinds = ["invoice", "settlement", "receipt", "lease", "statement"] as const;
export type DocumentKind = (typeof documentKinds)[number];

/**
 * The PDF of a record. `id` is that of the invoice (invoice, and settlement: what was paid of it as of today), the
 * payment (receipt) or the lease (lease, and statement: its tenant's account from one day to another).
 */
export const OpenDocumentInput = z.discriminatedUnion("kind", [
  z.object({ kind: z.enum(["invoice", "settlement", "receipt", "lease"]), id: Id }),
  z.object({
    kind: z.literal("statement"),
    id: Id,
    /** The lease's first day when left out. */
    from: DateField.optional(),
    /** Today when left out. */
    to: DateField.optional(),
  }),
]);
export type OpenDocumentInput = z.infer<typeof OpenDocumentInput>;

/** A document that is ready has a link; one that is drawn has the job to wait for. */
export const DocumentDto = z.object({
  id: Id,
  kind: z.enum(documentKinds),
  status: z.enum(["queued", "ready"]),
  /** A path on Stead's own origin that works without a session until `expiresAt`. */
  url: z.string().nullable(),
  expiresAt: Instant.nullable(),
  jobRunId: Id.nullable(),
  /** SHA-256 of the file, in hexadecimal. */
  sha256: z.string().nullable(),
  templateVersion: z.string().nullable(),
  madeAt: Instant.nullable(),
});
export type DocumentDto = z.infer<typeof DocumentDto>;

const Lines = z.string().trim().max(1_000, "at most 1,000 characters");

const letterheadFields = {
  /** Lines of the address. */
  address: Lines,
  email: z.email("write an address as name@example.org").max(200).nullable(),
  phone: z.string().trim().max(40).nullable(),
  taxNumber: z.string().trim().max(60).nullable(),
  /** A way to pay on each line, as invoices print it. */
  howToPay: Lines,
  footer: z.string().trim().max(200).nullable(),
};

export const LetterheadDto = z.object({ ...letterheadFields, version: z.int().nonnegative() });
export type LetterheadDto = z.infer<typeof LetterheadDto>;

/** Version 0: there is none yet. */
export const UpdateLetterheadInput = z.object({ ...letterheadFields, version: z.int().nonnegative() });
export type UpdateLetterheadInput = z.infer<typeof UpdateLetterheadInput>;

const Clause = z.object({
  heading: ShortText,
  /** A paragraph a line; a line that begins with "- " is a point. `{{rent}}` and others are filled in. */
  body: z.string().trim().min(1, "this must not be empty").max(6_000, "at most 6,000 characters"),
});
export type Clause = z.infer<typeof Clause>;

const Clauses = z.array(Clause).min(1, "a lease has at least one clause").max(60, "at most 60 clauses");

export const LeaseClausesDto = z.object({
  title: z.string(),
  clauses: z.array(Clause),
  /** 0: those that come with Stead, which the agency has not changed. */
  version: z.int().nonnegative(),
  createdAt: Instant.nullable(),
  /** What may stand in a clause. */
  variables: z.array(z.object({ name: z.string(), meaning: z.string(), sample: z.string() })),
});
export type LeaseClausesDto = z.infer<typeof LeaseClausesDto>;

/** A new version of the agency's clauses. `version` is the one that was edited; another one by now is a CONFLICT. */
export const SaveLeaseClausesInput = z.object({
  version: z.int().nonnegative(),
  title: ShortText,
  clauses: Clauses,
});
export type SaveLeaseClausesInput = z.infer<typeof SaveLeaseClausesInput>;

/** Clauses as they would read, with a lease's words or with samples. */
export const PreviewLeaseClausesInput = z.object({ clauses: Clauses, leaseId: Id.nullable().default(null) });
export type PreviewLeaseClausesInput = z.infer<typeof PreviewLeaseClausesInput>;
export const LeaseClausesPreviewDto = z.object({ clauses: z.array(Clause) });
export type LeaseClausesPreviewDto = z.infer<typeof LeaseClausesPreviewDto>;
