import http from "node:http";
import path from "node:path";
import { createProxyServer } from "http-proxy-3";
import next from "next";
import { env } from "./env.ts";
import { createContentSecurityPolicies } from "./lib/content-security-policy.ts";

/** Behind `/api` on the browser's own origin is the API: no cross-origin calls, first-party cookies. */
const apiPrefix = "/api";

const app = next({
  dev: env.isDevelopment,
  turbopack: true,
  dir: import.meta.dirname,
  hostname: env.host,
  port: env.port,
});
const handle = app.getRequestHandler();
const proxy = createProxyServer({ target: env.apiUrl, xfwd: true, proxyTimeout: 120_000 });

proxy.on("error", (_error, _request, response) => {
  if (!("writeHead" in response) || response.headersSent) return void response.destroy();
  response.writeHead(503, { "content-type": "application/json", "retry-after": "2" });
  response.end(
    JSON.stringify({
      error: { code: "UNAVAILABLE", message: "The service is starting or stopping. Try again in a moment." },
    }),
  );
});

await app.prepare();
const policyOf = env.isDevelopment
  ? undefined
  : createContentSecurityPolicies(path.join(import.meta.dirname, ".next"), env.assetPrefix);

const server = http.createServer((request, response) => {
  const url = request.url ?? "/";
  if (url === apiPrefix || url.startsWith(`${apiPrefix}/`)) {
    request.url = url.slice(apiPrefix.length) || "/";
    proxy.web(request, response);
    return;
  }
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("referrer-policy", "strict-origin-when-cross-origin");
  response.setHeader("x-frame-options", "DENY");
  response.setHeader("permissions-policy", "camera=(), microphone=(), geolocation=()");
  // A CDN passes on what it was told here, and browsers take scripts and typefaces of another origin only by leave.
  if (env.assetPrefix !== null && url.startsWith("/_next/static/"))
    response.setHeader("access-control-allow-origin", "*");
  if (policyOf) response.setHeader("content-security-policy", policyOf(url.split("?", 1)[0] ?? "/"));
  void handle(request, response);
});

if (env.isDevelopment) {
  const upgrade = app.getUpgradeHandler();
  server.on("upgrade", (request, socket, head) => void upgrade(request, socket, head));
}

server.listen(env.port, env.host, () => process.send?.({ ready: true, port: env.port }));

let isStopping = false;
async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  server.close();
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), 3_000).unref();
  await app.close();
}
process.on("SIGTERM", () => void stop());
process.on("SIGINT", () => void stop());
// Whoever started it over a channel is gone: it ends as well, so that a killed start leaves nothing running.
process.once("disconnect", () => void stop());
process.channel?.unref();
