/** Where the parts of one value lie in the shared tier. */
export type Names = {
  value: string;
  lease: string;
  tags: readonly string[];
};

/** Bytes that lie there. */
export type Stored = {
  payload: Buffer;
  /** Whether none of its tags was invalidated since its load began. */
  isCurrent: boolean;
};

export type Claim =
  /** Nobody loads: the caller does, for all. `epochs` belong to the moment. */
  | { state: "lead"; epochs: string; stored: Stored | undefined }
  /** Somebody loads. */
  | { state: "wait"; stored: Stored | undefined }
  /** It is there by now. */
  | { state: "value"; stored: Stored };

/** A tier that processes share. Each call is one command to it, and may fail or be late. */
export type RemoteStore = {
  read(names: Names): Promise<Stored | undefined>;
  /**
   * Asks to be the one who loads. A current value that is fresh beyond `newerThanMs` is given instead; a lease whose
   * epochs are no longer those of the tags is taken over, because what its holder loads is old already.
   */
  claim(
    names: Names,
    request: { token: string; leaseMs: number; newerThanMs: number; tagsForMs: number },
  ): Promise<Claim>;
  /** Says that the holder of a lease lives; false when it is not the holder any more. */
  renew(names: Names, token: string, leaseMs: number): Promise<boolean>;
  /** Keeps what the holder of the lease loaded, if it still is, and no tag was invalidated since it claimed. */
  store(
    names: Names,
    request: { token: string; epochs: string; payload: Buffer; keepMs: number; tagsForMs: number },
  ): Promise<"stored" | "moved" | "fenced">;
  /** Keeps a value whatever is there; who loads it now has loaded in vain. */
  put(names: Names, request: { payload: Buffer; keepMs: number; tagsForMs: number }): Promise<void>;
  release(names: Names, token: string): Promise<void>;
  /** Remembers where the database was at the last invalidation, for longer than a copy of it may be behind. */
  setPosition(name: string, position: string): Promise<void>;
  /** What was remembered; empty for nothing. */
  position(name: string): Promise<string>;
  /** Whatever depends on these tags is old. Works when the tier is full, too. */
  invalidate(tags: readonly string[]): Promise<void>;
  /** Takes a value away, and the lease of who loads it. */
  forget(names: Names): Promise<void>;
  close(): Promise<void>;
};
