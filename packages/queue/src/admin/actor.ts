/** Who acts, for the record. */
export type QueueActor = { userId: string; requestId: string | null };
