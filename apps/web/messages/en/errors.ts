const titles: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: "You are signed out",
  FORBIDDEN: "You may not do this",
  NOT_FOUND: "This is not here",
  INVALID: "Something in the form needs a change",
  CONFLICT: "Somebody was faster",
  PRECONDITION: "This can't be done now",
  TOO_LARGE: "This is too large",
  TOO_MANY: "Too many requests",
  TIMEOUT: "This took too long",
  CANCELLED: "This was cancelled",
  UNAVAILABLE: "The service can't be reached",
  INTERNAL: "Something went wrong",
};

export const errors = {
  titles,
  offlineTitle: "The service can't be reached",
  offlineMessage: "Check your connection and try again. What you typed is still here.",
  retry: "Try again",
};
