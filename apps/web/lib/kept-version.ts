declare const steadWebVersion: string;

/** Names the pages and the answers of this build; the build writes it here. */
export const webVersion = steadWebVersion;
