const offsetsKept = 50_000;

/**
 * Reads ISO instants in UTC as the wall clock of a zone. Zones change only at whole multiples of ten minutes, so the
 * offset is looked up once for each stretch of that length.
 */
export function createWallClock(timeZone: string): (instant: string) => { ms: number; text: string } {
  const offsets = new Map<string, number>();
  const offsetMs = (instant: string): number => {
    const stretch = instant.slice(0, 15);
    let offset = offsets.get(stretch);
    if (offset === undefined) {
      if (offsets.size >= offsetsKept) offsets.clear();
      offset = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).offsetNanoseconds / 1_000_000;
      offsets.set(stretch, offset);
    }
    return offset;
  };
  return (instant) => {
    const ms = Date.parse(instant) + offsetMs(instant);
    return { ms, text: new Date(ms).toISOString().slice(0, 19).replace("T", " ") };
  };
}
