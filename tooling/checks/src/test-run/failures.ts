import path from "node:path";
import { stripVTControlCharacters } from "node:util";

/** A test that failed, as the end of a run tells it. */
export type Failure = {
  /** The folder of its package: `packages/queue`. */
  folder: string;
  /** Its file in the package. */
  file: string;
  /** Its name with those of the groups it stands in; empty where the file itself failed. */
  name: string;
  message: string;
};

/** A file in Vitest's report. */
export type VitestFile = {
  status: string;
  name: string;
  message?: string;
  assertionResults: { status: string; fullName: string; failureMessages?: string[] | null }[];
};

/** The failures of a package's files; `packagePath` is where it lies. A file that did not load is one of its own. */
export function failedTests(folder: string, packagePath: string, files: readonly VitestFile[]): Failure[] {
  return files.flatMap((tested) => {
    const file = path.relative(packagePath, tested.name);
    const failed = tested.assertionResults
      .filter(({ status }) => status === "failed")
      .map(({ fullName, failureMessages }) => ({
        folder,
        file,
        name: fullName,
        message: (failureMessages ?? []).join("\n"),
      }));
    const isUnloaded = tested.status === "failed" && tested.assertionResults.length === 0;
    return isUnloaded ? [{ folder, file, name: "", message: tested.message ?? "" }] : failed;
  });
}

export type JourneyError = { message?: string };

/** A file or a group in Playwright's report. */
export type JourneySuite = {
  title: string;
  file: string;
  suites?: JourneySuite[];
  specs?: {
    title: string;
    tests: { status: string; results: { error?: JourneyError; errors?: JourneyError[] }[] }[];
  }[];
};

/** The journeys that failed or passed only when tried again, and what went wrong beside them. */
export function failedJourneys(
  folder: string,
  suites: readonly JourneySuite[],
  errors: readonly JourneyError[],
): Failure[] {
  return [
    ...suites.flatMap((suite) => failedIn(folder, suite, [])),
    ...errors.map(({ message = "" }) => ({ folder, file: "", name: "", message })),
  ];
}

function failedIn(folder: string, suite: JourneySuite, groups: readonly string[]): Failure[] {
  const { title, file, specs = [], suites = [] } = suite;
  // The outermost suite is the file, and is titled so.
  const within = title === file ? groups : [...groups, title];
  const failed = specs.flatMap((spec) =>
    spec.tests
      .filter(({ status }) => status === "unexpected" || status === "flaky")
      .map(({ results }) => ({
        folder,
        file,
        name: [...within, spec.title].join(" "),
        message: messageOf(results),
      })),
  );
  return [...failed, ...suites.flatMap((inner) => failedIn(folder, inner, within))];
}

function messageOf(results: readonly { error?: JourneyError; errors?: JourneyError[] }[]): string {
  const errors = results.flatMap(({ error, errors: all = [] }) => (all.length > 0 ? all : (error ?? [])));
  return errors[0]?.message ?? "";
}

const mostLines = 10;

/** A failure in a few lines: where it is, and how its message begins. */
export function describeFailure({ folder, file, name, message }: Failure): string {
  const where = ["failed:", folder, file, name].filter((part) => part !== "").join(" ");
  const lines = stripVTControlCharacters(message).trim().split("\n").slice(0, mostLines);
  return [where, ...lines.filter((line) => line.trim() !== "").map((line) => `  ${line}`)].join("\n");
}
