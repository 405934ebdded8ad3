import Fastify, { type FastifyInstance } from "fastify";
import type { Container } from "./container.ts";
import type { ApiSettings } from "./env.ts";
import { openDownloads } from "./features/files/download.ts";
import { openUploadDoor } from "./features/files/upload-door.ts";
import { importUploads } from "./features/imports/upload.ts";
import { openPortalDoor } from "./features/portal/door.ts";
import { statementUploads } from "./features/statements/upload.ts";
import { openAuthEndpoints } from "./plugins/auth-endpoints.ts";
import { openLiveDoor } from "./live/door.ts";
import { admitCalls } from "./plugins/admit-calls.ts";
import { Admission } from "./plugins/admission.ts";
import { answerErrors } from "./plugins/errors.ts";
import { tellHealth, type Health } from "./plugins/health.ts";
import { limitRates } from "./plugins/limits.ts";
import { ownOrigins, refuseForeignPages } from "./plugins/origins.ts";
import { logRequests, requestIdOf } from "./plugins/request-ids.ts";
import { serveRpc } from "./plugins/rpc.ts";
import { addSecurityHeaders } from "./plugins/security-headers.ts";
import { appRouter } from "./trpc/app-router.ts";
import { openPlatformDoor } from "./webhooks/platform-door.ts";
import { openWebhookDoor } from "./webhooks/door.ts";

/** The largest body of a call; files come through their own door. */
const bodyLimitBytes = 1_048_576;

/** Builds the HTTP process, without listening. */
export async function buildApp(
  settings: ApiSettings,
  container: Container,
  health: Health,
): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    bodyLimit: bodyLimitBytes,
    trustProxy: settings.TRUSTED_PROXIES.split(",").map((proxy) => proxy.trim()),
    genReqId: (request) => requestIdOf(request.headers),
    // A whole upload over a slow line; headers have a minute.
    requestTimeout: 3_600_000,
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: 5_000 },
  });
  const mostRunning = settings.CALLS_AT_ONCE;
  admitCalls(app, new Admission({ mostRunning, mostWaiting: 4 * mostRunning }), container.log);
  const isHttps = settings.PUBLIC_URL.startsWith("https:");
  logRequests(app, container);
  answerErrors(app, container.log);
  addSecurityHeaders(app, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    hsts: isHttps ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    crossOriginResourcePolicy: { policy: "same-origin" },
    referrerPolicy: { policy: "no-referrer" },
  });
  refuseForeignPages(app, ownOrigins(settings.PUBLIC_URL));
  await limitRates(app, { perMinute: settings.RATE_LIMIT_PER_MINUTE });
  tellHealth(app, health);
  openAuthEndpoints(app, container, { perMinute: settings.SIGN_IN_LIMIT_PER_MINUTE });
  openPortalDoor(app, container, { perMinute: settings.SIGN_IN_LIMIT_PER_MINUTE });
  await openUploadDoor(app, container, container.files, importUploads);
  await openUploadDoor(app, container, container.files, statementUploads);
  openDownloads(app, container, container.files);
  await openWebhookDoor(app, container, container);
  await openPlatformDoor(app, container);
  openLiveDoor(app, container, container.live);
  serveRpc(app, container, appRouter);
  return app;
}
