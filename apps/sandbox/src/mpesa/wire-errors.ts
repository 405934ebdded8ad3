/** An answer of Daraja that is no success, with its HTTP status. */
export class WireError extends Error {
  override readonly name = "WireError";
  readonly status: number;
  readonly errorCode: string;

  constructor(status: number, errorCode: string, message: string) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
  }
}

/** The errors of the wire, by what is wrong. */
export const wireErrors = {
  invalidField: (field: string) => new WireError(400, "400.002.02", `Bad Request - Invalid ${field}`),
  invalidBody: () => new WireError(400, "400.002.05", "Invalid Request Payload"),
  invalidAuthentication: () => new WireError(400, "400.008.01", "Invalid Authentication passed"),
  invalidGrantType: () => new WireError(400, "400.008.02", "Invalid grant type passed"),
  invalidToken: () => new WireError(404, "404.001.03", "Invalid Access Token"),
  wrongProduct: () =>
    new WireError(401, "401.003.01", "Error Occurred - Invalid API call as no apiproduct match found"),
  notFound: () => new WireError(404, "404.001.01", "Resource not found"),
  wrongMethod: (method: string) => new WireError(405, "405.001", `${method} Method Not Allowed`),
  noMerchant: () => new WireError(500, "500.001.1001", "Merchant does not exist"),
  wrongCredentials: () => new WireError(500, "500.001.1001", "Wrong credentials"),
  lockedSubscriber: () =>
    new WireError(
      500,
      "500.001.1001",
      "Unable to lock subscriber, a transaction is already in process for the current subscriber",
    ),
  inProcess: () => new WireError(500, "500.001.1001", "The transaction is being processed"),
  duplicateConversation: () => new WireError(500, "500.002.1001", "Duplicate OriginatorConversationID."),
  notRegistered: () => new WireError(400, "400.001", "Invalid ShortCode"),
  urlsRegistered: () => new WireError(500, "500.003.1001", "Urls are already registered"),
  internal: () => new WireError(500, "500.003.1001", "Internal Server Error"),
  spikeArrest: () => new WireError(500, "500.003.02", "Error Occurred: Spike Arrest Violation"),
  busy: () => new WireError(500, "500.003.02", "System is busy. Please try again in few minutes."),
  quota: () => new WireError(500, "500.003.03", "Quota Violation"),
} as const;
