import { AppError } from "@stead/kernel/errors";
import type { Logger } from "@stead/kernel/logger";
import type { FastifyError, FastifyInstance } from "fastify";
import { errorBody, httpStatuses, toAppError } from "../trpc/errors.ts";

const byFastify: Readonly<Record<string, [AppError["code"], string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ["TOO_LARGE", "the request is too large"],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ["INVALID", "send application/json"],
  FST_ERR_CTP_EMPTY_JSON_BODY: ["INVALID", "the body is empty"],
  FST_ERR_CTP_INVALID_JSON_BODY: ["INVALID", "the body is no JSON"],
  FST_REQ_FILE_TOO_LARGE: ["TOO_LARGE", "the file is too large"],
};

function known(error: FastifyError): AppError {
  const [code, text] = byFastify[error.code] ?? [];
  if (code !== undefined && text !== undefined) return new AppError(code, text, {}, { cause: error });
  return error.statusCode !== undefined && error.statusCode < 500
    ? new AppError("INVALID", error.message, {}, { cause: error })
    : toAppError(error);
}

/** Answers outside tRPC: `{ code, message, fields, details, requestId }`. */
export function answerErrors(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const appError = error instanceof AppError ? error : known(error);
    if (appError.code === "INTERNAL")
      log.error({ requestId: request.id, error: appError.cause ?? appError }, "request failed");
    return reply.code(httpStatuses[appError.code]).send(errorBody(appError, request.id));
  });
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send(errorBody(new AppError("NOT_FOUND", "there is no such page"), request.id)),
  );
}
