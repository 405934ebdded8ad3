/** With so many processes a job may die; then it is given up. */
export const mostDeaths = 3;

/** SQL: whether a job with so many deaths runs apart from others that are under suspicion. */
export const isSuspect = (deaths: string) => `${deaths} between 1 and ${mostDeaths - 1}`;

/** SQL: the state of a job that may go. */
export const freeState = (deaths: string) => `case when ${isSuspect(deaths)} then 'apart' else 'waiting' end`;

/**
 * SQL on a row `o` of the outbox: whether the process that worked on it died with it. One that was heard of since has
 * only lost it: it could not write the job's end, say because the database was away. That proves nothing against the job.
 */
export const hasDied = `(o.started_at is not null and not exists (select from queue_workers w
  where w.id = o.worker_id and w.beat_at > o.touched_at + interval '6 seconds'))`;
