/** Begins with the files that take longest, so that no worker has one left when the others have ended. */
import { BaseSequencer, type TestSpecification } from "vitest/node";

const SLOW = [
  "doctor.lab",
  "changes.lab",
  "killed.lab",
  "engine-contract.lab",
  "ways-out.lab",
  "ssh.lab",
  "test-command.lab",
  "doctor-ipv6.lab",
];

export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = SLOW.findIndex((it) => moduleId.includes(it));
      return at < 0 ? SLOW.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
