/** The log port: an event's fields first, then its short name. Values must carry ids, never personal data. */
export type Logger = {
  debug(fields: object, event: string): void;
  info(fields: object, event: string): void;
  warn(fields: object, event: string): void;
  error(fields: object, event: string): void;
  child(fields: object): Logger;
};

/** A logger that says nothing, for tools and tests that have their own output. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLogger,
};
