import { z } from "zod";
import { secret } from "./settings.ts";

const postgresAddress = z
  .string("set it to an address as postgres://user:password@host:5432/stead")
  .regex(/^postgres(ql)?:\/\//, "write an address as postgres://user:password@host:5432/stead");

const seconds = (least: number, most: number) =>
  z.coerce
    .number("write a number of seconds")
    .int("write whole seconds")
    .min(least, `at least ${least} seconds`)
    .max(most, `at most ${most} seconds`);

const count = (least: number, most: number) =>
  z.coerce
    .number("write a number")
    .int("write a whole number")
    .min(least, `at least ${least}`)
    .max(most, `at most ${most}`);

/** Where the rows are, by role. */
export const databaseSettings = {
  DATABASE_URL: secret(postgresAddress).describe("PostgreSQL as the role stead_app"),
  DATABASE_SYSTEM_URL: secret(postgresAddress).describe("the same database as the role stead_system"),
  DATABASE_POOL_MAX: count(1, 200)
    .default(20)
    .describe("most connections of this process for the application's role"),
  DATABASE_POOLER: z
    .enum(["transaction"], "choose transaction, or leave it out")
    .optional()
    .describe("PgBouncer in transaction mode stands before both addresses: nothing is prepared by name"),
} as const;

/** Copies of the database for reads that may be a moment behind. */
export const replicaSettings = {
  DATABASE_REPLICA_URLS: secret(
    z
      .string()
      .transform((text) => text.split(",").map((url) => url.trim()))
      .pipe(z.array(postgresAddress).min(1)),
  )
    .optional()
    .describe("streaming replicas as the role stead_app, comma-separated"),
  DATABASE_REPLICA_MAX_LAG_SECONDS: seconds(1, 3_600)
    .default(30)
    .describe("a replica that is further behind answers nobody"),
} as const;

const months = z.coerce
  .number("write a number of months")
  .int("write whole months")
  .min(0, "0 keeps them for ever")
  .max(1_200, "at most 1200 months")
  .refine((value) => value === 0 || value >= 6, "at least 6 months, or 0 to keep them for ever");

/** How long the months of what only grows are kept. Money is kept for ever. */
export const retentionSettings = {
  KEEP_AUDIT_MONTHS: months.default(84).describe("months of the audit trail; 0 keeps it for ever"),
  KEEP_DELIVERIES_MONTHS: months.default(25).describe("months of attempts to deliver messages; 0 for ever"),
  KEEP_INBOUND_MONTHS: months
    .default(25)
    .describe("months of what providers sent, as it came; their keys are kept for ever; 0 for ever"),
} as const;

/** What a process that answers HTTP needs. */
export const httpSettings = {
  HOST: z.string().default("127.0.0.1").describe("address to listen on"),
  PORT: count(0, 65_535).default(4000).describe("port to listen on; 0 takes a free one"),
  PUBLIC_URL: z
    .url({
      protocol: /^https?$/,
      error: "set it to the address that people open, as https://stead.example.org",
    })
    .default("http://127.0.0.1:3000")
    .describe("the address that people open in a browser"),
  TRUSTED_PROXIES: z
    .string()
    .default("loopback")
    .describe("proxies whose X-Forwarded-For is believed: addresses or networks, comma-separated"),
  REQUEST_TIMEOUT_SECONDS: seconds(1, 600).default(30).describe("longest time a request may take"),
  DRAIN_SECONDS: seconds(0, 300)
    .default(10)
    .describe("time that running requests get when the process stops"),
} as const;

/** A port for the operator alone. */
export const healthSettings = {
  HEALTH_PORT: count(0, 65_535)
    .optional()
    .describe("port of /livez, /readyz and /metrics, for the operator alone; none when unset"),
  HEALTH_HOST: z.string().default("127.0.0.1").describe("address of the health port"),
} as const;

/** Sign-in. */
export const authSettings = {
  AUTH_SECRET: secret(
    z
      .string("set it to at least 32 random characters, as `openssl rand -base64 32` prints")
      .min(32, "take at least 32 random characters, as `openssl rand -base64 32` prints"),
  ).describe("signs cookies and encrypts second factors"),
} as const;

/** The queue: Redis when it is set, else PostgreSQL. */
export const queueSettings = {
  REDIS_URL: secret(z.string().regex(/^rediss?:\/\//, "write an address as redis://host:6379"))
    .optional()
    .describe("makes Redis the queue's engine, and what processes share of the cache"),
  DATABASE_DIRECT_URL: secret(postgresAddress)
    .optional()
    .describe("PostgreSQL without a transaction pooler, as the owner: the queue's schema"),
} as const;

/** What is kept at hand. */
export const cacheSettings = {
  CACHE_NAMESPACE: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/, "write up to 32 small letters, digits and hyphens")
    .default("main")
    .describe("keeps installations that share a Redis apart"),
  CACHE_MEMORY_MB: count(1, 4_096).default(64).describe("most megabytes of values that this process keeps"),
} as const;

/** Where files are kept. */
export const storageSettings = {
  STORAGE_DIR: z.string().default(".stead/files").describe("folder of uploaded and produced files"),
} as const;

/** Where mails and text messages go. Without these they are kept for the operator to read. */
export const mailSettings = {
  SMTP_URL: secret(z.string().regex(/^smtps?:\/\//, "write an address as smtp://user:password@host:587"))
    .optional()
    .describe("the mail server; mails are kept in the app when unset"),
  MAIL_FROM: z
    .email("write an e-mail address")
    .default("stead@localhost.localdomain")
    .describe("the address that mails come from"),
} as const;

export const smsSettings = {
  SMS_PROVIDER: z
    .enum(["africastalking", "twilio"], "choose africastalking or twilio")
    .optional()
    .describe("who carries text messages; they are kept in the app when unset"),
  SMS_ACCOUNT: z.string().optional().describe("username (Africa's Talking) or account SID (Twilio)"),
  SMS_SECRET: secret(z.string()).optional().describe("API key (Africa's Talking) or auth token (Twilio)"),
  SMS_FROM: z.string().optional().describe("sender's name, short code or number"),
  SMS_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("another address of the provider's API"),
} as const;

/** Money that comes in by providers. */
export const railSettings = {
  DATA_SECRET: secret(
    z
      .string("set it to at least 32 random characters, as `openssl rand -base64 32` prints")
      .min(32, "take at least 32 random characters, as `openssl rand -base64 32` prints"),
  ).describe("encrypts providers' settings and what they send; what was sealed is lost without it"),
  MPESA_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .default("https://api.safaricom.co.ke")
    .describe("M-Pesa's API; https://sandbox.safaricom.co.ke for its own sandbox"),
  MPESA_ADDRESSES: z
    .string()
    .transform((text) => text.split(",").map((address) => address.trim()))
    .optional()
    .describe("addresses that M-Pesa calls from, comma-separated; those that Safaricom names when unset"),
  STRIPE_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .default("https://api.stripe.com")
    .describe("Stripe's API"),
  JIRANI_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Jirani Bank's API; the bank lives in the payment sandbox alone"),
} as const;

/** What agencies pay for the platform itself. Without a key no plans are sold, and everything is allowed. */
export const platformSettings = {
  PLATFORM_STRIPE_SECRET_KEY: secret(
    z.string().regex(/^(sk|rk)_(test|live)_\S+$/, "write a key as sk_live_…"),
  )
    .optional()
    .describe("turns plans on: the platform's own Stripe account"),
  PLATFORM_STRIPE_WEBHOOK_SECRETS: secret(
    z.string().regex(/^whsec_[^\s,]+(\s*,\s*whsec_[^\s,]+)*$/, "write secrets as whsec_…, comma-separated"),
  )
    .optional()
    .describe("signs what that account tells; two are good while one replaces the other"),
} as const;

/** How much is told. */
export const logSettings = {
  LOG_LEVEL: z
    .enum(["debug", "info", "warn", "error", "silent"], "choose debug, info, warn, error or silent")
    .default("info"),
  LOG_FORMAT: z.enum(["json", "pretty"], "choose json or pretty").default("json"),
} as const;
