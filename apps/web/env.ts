/** Settings of the web process. Read once; nothing else here reads the environment. */
export const env = {
  host: process.env["HOST"] ?? "127.0.0.1",
  port: Number(process.env["PORT"] ?? 3000),
  /** Where the API listens; the browser never sees it. */
  apiUrl: process.env["API_URL"] ?? "http://127.0.0.1:4000",
  isDevelopment: process.env["NODE_ENV"] !== "production",
};
