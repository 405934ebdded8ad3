/** Where a CDN serves scripts, styles and typefaces; null where this process does. Throws for what is no address. */
function assetPrefixOf(text: string | undefined): string | null {
  if (text === undefined || text === "") return null;
  if (URL.canParse(text) && /^https?:\/\/[^?#]+$/.test(text)) return text.replace(/\/+$/, "");
  throw new Error(`ASSET_PREFIX is ${JSON.stringify(text)}: set it to an address as https://cdn.example.org`);
}

/** Settings of the web process. Read once; nothing else here reads the environment. */
export const env = {
  host: process.env["HOST"] ?? "127.0.0.1",
  port: Number(process.env["PORT"] ?? 3000),
  /** Where the API listens; the browser never sees it. */
  apiUrl: process.env["API_URL"] ?? "http://127.0.0.1:4000",
  /** Read when the app is built and when it is served: both must be the same. */
  assetPrefix: assetPrefixOf(process.env["ASSET_PREFIX"]),
  isDevelopment: process.env["NODE_ENV"] !== "production",
};
