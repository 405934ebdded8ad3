import type { FastifyRequest } from "fastify";

/** Header in which the caller's address travels inside the process; what a caller sends in it is overwritten. */
export const clientAddressHeader = "x-stead-client-address";

/** The request's headers in the web's form, with the caller's address as the proxies in front are trusted to tell it. */
export function webHeaders(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  headers.set(clientAddressHeader, request.ip);
  headers.delete("content-length");
  headers.delete("host");
  return headers;
}
